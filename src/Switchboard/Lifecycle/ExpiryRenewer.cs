using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Hooks;
using Switchboard.Json;
using Switchboard.Subscriptions;
using Switchboard.Timing;

namespace Switchboard.Lifecycle;

/// <summary>Asks the hooks whether an expiring connection or subscription is extended, where no client renews it by a token.</summary>
internal sealed class ExpiryRenewer(
    HookDecisions hooks, RefreshApplier refresher, SubscriptionManager subscriptions, SettingsHolder settings, Clock clock, ILogger<ExpiryRenewer> logger)
{
    /// <summary>Whether there is anybody to ask about a connection.</summary>
    public bool Covers(Connection connection) => !connection.IsRenewedByClient && hooks.Has(HookKinds.Refreshing);

    /// <summary>Whether there is anybody to ask about a subscription.</summary>
    public bool Covers(Subscription subscription) => !subscription.IsRenewedByClient && hooks.Has(HookKinds.Refreshing);

    /// <summary>Asks about a connection, which has until its grace is over. Nobody waits for the answer.</summary>
    public void Begin(Connection connection)
    {
        if (connection.TryBeginRenewal())
        {
            _ = RenewAsync(connection);
        }
    }

    /// <summary>Asks about a subscription, which ends if the answer is no.</summary>
    public void Begin(Subscription subscription)
    {
        if (subscription.TryBeginRenewal())
        {
            _ = RenewAsync(subscription);
        }
    }

    private async Task RenewAsync(Connection connection)
    {
        var asked = connection.ConnectedAt;
        var context = new RefreshingContext { Connection = ConnectionDescription.Of(connection), ExpiresAt = clock.UtcNow };
        try
        {
            var decision = await hooks.RefreshingAsync(context);
            if (!connection.IsAuthenticated || connection.ConnectedAt != asked)
            {
                // Its client has left meanwhile and may have come back as somebody else.
                return;
            }

            if (decision.Close is { } close)
            {
                connection.Close(close);
            }
            else if (IsOver(connection.ExpiresAt) && decision.IsSuccess && IsLater(context))
            {
                var info = InfoOf(context);
                var principal = info.IsEmpty ? connection.Principal : connection.Principal with { Info = info };
                await refresher.ApplyAsync(connection, principal, context.ExpiresAt, CancellationToken.None);
            }
            else if (IsOver(connection.ExpiresAt) && decision.Error is not { Temporary: true })
            {
                connection.Close(CloseCodes.Expired);
            }
        }
        catch (Exception exception)
        {
            HookLog.RenewalFailed(logger, exception, connection.Id);
        }
        finally
        {
            connection.EndRenewal();
        }
    }

    private async Task RenewAsync(Subscription subscription)
    {
        var context = new RefreshingContext { Connection = ConnectionDescription.Of(subscription.Connection), Channel = subscription.Name, ExpiresAt = clock.UtcNow };
        try
        {
            var decision = await hooks.RefreshingAsync(context);
            if (decision.Close is { } close)
            {
                subscription.Connection.Close(close);
            }
            else if (IsOver(subscription.ExpiresAt) && decision.IsSuccess && IsLater(context))
            {
                var info = InfoOf(context);
                await refresher.ApplyAsync(subscription, info.IsEmpty ? subscription.Info.ChannelInfo : info, context.ExpiresAt, CancellationToken.None);
            }
            else if (IsOver(subscription.ExpiresAt) && decision.Error is not { Temporary: true })
            {
                await subscriptions.ExpireAsync(subscription, CancellationToken.None);
            }
        }
        catch (Exception exception)
        {
            HookLog.RenewalFailed(logger, exception, subscription.Connection.Id);
        }
        finally
        {
            subscription.EndRenewal();
        }
    }

    private ReadOnlyMemory<byte> InfoOf(RefreshingContext context)
    {
        var info = ApplicationJson.Check(context.Info);
        return JsonDepth.Check("info", info, settings.Current.Limits.PayloadDepth) is { } tooDeep ? throw new SwitchboardException(tooDeep) : info;
    }

    // A service or a new token may have been quicker than the hook.
    private bool IsOver(long expiresAt) => expiresAt != 0 && expiresAt <= clock.Milliseconds;

    private bool IsLater(RefreshingContext context) => context.ExpiresAt is null || context.ExpiresAt > clock.UtcNow;
}
