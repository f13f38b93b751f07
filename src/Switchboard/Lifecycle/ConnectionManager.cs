using Microsoft.Extensions.Logging;
using Switchboard.Calls;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Outbound;
using Switchboard.Subscriptions;
using Switchboard.Timing;

namespace Switchboard.Lifecycle;

/// <summary>Takes connections in, and lets go what closed ones held.</summary>
internal sealed class ConnectionManager(
    ConnectionRegistry registry, SubscriptionManager subscriber, SettingsHolder settings, Clock clock, OutboundCounters counters, CallRouter calls, HubMetrics metrics,
    ConnectionEvents events, ILogger<ConnectionManager> logger)
    : IConnectionOwner
{
    /// <summary>Takes a new connection in. It must be authenticated in time.</summary>
    /// <param name="transport">How the client is connected.</param>
    /// <param name="format">How what it receives is encoded.</param>
    /// <param name="session">The secret by which other requests reach it; empty for none.</param>
    /// <param name="answersPings">Whether the client answers pings.</param>
    /// <param name="limits">The limits in force; null for those of the hub.</param>
    public Connection Open(TransportInfo transport, WireFormat format, string session, bool answersPings, LimitSettings? limits = null)
    {
        var current = settings.Current;
        var id = Guid.NewGuid().ToString();
        var connection = new Connection(id, transport, format, limits ?? current.Limits, this, counters)
        {
            Session = session,
            AnswersPings = answersPings,
            Events = events.QueueFor(id),
            AuthenticationDueAt = clock.Milliseconds + (long)current.Limits.UnauthenticatedTime.TotalMilliseconds,
        };
        registry.Add(connection);
        metrics.Connects.Add(1);
        ConnectionLog.Opened(logger, connection.Id, transport.Transport, transport.Protocol);
        return connection;
    }

    /// <summary>Notes that the connect reply is queued: from now on the connection is one that others may do something to.</summary>
    public void Activate(Connection connection)
    {
        if (!events.ReadHandshakes)
        {
            // It keeps the whole request alive, for as long as the connection idles.
            connection.Transport.Handshake = null;
        }

        connection.IsReady = true;
        events.Connected(connection);
    }

    /// <summary>Begins the heartbeat of a connection that has been let in.</summary>
    public void BeginHeartbeat(Connection connection)
    {
        var current = settings.Current;
        var now = clock.Milliseconds;
        connection.PingDueAt = now + (long)current.PingInterval.TotalMilliseconds;
        connection.PresenceDueAt = now + (long)(current.PresenceAge.TotalMilliseconds / 3);
    }

    /// <summary>Forgets a connection whose transport has ended.</summary>
    public void Forget(Connection connection) => registry.Remove(connection);

    /// <inheritdoc/>
    public void Release(Connection connection)
    {
        var code = connection.CloseCode!;
        connection.CutAt = clock.Milliseconds + (long)settings.Current.CloseTimeout.TotalMilliseconds;
        metrics.Closed(code);
        ConnectionLog.Closed(logger, connection.Id, connection.Principal.UserId, code.Code, code.Reason);
        registry.RemoveFromUser(connection);
        calls.Release(connection);
        _ = ReleaseSubscriptionsAsync(connection);
        connection.AttachedTransport?.OnClosing();
    }

    /// <summary>Lets a client go whose connection lives on: it is nobody again, and may be let in anew.</summary>
    public async ValueTask DeactivateAsync(Connection connection)
    {
        connection.IsReady = false;
        registry.RemoveFromUser(connection);
        calls.Release(connection);
        await EndSubscriptionsAsync(connection);
        connection.ExpiresAt = 0;
        connection.ReplacePrincipal(Principal.Anonymous);
    }

    private async Task ReleaseSubscriptionsAsync(Connection connection)
    {
        await EndSubscriptionsAsync(connection);
        events.Disconnected(connection);
    }

    private async ValueTask EndSubscriptionsAsync(Connection connection)
    {
        foreach (var subscription in connection.Subscriptions())
        {
            try
            {
                await subscriber.EndAsync(subscription, CancellationToken.None);
            }
            catch (Exception exception)
            {
                ConnectionLog.ReleaseFailed(logger, exception, connection.Id);
            }
        }
    }
}
