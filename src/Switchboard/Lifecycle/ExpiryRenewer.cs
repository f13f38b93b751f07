using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Hooks;
using Switchboard.Json;
using Switchboard.Timing;

namespace Switchboard.Lifecycle;

/// <summary>Asks the hooks whether an expiring connection or subscription is extended, where no client renews it by a token.</summary>
internal sealed class ExpiryRenewer(HookDecisions hooks, SettingsHolder settings, Clock clock, ILogger<ExpiryRenewer> logger)
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

    /// <summary>Asks about a subscription.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="end">Ends it, if the answer is no.</param>
    public void Begin(Subscription subscription, Func<Subscription, Task> end)
    {
        if (subscription.TryBeginRenewal())
        {
            _ = RenewAsync(subscription, end);
        }
    }

    private async Task RenewAsync(Connection connection)
    {
        var context = new RefreshingContext { Connection = ConnectionDescription.Of(connection), ExpiresAt = clock.UtcNow };
        try
        {
            var decision = await hooks.RefreshingAsync(context);
            if (decision.Close is { } close)
            {
                connection.Close(close);
            }
            else if (decision.IsSuccess && IsLater(context))
            {
                Extend(connection, context);
            }
            else if (decision.Error is not { Temporary: true })
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

    private void Extend(Connection connection, RefreshingContext context)
    {
        var info = ApplicationJson.Check(context.Info);
        if (JsonDepth.Check("info", info, settings.Current.Limits.PayloadDepth) is { } tooDeep)
        {
            throw new SwitchboardException(tooDeep);
        }

        if (!info.IsEmpty)
        {
            connection.ReplacePrincipal(connection.Principal with { Info = info });
        }

        connection.ExpiresAt = context.ExpiresAt is { } time ? clock.DeadlineOf(time) : 0;
    }

    private async Task RenewAsync(Subscription subscription, Func<Subscription, Task> end)
    {
        var context = new RefreshingContext { Connection = ConnectionDescription.Of(subscription.Connection), Channel = subscription.Name, ExpiresAt = clock.UtcNow };
        try
        {
            var decision = await hooks.RefreshingAsync(context);
            if (decision.Close is { } close)
            {
                subscription.Connection.Close(close);
            }
            else if (decision.IsSuccess && IsLater(context))
            {
                subscription.ExpiresAt = context.ExpiresAt is { } time ? clock.DeadlineOf(time) : 0;
            }
            else if (decision.Error is not { Temporary: true })
            {
                await end(subscription);
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

    private bool IsLater(RefreshingContext context) => context.ExpiresAt is null || context.ExpiresAt > clock.UtcNow;
}
