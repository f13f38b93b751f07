using Switchboard.Client.Subscriptions;

namespace Switchboard.Client;

/// <summary>The channels that the hub itself subscribes the client to, as the user's inbox. They are recovered like others.</summary>
/// <remarks>
/// Publications are delivered one after the other over all these channels, and again after a pause where a handler throws. Without any
/// handler they are dropped. Attach handlers before connecting. Safe to use from any thread.
/// </remarks>
public sealed class ServerSubscriptions
{
    private readonly ServerSubscriptionManager _manager;

    internal ServerSubscriptions(ServerSubscriptionManager manager)
    {
        _manager = manager;
        manager.Events.Sender = this;
    }

    /// <summary>The hub subscribed the client: for the first time, or again. The event says whether something was missed.</summary>
    public event EventHandler<SubscribedEventArgs>? Subscribed
    {
        add => _manager.Events.Subscribed += value;
        remove => _manager.Events.Subscribed -= value;
    }

    /// <summary>The hub ended a subscription.</summary>
    public event EventHandler<ServerUnsubscribedEventArgs>? Unsubscribed
    {
        add => _manager.Unsubscribed += value;
        remove => _manager.Unsubscribed -= value;
    }

    /// <summary>Something was published. The next publication comes when the handler has returned.</summary>
    public event EventHandler<PublicationEventArgs>? Received
    {
        add
        {
            _manager.Events.Received += value;
            _manager.StartPump();
        }
        remove => _manager.Events.Received -= value;
    }

    /// <summary>A client joined.</summary>
    public event EventHandler<PresenceEventArgs>? Joined
    {
        add => _manager.Events.Joined += value;
        remove => _manager.Events.Joined -= value;
    }

    /// <summary>A client left.</summary>
    public event EventHandler<PresenceEventArgs>? Left
    {
        add => _manager.Events.Left += value;
        remove => _manager.Events.Left -= value;
    }

    /// <summary>A handler of publications threw.</summary>
    public event EventHandler<HandlerFailedEventArgs>? HandlerFailed
    {
        add => _manager.Events.HandlerFailed += value;
        remove => _manager.Events.HandlerFailed -= value;
    }

    /// <summary>The channels, as the hub said last.</summary>
    public IReadOnlyCollection<string> Channels => _manager.Channels;

    /// <summary>Up to where a channel was handled; null where it keeps no positions, or is none of these.</summary>
    /// <param name="channel">The channel.</param>
    public Position? PositionOf(string channel) => _manager.HandledPositionOf(channel);

    /// <summary>Sets the handler of publications. The next one comes when its task has ended.</summary>
    /// <param name="handler">Gets the channel, the publication, and a token that is cancelled when the client is disposed of.</param>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public void OnReceived(Func<string, Publication, CancellationToken, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _manager.SetHandler(handler);
    }
}
