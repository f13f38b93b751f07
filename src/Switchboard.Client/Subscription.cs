using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Client.Subscriptions;

namespace Switchboard.Client;

/// <summary>A client's interest in a channel, which outlives its connections. Safe to use from any thread.</summary>
/// <remarks>
/// Publications are delivered one after the other, to the handlers or to <see cref="ReadAllAsync(CancellationToken)"/>, never to both. The
/// position advances only when they were handled: a handler that throws gets the same publication again after a pause, and a program that
/// stores <see cref="Position"/> and ends half-way gets it again with <see cref="SubscriptionOptions.Since"/>. So a publication may be seen
/// twice, but none is skipped silently.
/// </remarks>
public sealed class Subscription : IAsyncDisposable
{
    private readonly SwitchboardClient _client;
    private readonly SubscriptionStateMachine _machine;

    internal Subscription(SwitchboardClient client, SubscriptionStateMachine machine)
    {
        _client = client;
        _machine = machine;
        machine.Events.Sender = this;
    }

    /// <summary>The state changed. Raised in order, off the receive loop.</summary>
    public event EventHandler<SubscriptionStateChangedEventArgs>? StateChanged
    {
        add => _machine.Events.StateChanged += value;
        remove => _machine.Events.StateChanged -= value;
    }

    /// <summary>The hub accepted the subscription: for the first time, or again. The event says whether something was missed.</summary>
    public event EventHandler<SubscribedEventArgs>? Subscribed
    {
        add => _machine.Events.Subscribed += value;
        remove => _machine.Events.Subscribed -= value;
    }

    /// <summary>Something was published. The next publication comes when the handler has returned; see the remarks for what happens if it throws.</summary>
    public event EventHandler<PublicationEventArgs>? Received
    {
        add
        {
            _machine.Events.Received += value;
            _machine.StartPump();
        }
        remove => _machine.Events.Received -= value;
    }

    /// <summary>A client joined. Needs <see cref="SubscriptionOptions.JoinLeave"/>; not in step with publications.</summary>
    public event EventHandler<PresenceEventArgs>? Joined
    {
        add => _machine.Events.Joined += value;
        remove => _machine.Events.Joined -= value;
    }

    /// <summary>A client left. Needs <see cref="SubscriptionOptions.JoinLeave"/>; not in step with publications.</summary>
    public event EventHandler<PresenceEventArgs>? Left
    {
        add => _machine.Events.Left += value;
        remove => _machine.Events.Left -= value;
    }

    /// <summary>A handler of publications threw.</summary>
    public event EventHandler<HandlerFailedEventArgs>? HandlerFailed
    {
        add => _machine.Events.HandlerFailed += value;
        remove => _machine.Events.HandlerFailed -= value;
    }

    /// <summary>The channel.</summary>
    public string Channel => _machine.Channel;

    /// <summary>Where the subscription stands.</summary>
    public SubscriptionState State => _machine.State;

    /// <summary>Up to where everything was handled; null where the channel keeps no positions, or nothing is known yet.</summary>
    public Position? Position => _machine.HandledPosition;

    /// <summary>Sets the handler of publications. The next one comes when its task has ended; see the remarks for what happens if it fails.</summary>
    /// <param name="handler">Gets each publication, and a token that is cancelled when the client is disposed of.</param>
    /// <exception cref="InvalidOperationException">There is one already, or the publications are being read.</exception>
    public void OnReceived(Func<Publication, CancellationToken, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _machine.SetHandler(handler);
    }

    /// <summary>Sets a handler of payloads of one type. One that is not of that type counts as a failure of the handler.</summary>
    /// <typeparam name="T">The type of the payloads.</typeparam>
    /// <param name="type">How it is read from JSON.</param>
    /// <param name="handler">Gets each payload with its publication.</param>
    public void OnReceived<T>(JsonTypeInfo<T> type, Func<T?, Publication, CancellationToken, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(handler);
        _machine.SetHandler((publication, cancellationToken) => handler(publication.ReadAs(type), publication, cancellationToken));
    }

    /// <summary>Subscribes, and completes when the hub has accepted it. Waits for the connection where there is none.</summary>
    /// <param name="cancellationToken">Cancels the wait, not the subscription.</param>
    /// <exception cref="SwitchboardException">The hub refused it.</exception>
    /// <exception cref="InvalidOperationException">The token callback had no token, or the application unsubscribed meanwhile.</exception>
    public Task SubscribeAsync(CancellationToken cancellationToken = default) => _machine.SubscribeAsync(cancellationToken);

    /// <summary>Unsubscribes, and completes when the hub has confirmed it or there is no connection. What was not handled is dropped, and the position stays before it.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task UnsubscribeAsync(CancellationToken cancellationToken = default) => _machine.UnsubscribeAsync(cancellationToken);

    /// <summary>Subscribes, and reads the publications. The position advances when the next one is asked for.</summary>
    /// <param name="cancellationToken">Cancels the reading, not the subscription.</param>
    /// <returns>The publications, until the application unsubscribes. The one at which a loop is left counts as not handled.</returns>
    /// <exception cref="SwitchboardException">The hub ended the subscription for good.</exception>
    /// <exception cref="InvalidOperationException">There is a handler, or another reader.</exception>
    public async IAsyncEnumerable<Publication> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var reader = _machine.StartReading();
        while (await reader.PeekAsync(cancellationToken).ConfigureAwait(false) is { } delivery)
        {
            if (delivery.Publication is not null)
            {
                yield return delivery.Publication;
            }

            reader.Complete(delivery);
        }

        _machine.ThrowIfEnded();
    }

    /// <summary>Subscribes, and reads payloads of one type.</summary>
    /// <typeparam name="T">The type of the payloads.</typeparam>
    /// <param name="type">How it is read from JSON.</param>
    /// <param name="cancellationToken">Cancels the reading, not the subscription.</param>
    /// <returns>The payloads, until the application unsubscribes.</returns>
    public async IAsyncEnumerable<T?> ReadAllAsync<T>(JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var publication in ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return publication.ReadAs(type);
        }
    }

    /// <summary>Unsubscribes, and removes the subscription from its client, which can create another one for the channel then.</summary>
    /// <returns>Completes when it has stopped; at once, when it is called in a handler or callback of the client.</returns>
    public ValueTask DisposeAsync() => _client.RemoveAsync(_machine);
}
