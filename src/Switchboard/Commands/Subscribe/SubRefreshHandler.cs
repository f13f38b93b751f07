using Switchboard.Connections;
using Switchboard.Results;
using Switchboard.Security;
using Switchboard.Timing;

namespace Switchboard.Commands.Subscribe;

/// <summary>A connection brings a new token for a subscription. The answer is how long it lives now; null for ever.</summary>
internal sealed class SubRefreshHandler(SubscribeHandler subscribe, Clock clock)
{
    public async ValueTask<Result<Lifetime>> HandleAsync(Connection connection, string channel, string token, CancellationToken cancellationToken)
    {
        if (connection.Find(channel) is not { } subscription)
        {
            return ErrorCodes.PermissionDenied;
        }

        var check = await subscribe.CheckTokenAsync(connection, channel, token, cancellationToken);
        if (!check.IsSuccess)
        {
            return check.Error == ErrorCodes.PermissionDenied ? CloseCodes.InvalidToken : check.As<Lifetime>();
        }

        SubscriptionToken accepted = check.Value!;
        subscription.ExpiresAt = accepted.ExpiresAt is { } time ? clock.DeadlineOf(time) : 0;
        connection.HasExpiringSubscriptions |= subscription.ExpiresAt != 0;
        return Lifetime.Until(accepted.ExpiresAt, clock);
    }
}
