using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Presence;
using Switchboard.Subscriptions;
using Switchboard.Timing;

namespace Switchboard.Lifecycle;

/// <summary>Does what is due for each connection: pings, expiry, time-outs, presence. One pass over all replaces a timer each.</summary>
internal sealed class ConnectionSweeper(
    ConnectionRegistry registry,
    SubscriptionManager subscriptions,
    PresenceManager presence,
    ExpiryRenewer renewer,
    SettingsHolder settings,
    Clock clock,
    ILogger<ConnectionSweeper> logger)
{
    /// <summary>How often <see cref="SweepAsync"/> is to be called: the accuracy of every deadline.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.Milliseconds;
        var current = settings.Current;
        foreach (var connection in registry.All)
        {
            if (!connection.IsOpen)
            {
                AbortWhenDue(connection, now);
            }
            else if (!connection.IsAuthenticated)
            {
                CloseWhenDue(connection, connection.AuthenticationDueAt, now, CloseCodes.Stale);
            }
            else
            {
                CheckHeartbeat(connection, now, current);
                CheckExpiry(connection, now, current);
            }
        }

        // Behind all pings: these may wait for a store, or fail with it.
        foreach (var connection in registry.All)
        {
            if (connection is { IsOpen: true, IsAuthenticated: true })
            {
                await TryCheckSubscriptionsAsync(connection, now, current, cancellationToken);
            }
        }
    }

    // A store that fails for one connection must not keep the others' presence from being renewed.
    private async ValueTask TryCheckSubscriptionsAsync(Connection connection, long now, SwitchboardSettings current, CancellationToken cancellationToken)
    {
        try
        {
            await CheckSubscriptionsAsync(connection, now, current, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            ConnectionLog.CheckFailed(logger, exception, connection.Id);
        }
    }

    private static void AbortWhenDue(Connection connection, long now)
    {
        if (connection.AbortAt != 0 && now >= connection.AbortAt)
        {
            connection.Outbound.Abandon();
            connection.AttachedTransport?.Cut();
        }
    }

    private static void CloseWhenDue(Connection connection, long dueAt, long now, CloseCode code)
    {
        if (dueAt != 0 && now >= dueAt)
        {
            connection.Close(code);
        }
    }

    private void CheckExpiry(Connection connection, long now, SwitchboardSettings current)
    {
        if (connection.ExpiresAt == 0 || now < connection.ExpiresAt)
        {
            return;
        }

        if (now >= connection.ExpiresAt + (long)current.ExpiryGrace.TotalMilliseconds)
        {
            connection.Close(CloseCodes.Expired);
        }
        else if (renewer.Covers(connection))
        {
            renewer.Begin(connection);
        }
    }

    private static void CheckHeartbeat(Connection connection, long now, SwitchboardSettings current)
    {
        if (connection.PongDueAt is not 0 and var pongDueAt && now >= pongDueAt)
        {
            if (!connection.MayHaveUnreadPong(pongDueAt))
            {
                connection.Close(CloseCodes.NoPong);
            }

            return;
        }

        if (connection.PingDueAt == 0 || now < connection.PingDueAt || connection.Format.Ping is not { } ping)
        {
            return;
        }

        connection.PingDueAt = now + (long)current.PingInterval.TotalMilliseconds;
        if (connection.AnswersPings)
        {
            connection.PongDueAt = now + (long)current.PongTimeout.TotalMilliseconds;
        }

        connection.Send(ping);
    }

    private async ValueTask CheckSubscriptionsAsync(Connection connection, long now, SwitchboardSettings current, CancellationToken cancellationToken)
    {
        var renewPresence = now >= connection.PresenceDueAt;
        if (!renewPresence && !connection.HasExpiringSubscriptions)
        {
            return;
        }

        if (renewPresence)
        {
            connection.PresenceDueAt = now + (long)(current.PresenceAge.TotalMilliseconds / 3);
        }

        foreach (var subscription in connection.Subscriptions())
        {
            if (subscription.ExpiresAt != 0 && now >= subscription.ExpiresAt + (long)current.ExpiryGrace.TotalMilliseconds)
            {
                await ExpireAsync(subscription, cancellationToken);
            }
            else if (subscription.ExpiresAt != 0 && now >= subscription.ExpiresAt && renewer.Covers(subscription))
            {
                renewer.Begin(subscription, ended => ExpireAsync(ended, CancellationToken.None).AsTask());
            }
            else if (renewPresence && subscription.IsPresent)
            {
                await presence.AddAsync(subscription, cancellationToken);
            }
        }
    }

    private async ValueTask ExpireAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        if (subscription.IsServerSide)
        {
            subscription.Connection.Close(CloseCodes.SubscriptionExpired);
        }
        else
        {
            await subscriptions.EndAsync(subscription, UnsubscribeCodes.Expired, cancellationToken);
        }
    }
}
