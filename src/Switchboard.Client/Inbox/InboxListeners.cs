namespace Switchboard.Client.Inbox;

/// <summary>Who listens to the inbox.</summary>
internal sealed class InboxListeners
{
    /// <summary>Whom events come from.</summary>
    public object? Sender { get; set; }

    public Func<UserMessage, CancellationToken, ValueTask>? Handler { get; set; }

    public EventHandler<UserMessageEventArgs>? Received { get; set; }

    public EventHandler<InboxMarkedEventArgs>? Marked { get; set; }

    public EventHandler<ReceiptReceivedEventArgs>? ReceiptReceived { get; set; }

    public EventHandler<HandlerFailedEventArgs>? HandlerFailed { get; set; }
}
