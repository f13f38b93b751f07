using Switchboard.Client.Subscriptions;

namespace Switchboard.Client;

/// <summary>The channels that the hub itself subscribes the client to, as the user's inbox. They are recovered like others.</summary>
/// <remarks>
/// Publications are handed over one after the other over all these channels, and again after a pause where a handler throws. Without any
/// handler they pass. Attach handlers before connecting. Safe to use from any thread.
/// </remarks>
public sealed class ServerSubscriptions
{
    private readonly ServerChannels _channels;

    internal ServerSubscriptions(ServerChannels channels)
    {
        _channels = channels;
        channels.Sender = this;
    }

    /// <summary>The hub subscribed the client: for the first time, or again. It tells whether something was missed.</summary>
    public event EventHandler<SubscribedEventArgs>? Subscribed
    {
        add => _channels.Events.Subscribed += value;
        remove => _channels.Events.Subscribed -= value;
    }

    /// <summary>The hub ended a subscription.</summary>
    public event EventHandler<ServerUnsubscribedEventArgs>? Unsubscribed
    {
        add => _channels.Unsubscribed += value;
        remove => _channels.Unsubscribed -= value;
    }

    /// <summary>Something was published. The next publication comes when the handler has returned.</summary>
    public event EventHandler<PublicationEventArgs>? Received
    {
        add
        {
            _channels.Events.Received += value;
            _channels.StartPump();
        }
        remove => _channels.Events.Received -= value;
    }

    /// <summary>Somebody came.</summary>
    public event EventHandler<PresenceEventArgs>? Joined
    {
        add => _channels.Events.Joined += value;
        remove => _channels.Events.Joined -= value;
    }

    /// <summary>Somebody left.</summary>
    public event EventHandler<PresenceEventArgs>? Left
    {
        add => _channels.Events.Left += value;
        remove => _channels.Events.Left -= value;
    }

    /// <summary>A handler of publications threw.</summary>
    public event EventHandler<HandlerFailedEventArgs>? HandlerFailed
    {
        add => _channels.Events.HandlerFailed += value;
        remove => _channels.Events.HandlerFailed -= value;
    }

    /// <summary>The channels, as the hub said last.</summary>
    public IReadOnlyCollection<string> Channels => _channels.Names;

    /// <summary>Up to where a channel was handled; null where it keeps no positions, or is none of these.</summary>
    /// <param name="channel">The channel.</param>
    public Position? PositionOf(string channel) => _channels.HandledIn(channel);

    /// <summary>Sets the handler of publications. The next one comes when its task has ended.</summary>
    /// <param name="handler">Gets the channel, the publication, and a token that is cancelled when the client is disposed of.</param>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public void OnReceived(Func<string, Publication, CancellationToken, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _channels.SetHandler(handler);
    }
}
