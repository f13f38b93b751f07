namespace Switchboard.Client.Inbox;

/// <summary>The application's handlers of the inbox.</summary>
internal sealed class InboxEvents
{
    /// <summary>The sender of the events.</summary>
    public object? Sender { get; set; }

    public Func<UserMessage, CancellationToken, ValueTask>? Handler { get; set; }

    public EventHandler<UserMessageEventArgs>? Received { get; set; }

    public EventHandler<InboxMarkedEventArgs>? Marked { get; set; }

    public EventHandler<ReceiptReceivedEventArgs>? ReceiptReceived { get; set; }

    public EventHandler<HandlerFailedEventArgs>? HandlerFailed { get; set; }
}
