using System.Globalization;
using Switchboard.Commands.Connect;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Results;

namespace Switchboard.Lifecycle;

/// <summary>Writes into the audit which clients were not let in, and which were, where that is asked for. What the server could not do, or the client not write, is no event of security.</summary>
internal static class ConnectAudit
{
    private static readonly uint[] _none = [ErrorCodes.Internal.Code, ErrorCodes.BadRequest.Code, ErrorCodes.NotAvailable.Code, ErrorCodes.TooManyRequests.Code, CloseCodes.InternalError.Code, CloseCodes.Shutdown.Code];

    /// <summary>Writes what a connect came to.</summary>
    public static void Write(IAuditLog audit, Connection connection, in Result<ConnectResult> outcome, AuditOptions options)
    {
        if (!audit.IsEnabled)
        {
            return;
        }

        if (!outcome.IsSuccess)
        {
            WriteRefused(audit, connection, outcome);
        }
        else if (options.Connections)
        {
            WriteAccepted(audit, connection, outcome.Value!);
        }
    }

    // Why somebody can read what: who it is by which credential, by which roles grants are given, and what it was subscribed to at once.
    private static void WriteAccepted(IAuditLog audit, Connection connection, ConnectResult result) => audit.Write(new AuditEvent("connect.accepted")
    {
        Actor = AuditActors.Of(connection.Principal),
        Address = connection.Transport.RemoteAddress,
        Details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["client"] = connection.Id,
            ["transport"] = connection.Transport.Transport,
            ["way"] = result.Way,
            ["token"] = connection.Principal.TokenId,
            ["roles"] = string.Join(' ', connection.Principal.Roles),
            ["channels"] = string.Join(' ', result.Subscriptions.Select(static begun => begun.Subscription.Name)),
        },
    });

    private static void WriteRefused(IAuditLog audit, Connection connection, in Result<ConnectResult> outcome)
    {
        var code = outcome.Error?.Code ?? outcome.Close?.Code ?? 0;
        if (Array.IndexOf(_none, code) >= 0)
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
