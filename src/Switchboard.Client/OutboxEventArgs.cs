namespace Switchboard.Client;

/// <summary>The hub acknowledged an item.</summary>
/// <param name="item">The item.</param>
public sealed class OutboxDeliveredEventArgs(OutboxItem item) : EventArgs
{
    /// <summary>The item.</summary>
    public OutboxItem Item { get; } = item;
}

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

/// <summary>Why an item was not delivered.</summary>
public enum OutboxLossReason
{
    /// <summary>The hub refused it for good, for instance for want of permission. It is kept as a dead letter.</summary>
    Refused = 0,

    /// <summary>Sending it has failed <see cref="OutboxOptions.MaxAttempts"/> times. It is kept as a dead letter.</summary>
    Undeliverable = 1,

    /// <summary>It waited longer than <see cref="OutboxOptions.MaxAge"/>.</summary>
    Expired = 2,

    /// <summary>There was no room for it, or it gave way to a newer one.</summary>
    NoRoom = 3,
}
