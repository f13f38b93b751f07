namespace Switchboard.Client;

/// <summary>An outbox has no room for a new item, and its options say that such an item is rejected.</summary>
public sealed class OutboxFullException : Exception
{
    internal OutboxFullException(string message)
        : base(message, innerException: null)
    {
    }
}
