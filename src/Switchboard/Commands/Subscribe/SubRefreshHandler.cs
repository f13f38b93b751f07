using Switchboard.Connections;
using Switchboard.Results;
using Switchboard.Security;
using Switchboard.Subscriptions;
using Switchboard.Timing;

namespace Switchboard.Commands.Subscribe;

/// <summary>A connection brings a new token for a subscription. The answer is how long it lives now; null for ever.</summary>
internal sealed class SubRefreshHandler(
    SubscribeAuthorizer authorizer, SubscriptionManager subscriptions, SubscriptionTokens tokens, RefreshApplier refresher, InstructionLog instructions, Clock clock)
{
    public async ValueTask<Result<Lifetime>> HandleAsync(Connection connection, string channel, string token, CancellationToken cancellationToken)
    {
        if (connection.Find(channel) is not { } subscription)
        {
            return ErrorCodes.PermissionDenied;
        }

        var began = instructions.Last;
        var check = await authorizer.CheckTokenAsync(connection, channel, token, cancellationToken);
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

        SubscriptionToken accepted = check.Value!;
        subscription.IsRenewedByClient = true;
        tokens.Note(subscription, accepted.TokenId);
        if (!subscription.IsRegistered)
        {
            tokens.Forget(subscription);
            return ErrorCodes.PermissionDenied;
        }

        // Revoked between the check and the note, it was not found by that.
        if (began.FindUnsubscribe(connection, channel, tokenId: accepted.TokenId) is { } ended)
        {
            await subscriptions.EndAsync(subscription, ended, cancellationToken);
            return default(Lifetime);
        }

        await refresher.ApplyAsync(subscription, accepted.Subscription.Info, accepted.ExpiresAt, cancellationToken);
        return Lifetime.Until(accepted.ExpiresAt, clock);
    }
}
