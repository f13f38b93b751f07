using Switchboard.Connections;
using Switchboard.Security;

namespace Switchboard.Commands;

/// <summary>A connection calls a method.</summary>
internal sealed class CallHandler(Gatekeeper gatekeeper)
{
    /// <summary>Answers the call. No method is served by this version, so that whoever may call is told just that.</summary>
    public Outcome<ReadOnlyMemory<byte>> Handle(Connection connection, string method)
    {
        var admission = gatekeeper.Admit(connection.Principal, Operations.Call, method);
        return admission.Error == ErrorCodes.PermissionDenied ? ErrorCodes.PermissionDenied : ErrorCodes.MethodNotFound;
    }
}
