using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Hooks;
using Switchboard.Timing;

namespace Switchboard.Connections;

/// <summary>Notes for the observing hooks what happens to connections. Where nobody observes, nothing is prepared.</summary>
internal sealed class ConnectionEvents
{
    private readonly HookCalls _calls;
    private readonly SettingsHolder _settings;
    private readonly Clock _clock;

    public ConnectionEvents(HookCalls calls, SettingsHolder settings, Clock clock, HubMetrics metrics)
    {
        _calls = calls;
        _settings = settings;
        _clock = clock;
        metrics.Meter.CreateObservableUpDownCounter("switchboard.hooks.queued", () => calls.Queued, "{event}", "Events that wait for hooks.");
    }

    /// <summary>Whether hooks may ask for the request that began a connection after that was let in.</summary>
    public bool ReadHandshakes => _calls.Has(HookKinds.Subscribing | HookKinds.Publishing | HookKinds.Calling);

    /// <summary>The queue of a new connection; null where nobody observes.</summary>
    public HookQueue? QueueFor(string client)
        => _calls.Has(HookKinds.Observing) ? new HookQueue(_calls, client, _settings.Current.Hooks.QueuedEvents) : null;

    public void Connected(Connection connection)
        => connection.Events?.Begin(new ConnectedEvent(HookDetails.Of(connection)) { Time = _clock.UtcNow });

    public void Disconnected(Connection connection)
        => connection.Events?.End(new DisconnectedEvent(HookDetails.Of(connection), connection.CloseCode!) { Time = _clock.UtcNow });

    public void Subscribed(Subscription subscription)
    {
        if (subscription.Connection.Events is { } events && _calls.Has(HookKinds.Subscriptions))
        {
            events.Add(
                new SubscribedEvent(HookDetails.Of(subscription.Connection), subscription.Name, subscription.IsServerSide) { Time = _clock.UtcNow },
                ref subscription.Told);
        }
    }

    /// <summary>Tells that a subscription ended.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="code">What its client is told; null where the client ended it.</param>
    public void Unsubscribed(Subscription subscription, UnsubscribeCode? code)
    {
        if (subscription.Connection.Events is { } events && _calls.Has(HookKinds.Subscriptions))
        {
            events.Add(
                new UnsubscribedEvent(HookDetails.Of(subscription.Connection), subscription.Name, code) { Time = _clock.UtcNow },
                ref subscription.Told);
        }
    }

    /// <summary>Tells of a client's message, and waits until the hooks have seen it.</summary>
    public ValueTask ReceivedAsync(Connection connection, ReadOnlyMemory<byte> data, bool isJson, string? idempotencyKey)
        => _calls.Has(HookKinds.Messages)
            ? TellAsync(connection, new MessageReceivedEvent(HookDetails.Of(connection), data, isJson) { Time = _clock.UtcNow, IdempotencyKey = idempotencyKey })
            : ValueTask.CompletedTask;

    /// <summary>Waits while too much of what the connection caused waits for hooks.</summary>
    public static ValueTask RoomAsync(Connection connection) => connection.Events?.RoomAsync() ?? ValueTask.CompletedTask;

    private ValueTask TellAsync(Connection connection, HookEvent happened) => connection.Events?.TellAsync(happened) ?? _calls.TellAsync(happened);
}
