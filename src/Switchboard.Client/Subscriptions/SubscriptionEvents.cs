using Switchboard.Client.Diagnostics;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Subscriptions;

/// <summary>The application's handlers of a subscription, or of all server-side ones, and how they are called.</summary>
internal sealed class SubscriptionEvents(ClientContext context)
{
    /// <summary>The sender of the events.</summary>
    public object? Sender { get; set; }

    public EventHandler<SubscriptionStateChangedEventArgs>? StateChanged { get; set; }

    public EventHandler<SubscribedEventArgs>? Subscribed { get; set; }

    public EventHandler<PublicationEventArgs>? Received { get; set; }

    public EventHandler<PresenceEventArgs>? Joined { get; set; }

    public EventHandler<PresenceEventArgs>? Left { get; set; }

    public EventHandler<HandlerFailedEventArgs>? HandlerFailed { get; set; }

    public Func<string, Publication, CancellationToken, ValueTask>? Handler { get; set; }

    /// <summary>Calls the handlers of publications, and waits for them.</summary>
    public async ValueTask RaiseReceivedAsync(string channel, Publication publication, CancellationToken cancellationToken)
    {
        using var activity = ClientTracing.Start("receive", channel);
        if (Handler is { } handler)
        {
            await handler(channel, publication, cancellationToken).ConfigureAwait(false);
        }

        Received?.Invoke(Sender, new PublicationEventArgs(channel, publication));
    }

    public void PostStateChanged(SubscriptionStateChangedEventArgs args)
        => context.Events.Post(nameof(StateChanged), () => StateChanged?.Invoke(Sender, args));

    public void PostSubscribed(SubscribedEventArgs args) => context.Events.Post(nameof(Subscribed), () => Subscribed?.Invoke(Sender, args));

    public void PostJoined(JoinPush push)
        => context.Events.PostUnlessFull(nameof(Joined), () => Joined?.Invoke(Sender, new PresenceEventArgs(push.Channel, push.Client)));

    public void PostLeft(LeavePush push)
        => context.Events.PostUnlessFull(nameof(Left), () => Left?.Invoke(Sender, new PresenceEventArgs(push.Channel, push.Client)));

    public void PostHandlerFailed(HandlerFailedEventArgs args)
    {
        ClientLog.HandlerFailed(context.Logger, args.Error, args.Channel, args.Delay.TotalMilliseconds);
        context.Metrics.HandlerFailures.Add(1);
        context.Events.Post(nameof(HandlerFailed), () => HandlerFailed?.Invoke(Sender, args));
    }

    /// <summary>Logs and counts that a channel's publications come faster than they are handled.</summary>
    public void ReportBufferFull(string channel)
    {
        ClientLog.BufferFull(context.Logger, channel);
        context.Metrics.BufferFull.Add(1);
    }
}
