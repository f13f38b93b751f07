namespace Switchboard.Client;

/// <summary>The hub acknowledged an item.</summary>
/// <param name="item">The item.</param>
public sealed class OutboxDeliveredEventArgs(OutboxItem item) : EventArgs
{
    /// <summary>The item.</summary>
    public OutboxItem Item { get; } = item;
}
