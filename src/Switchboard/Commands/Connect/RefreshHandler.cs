using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Json;
using Switchboard.Results;
using Switchboard.Security;
using Switchboard.Timing;

namespace Switchboard.Commands.Connect;

/// <summary>A connection brings a new token for itself.</summary>
internal sealed class RefreshHandler(ITokenValidator tokens, SettingsHolder settings, Clock clock)
{
    public async ValueTask<Result<Lifetime>> HandleAsync(Connection connection, string token, CancellationToken cancellationToken)
    {
        var result = await tokens.ValidateConnectionAsync(token, cancellationToken);
        if (result.Failure != TokenFailure.None)
        {
            return result.Failure switch
            {
                TokenFailure.Expired => ErrorCodes.TokenExpired,
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

        connection.ReplacePrincipal(connection.Principal with { Info = accepted.Info, Meta = accepted.Meta, Grants = accepted.Grants });
        connection.IsRenewedByClient = true;
        connection.ExpiresAt = accepted.ExpiresAt is { } time ? clock.DeadlineOf(time) : 0;
        return Lifetime.Until(accepted.ExpiresAt, clock);
    }
}
