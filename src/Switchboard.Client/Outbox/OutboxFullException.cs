namespace Switchboard.Client.Outbox;

/// <summary>An outbox has no room for a new item, and its options say that such an item is rejected.</summary>
public sealed class OutboxFullException : InvalidOperationException
{
    /// <summary>Makes one.</summary>
    /// <param name="message">Which limit was hit.</param>
    public OutboxFullException(string message)
        : base(message)
    {
    }
}
