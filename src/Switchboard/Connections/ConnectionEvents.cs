using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Hooks;
using Switchboard.Timing;

namespace Switchboard.Connections;

/// <summary>Notes for the observing hooks what happens to connections. Where nobody observes, nothing is prepared.</summary>
internal sealed class ConnectionEvents
{
    private readonly HookDispatcher _calls;
    private readonly SettingsHolder _settings;
    private readonly Clock _clock;

    public ConnectionEvents(HookDispatcher dispatcher, SettingsHolder settings, Clock clock, HubMetrics metrics)
    {
        _calls = dispatcher;
        _settings = settings;
        _clock = clock;
        metrics.Meter.CreateObservableUpDownCounter("switchboard.hooks.queued", () => dispatcher.Queued, "{event}", "Events that wait for hooks.");
    }

    /// <summary>What is kept of the request that began a connection once that is let in: it keeps the whole request alive, for as long as the connection idles.</summary>
    public IHandshake? Keep(TransportInfo transport)
    {
        var needed = transport.MayConnectAgain ? HookKinds.Connecting : HookKinds.None;
        if (transport.Handshake is not { } handshake || _calls.Has(needed | HookKinds.Subscribing | HookKinds.Publishing | HookKinds.Calling))
        {
            return transport.Handshake;
        }

        return transport.MayConnectAgain && (handshake.User is not null || handshake.CertificatePrincipal is not null)
            ? new KeptLogin(handshake.User, handshake.UserExpiresAt, handshake.CertificatePrincipal)
            : null;
    }

    /// <summary>The queue of a new connection; null where nobody observes.</summary>
    public HookEventQueue? QueueFor(string client)
        => _calls.Has(HookKinds.Observing) ? new HookEventQueue(_calls, client, _settings.Current.Hooks.QueuedEvents) : null;

    public void Connected(Connection connection)
        => connection.Events?.Begin(new ConnectedEvent(ConnectionDescription.Of(connection)) { Time = _clock.UtcNow });

    public void Disconnected(Connection connection)
        => connection.Events?.End(new DisconnectedEvent(ConnectionDescription.Of(connection), connection.CloseCode!) { Time = _clock.UtcNow });

    public void Subscribed(Subscription subscription)
    {
        if (subscription.Connection.Events is { } events && _calls.Has(HookKinds.Subscriptions))
        {
            events.Add(
                new SubscribedEvent(ConnectionDescription.Of(subscription.Connection), subscription.Name, subscription.IsServerSide) { Time = _clock.UtcNow },
                ref subscription.Told);
        }
    }

    /// <summary>Tells that the client has left and its connection lives on: it may be let in again.</summary>
    public void Left(Connection connection)
        => connection.Events?.Leave(new DisconnectedEvent(ConnectionDescription.Of(connection), CloseCodes.ConnectionClosed) { Time = _clock.UtcNow });

    /// <summary>Tells that a subscription ended.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="code">What its client is told; null where the client ended it.</param>
    public void Unsubscribed(Subscription subscription, UnsubscribeCode? code)
    {
        if (subscription.Connection.Events is { } events && _calls.Has(HookKinds.Subscriptions))
        {
            events.Add(
                new UnsubscribedEvent(ConnectionDescription.Of(subscription.Connection), subscription.Name, code) { Time = _clock.UtcNow },
                ref subscription.Told);
        }
    }

    /// <summary>Tells of a client's message, and waits until the hooks have seen it.</summary>
    public ValueTask ReceivedAsync(Connection connection, ReadOnlyMemory<byte> data, bool isJson, string? idempotencyKey)
        => _calls.Has(HookKinds.Messages)
            ? NotifyAsync(connection, new MessageReceivedEvent(ConnectionDescription.Of(connection), data, isJson) { Time = _clock.UtcNow, IdempotencyKey = idempotencyKey })
            : ValueTask.CompletedTask;

    /// <summary>Waits while too much of what the connection caused waits for hooks.</summary>
    public static ValueTask WaitForCapacityAsync(Connection connection) => connection.Events?.WaitForCapacityAsync() ?? ValueTask.CompletedTask;

    private ValueTask NotifyAsync(Connection connection, HookEvent happened) => connection.Events?.NotifyAsync(happened) ?? _calls.NotifyAsync(happened);
}
