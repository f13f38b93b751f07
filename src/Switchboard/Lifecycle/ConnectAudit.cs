using System.Globalization;
using Switchboard.Commands.Connect;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Results;

namespace Switchboard.Lifecycle;

/// <summary>Writes into the audit which clients were not let in. What the server could not do, or the client not write, is no event of security.</summary>
internal static class ConnectAudit
{
    private static readonly uint[] _none = [ErrorCodes.Internal.Code, ErrorCodes.BadRequest.Code, ErrorCodes.NotAvailable.Code, ErrorCodes.TooManyRequests.Code, CloseCodes.InternalError.Code, CloseCodes.Shutdown.Code];

    /// <summary>Writes what a connect came to, if it was refused.</summary>
    public static void Write(IAuditLog audit, Connection connection, in Result<ConnectResult> outcome)
    {
        var code = outcome.Error?.Code ?? outcome.Close?.Code ?? 0;
        if (outcome.IsSuccess || !audit.IsEnabled || Array.IndexOf(_none, code) >= 0)
        {
            return;
        }

        audit.Write(new AuditEvent("connect.refused")
        {
            Actor = AuditActors.Of(connection.Principal),
            Address = connection.Transport.RemoteAddress,
            Result = outcome.Error is { } error ? AuditResults.Of(error) : AuditResults.Of(outcome.Close!),
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["code"] = code.ToString(CultureInfo.InvariantCulture),
                ["transport"] = connection.Transport.Transport,
            },
        });
    }
}
