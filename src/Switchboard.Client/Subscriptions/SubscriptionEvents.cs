namespace Switchboard.Client.Subscriptions;

/// <summary>Who listens to a subscription.</summary>
internal sealed class SubscriptionEvents
{
    public EventHandler<SubscriptionStateChangedEventArgs>? StateChanged { get; set; }

    public EventHandler<SubscribedEventArgs>? Subscribed { get; set; }

    public EventHandler<PublicationEventArgs>? Received { get; set; }

    public EventHandler<PresenceEventArgs>? Joined { get; set; }

    public EventHandler<PresenceEventArgs>? Left { get; set; }

    public EventHandler<HandlerFailedEventArgs>? HandlerFailed { get; set; }

    public Func<Publication, CancellationToken, ValueTask>? Handler { get; set; }
}
