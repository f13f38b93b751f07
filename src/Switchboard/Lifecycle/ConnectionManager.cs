using Microsoft.Extensions.Logging;
using Switchboard.Calls;
using Switchboard.Cluster;
using Switchboard.Commands.Connect;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;
using Switchboard.Inbox;
using Switchboard.Outbound;
using Switchboard.Presence;
using Switchboard.Results;
using Switchboard.Subscriptions;
using Switchboard.Timing;

namespace Switchboard.Lifecycle;

/// <summary>The life of a connection, the same for every protocol: opened, connected or rolled back, activated, deactivated or released, forgotten.</summary>
/// <remarks>
/// A protocol opens a connection, has it connected, queues its own answer, and activates it in the same batch. Commands in between ask
/// <see cref="TakeCommand"/>. Whatever ends the connection, <see cref="Release"/> gives back what it held, and the transport forgets it.
/// </remarks>
internal sealed class ConnectionManager(
    ConnectionRegistry registry, UserPlaces places, ConnectHandler connect, SubscriptionManager subscriptions, InboxRedelivery redelivery, SettingsHolder settings, Clock clock,
    OutboundCounters counters, CallRouter calls, InstructionExecutor instructions, HubMetrics metrics, ConnectionEvents events, SkippedPublications skipped,
    Supervisor supervisor, IAuditLog audit, ILogger<ConnectionManager> logger)
    : IConnectionOwner
{
    private const string ReleaseTask = "release of connections";

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

    /// <summary>Finds out who the client is and begins its subscriptions, on hold. What fails leaves nothing behind: the client may try again.</summary>
    public async ValueTask<Result<ConnectResult>> ConnectAsync(Connection connection, ConnectRequest request)
    {
        // Nothing a client does is cancelled half-way.
        var isConnected = false;
        connection.BeginHold();
        try
        {
            var outcome = await connect.HandleAsync(connection, request, CancellationToken.None);
            isConnected = outcome.IsSuccess;
            ConnectAudit.Write(audit, connection, outcome, settings.Current.Audit);
            return outcome;
        }
        catch (Exception exception) when (InternalError.FindAnswer(exception) is { } answer)
        {
            return answer;
        }
        finally
        {
            connection.EndHold();
            if (!isConnected)
            {
                // Some subscriptions may have begun, with presence, and the user's place is taken. They are ended before the answer, so
                // that a client which tries again at once does not meet what it left behind.
                await DeactivateAsync(connection);
            }
        }
    }

    /// <summary>Lets others reach a connection whose connect reply is queued, and publications reach it; begins redelivery and heartbeat.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="result">What its connect came to.</param>
    /// <param name="announce">Tells the client of each subscription, where the reply has not; null where it has.</param>
    /// <remarks>
    /// Call it in the <see cref="DrainBatch"/> in which the reply was queued, so that it is sent afterwards: once a client has read the reply,
    /// it may rely on being known.
    /// </remarks>
    public void Activate(Connection connection, ConnectResult result, Action<Connection, SubscribeResult>? announce = null)
    {
        connection.Transport.Handshake = events.Keep(connection.Transport);
        connection.IsReady = true;
        events.Connected(connection);
        var delivery = redelivery.Prepare(connection, result.Subscriptions);
        foreach (var subscription in result.Subscriptions)
        {
            announce?.Invoke(connection, subscription);
            subscriptions.GoLive(subscription);
        }

        if (delivery is not null)
        {
            redelivery.Begin(delivery);
        }

        var current = settings.Current;
        var now = clock.Milliseconds;
        connection.PingDueAt = now + (long)current.PingInterval.TotalMilliseconds;
        connection.PresenceDueAt = now + (long)(current.PresenceAge.TotalMilliseconds / 3);
        if (result.Began?.Follow() is { } instructed)
        {
            _ = instructions.CatchUpAsync(connection, instructed);
        }
    }

    /// <summary>Applies the limits of commands per second; twice as many of one connection close it.</summary>
    public CommandVerdict TakeCommand(Connection connection)
    {
        var limits = settings.Current.Limits;
        var now = clock.Milliseconds;
        var verdict = connection.TakeCommand(now, limits.CommandsPerSecond);
        if (verdict == CommandVerdict.Allowed && limits.CommandsPerSecondPerUser > 0 && !registry.TryTakeCommandOfUser(connection, now, limits.CommandsPerSecondPerUser))
        {
            verdict = CommandVerdict.Refused;
        }

        if (verdict == CommandVerdict.Refused)
        {
            metrics.Rejected("rate", ErrorCodes.TooManyRequests);
        }
        else if (verdict == CommandVerdict.Abusive)
        {
            connection.Close(CloseCodes.TooManyRequests);
        }

        return verdict;
    }

    /// <summary>Forgets a connection whose transport has ended.</summary>
    public void Forget(Connection connection) => registry.Remove(connection);

    /// <inheritdoc/>
    public void Release(Connection connection) => supervisor.Run(ReleaseTask, (Manager: this, Connection: connection), static work => work.Manager.ReleaseAll(work.Connection));

    /// <inheritdoc/>
    public void OnDrainFailed(Connection connection, Exception exception) => ConnectionLog.DrainFailed(logger, exception, connection.Id);

    /// <inheritdoc/>
    public void Skip(Connection connection, string channel) => skipped.NotJson(channel, connection.Id, count: 1);

    /// <summary>Ends what a client has and keeps its connection, which is anonymous again and may connect anew.</summary>
    public async ValueTask DeactivateAsync(Connection connection)
    {
        connection.IsReady = false;
        registry.RemoveFromUser(connection);
        calls.Release(connection);
        await EndSubscriptionsAsync(connection);
        await places.LeaveAsync(connection);
        events.Left(connection);
        connection.ExpiresAt = 0;
        connection.Deauthenticate();
    }

    // What must be given back comes before what only tells of it.
    private void ReleaseAll(Connection connection)
    {
        connection.AbortAt = clock.Milliseconds + (long)settings.Current.CloseTimeout.TotalMilliseconds;
        registry.RemoveFromUser(connection);
        calls.Release(connection);
        supervisor.Detach(ReleaseTask, ReleaseSubscriptionsAsync(connection));
        connection.AttachedTransport?.OnClosing();
        var code = connection.CloseCode!;
        metrics.Closed(code);
        ConnectionLog.Closed(logger, connection.Id, connection.Principal.UserId, code.Code, code.Reason);
    }

    private async Task ReleaseSubscriptionsAsync(Connection connection)
    {
        await EndSubscriptionsAsync(connection);
        await places.LeaveAsync(connection);
        events.Disconnected(connection);
    }

    private async ValueTask EndSubscriptionsAsync(Connection connection)
    {
        foreach (var subscription in connection.Subscriptions())
        {
            try
            {
                await subscriptions.EndAsync(subscription, CancellationToken.None);
            }
            catch (Exception exception)
            {
                ConnectionLog.ReleaseFailed(logger, exception, connection.Id);
            }
        }
    }
}
