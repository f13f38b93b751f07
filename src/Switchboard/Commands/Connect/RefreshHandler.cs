using Switchboard.Cluster;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Json;
using Switchboard.Results;
using Switchboard.Security;
using Switchboard.Subscriptions;
using Switchboard.Timing;

namespace Switchboard.Commands.Connect;

/// <summary>A connection brings a new token for itself. What that says takes the place of what the token before it said.</summary>
internal sealed class RefreshHandler(
    ITokenValidator tokens, TokenChannels channels, RefreshApplier refresher, GrantEnforcer grants, InstructionLog instructions,
    SettingsHolder settings, Clock clock)
{
    public async ValueTask<Result<Lifetime>> HandleAsync(Connection connection, string token, CancellationToken cancellationToken)
    {
        var began = instructions.Last;
        var result = await tokens.ValidateConnectionAsync(token, cancellationToken);
        if (result.Failure != TokenFailure.None)
        {
            // Not an error for an expired one: clients that get one here give up for good.
            return result.Failure switch
            {
                TokenFailure.Expired => CloseCodes.Expired,
                TokenFailure.Unavailable => ErrorCodes.Internal,
                _ => CloseCodes.InvalidToken,
            };
        }

        var accepted = result.Token!;
        if (accepted.UserId != connection.Principal.UserId)
        {
            return CloseCodes.InvalidToken;
        }

        if (JsonDepth.Check("info", accepted.Info, settings.Current.Limits.PayloadDepth) is { } tooDeep)
        {
            return tooDeep;
        }

        if (TokenChannels.NeedsReconnect(connection, accepted))
        {
            return CloseCodes.InsufficientState;
        }

        await channels.EndAsync(connection, accepted, cancellationToken);
        var principal = connection.Principal with { Info = accepted.Info, Meta = accepted.Meta, Grants = accepted.Grants, Roles = accepted.Roles, TokenId = accepted.TokenId };
        connection.IsRenewedByClient = true;
        await refresher.ApplyAsync(connection, principal, accepted.ExpiresAt, cancellationToken);
        await grants.EnforceAsync(connection, cancellationToken);
        await channels.BeginAsync(connection, accepted, began, cancellationToken);
        return Lifetime.Until(accepted.ExpiresAt, clock);
    }
}
