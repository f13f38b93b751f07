using Switchboard.Calls;
using Switchboard.Connections;
using Switchboard.Names;
using Switchboard.Results;
using Switchboard.Security;

namespace Switchboard.Commands.Calls;

/// <summary>A connection begins or ends to serve a method.</summary>
internal sealed class ServeHandler(ChannelAuthorizer authorizer, CallRouter router)
{
    /// <summary>Lets the connection serve a method, so many calls at once; 0 for the default.</summary>
    public Result<Unit> Serve(Connection connection, string method, int concurrency)
    {
        if (method.Length == 0)
        {
            return InvalidField.Missing("method");
        }

        if (!MethodNames.IsFree(method) || concurrency < 0)
        {
            return ErrorCodes.BadRequest;
        }

        var admission = authorizer.Authorize(connection.Principal, Operations.Serve, method);
        if (!admission.IsSuccess)
        {
            return admission.As<Unit>();
        }

        return router.Serve(connection, method, concurrency) is { } error ? error : default(Unit);
    }

    /// <summary>Gives the connection no more calls of a method. One that it does not serve is ended already.</summary>
    public Result<Unit> Unserve(Connection connection, string method)
    {
        router.Unserve(connection, method);
        return default(Unit);
    }
}
