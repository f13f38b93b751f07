using Switchboard.Connections;
using Switchboard.Results;
using Switchboard.Security;
using Switchboard.Subscriptions;
using Switchboard.Timing;

namespace Switchboard.Commands.Subscribe;

/// <summary>A connection brings a new token for a subscription. The answer is how long it lives now; null for ever.</summary>
internal sealed class SubRefreshHandler(SubscribeHandler subscribe, SubscriptionManager subscriptions, RefreshApplier refresher, Clock clock)
{
    public async ValueTask<Result<Lifetime>> HandleAsync(Connection connection, string channel, string token, CancellationToken cancellationToken)
    {
        if (connection.Find(channel) is not { } subscription)
        {
            return ErrorCodes.PermissionDenied;
        }

        var check = await subscribe.CheckTokenAsync(connection, channel, token, cancellationToken);
        if (check.Error == ErrorCodes.TokenExpired)
        {
            // The end is told ahead of the answer, which says nothing then: clients that get an error here give up for good.
            await subscriptions.ExpireAsync(subscription, cancellationToken);
            return default(Lifetime);
        }

        if (!check.IsSuccess)
        {
            return check.Error == ErrorCodes.PermissionDenied ? CloseCodes.InvalidToken : check.As<Lifetime>();
        }

        if (!subscription.IsRegistered)
        {
            return ErrorCodes.PermissionDenied;
        }

        SubscriptionToken accepted = check.Value!;
        subscription.IsRenewedByClient = true;
        await refresher.ApplyAsync(subscription, accepted.Subscription.Info, accepted.ExpiresAt, cancellationToken);
        return Lifetime.Until(accepted.ExpiresAt, clock);
    }
}
