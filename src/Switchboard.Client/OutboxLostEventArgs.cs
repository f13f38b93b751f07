namespace Switchboard.Client;

/// <summary>An item was given up.</summary>
/// <param name="item">The item.</param>
/// <param name="reason">Why.</param>
/// <param name="error">What the hub answered last; null where it did not.</param>
public sealed class OutboxLostEventArgs(OutboxItem item, OutboxLossReason reason, ErrorCode? error) : EventArgs
{
    /// <summary>The item.</summary>
    public OutboxItem Item { get; } = item;

    /// <summary>Why it was given up.</summary>
    public OutboxLossReason Reason { get; } = reason;

    /// <summary>What the hub answered last; null where it did not answer.</summary>
    public ErrorCode? Error { get; } = error;
}
