using Switchboard.Connections;
using Switchboard.Security;

namespace Switchboard.Commands;

/// <summary>Somebody calls a method.</summary>
internal sealed class CallHandler(Gatekeeper gatekeeper)
{
    /// <summary>Answers the call. No method is served by this version, so that whoever may call is told just that.</summary>
    public Outcome<ReadOnlyMemory<byte>> Handle(Connection connection, string method) => Handle(connection.Principal, method);

    /// <inheritdoc cref="Handle(Connection, string)"/>
    public Outcome<ReadOnlyMemory<byte>> Handle(Principal principal, string method)
    {
        var admission = gatekeeper.Admit(principal, Operations.Call, method);
        return admission.Error == ErrorCodes.PermissionDenied ? ErrorCodes.PermissionDenied : ErrorCodes.MethodNotFound;
    }
}
