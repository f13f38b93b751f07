namespace Switchboard.Client;

/// <summary>A message that the client's user sent has come further.</summary>
public sealed class ReceiptReceivedEventArgs : EventArgs
{
    internal ReceiptReceivedEventArgs(SentMessageState message) => Message = message;

    /// <summary>The message, and how far it has come.</summary>
    public SentMessageState Message { get; }
}
