namespace Switchboard.Hooks;

/// <summary>The state of a message that a service sent has changed: it was delivered or read, has expired or failed.</summary>
/// <param name="Receipt">What became of the message.</param>
public sealed record MessageReceiptEvent(MessageReceipt Receipt) : HookEvent;
