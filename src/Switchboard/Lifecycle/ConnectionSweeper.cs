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
    PresenceMaps maps,
    UserPlaces places,
    ExpiryRenewer renewer,
    SettingsHolder settings,
    Clock clock,
    ILogger<ConnectionSweeper> logger)
{
    // Where the store is far away, one after the other would take longer than entries live.
    private const int RenewalsAtOnce = 32;

    /// <summary>How often <see cref="Sweep"/> is to be called: the accuracy of every deadline.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    /// <summary>Does all but <see cref="RenewPresenceAsync"/>. Waits for nothing: a store that is slow holds up nobody's ping.</summary>
    public void Sweep()
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
                CloseIfStale(connection, now);
            }
            else
            {
                CheckHeartbeat(connection, now, current);
                CheckExpiry(connection, now, current);
                CheckSubscriptions(connection, now, current);
                connection.EndCatchUps(now);
            }
        }
    }

    /// <summary>Renews the presence of connections for which it is time, some at once.</summary>
    public async Task RenewPresenceAsync(CancellationToken cancellationToken)
    {
        await SideBySide.ForEachAsync(DueForPresence(), RenewalsAtOnce, connection => TryRenewPresenceAsync(connection, cancellationToken), cancellationToken);
        await SideBySide.ForEachAsync(DueForMaps(), RenewalsAtOnce, connection => maps.RenewAsync(connection, cancellationToken), cancellationToken);
    }

    private IEnumerable<Connection> DueForPresence()
    {
        var now = clock.Milliseconds;
        foreach (var connection in registry.All)
        {
            if (connection is { IsOpen: true, IsAuthenticated: true } && now >= connection.PresenceDueAt)
            {
                connection.PresenceDueAt = now + (long)(settings.Current.PresenceAge.TotalMilliseconds / 3);
                yield return connection;
            }
        }
    }

    private IEnumerable<Connection> DueForMaps()
    {
        var now = clock.Milliseconds;
        foreach (var connection in registry.All)
        {
            if (connection is { IsOpen: true, IsAuthenticated: true } && connection.TryTakeMapsDue(now))
            {
                yield return connection;
            }
        }
    }

    // A store that fails for one connection must not keep the others' presence from being renewed.
    private async ValueTask TryRenewPresenceAsync(Connection connection, CancellationToken cancellationToken)
    {
        try
        {
            await places.RenewAsync(connection, cancellationToken);
            foreach (var subscription in connection.Subscriptions())
            {
                if (subscription.IsPresent)
                {
                    await presence.AddAsync(subscription, cancellationToken);
                }
            }
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

    // A client whose connect is being decided about has done its part.
    private static void CloseIfStale(Connection connection, long now)
    {
        if (connection.AuthenticationDueAt is not 0 and var dueAt && now >= dueAt && !connection.IsHeldByCommand)
        {
            connection.Close(CloseCodes.Stale);
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
        if (connection.IsHeldByCommand)
        {
            // A pong is read behind the command: the client has half of its time from then on.
            connection.ExtendPong(now + (long)(current.PongTimeout.TotalMilliseconds / 2));
        }

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

    private void CheckSubscriptions(Connection connection, long now, SwitchboardSettings current)
    {
        if (!connection.HasExpiringSubscriptions)
        {
            return;
        }

        foreach (var subscription in connection.Subscriptions())
        {
            if (subscription.ExpiresAt == 0 || now < subscription.ExpiresAt)
            {
                continue;
            }

            if (now >= subscription.ExpiresAt + (long)current.ExpiryGrace.TotalMilliseconds)
            {
                _ = TryExpireAsync(subscription);
            }
            else if (renewer.Covers(subscription))
            {
                renewer.Begin(subscription);
            }
        }
    }

    private async Task TryExpireAsync(Subscription subscription)
    {
        try
        {
            await subscriptions.ExpireAsync(subscription, CancellationToken.None);
        }
        catch (Exception exception)
        {
            ConnectionLog.CheckFailed(logger, exception, subscription.Connection.Id);
        }
    }
}
