namespace Switchboard.Client;

/// <summary>Why an item was not delivered.</summary>
public enum OutboxLossReason
{
    /// <summary>The hub refused it for good, for instance for want of permission. It is kept as a dead letter.</summary>
    Refused = 0,

    /// <summary>It was sent in vain for <see cref="OutboxOptions.MaxAttempts"/> times. It is kept as a dead letter.</summary>
    Undeliverable = 1,

    /// <summary>It waited longer than <see cref="OutboxOptions.MaxAge"/>.</summary>
    Expired = 2,

    /// <summary>There was no room for it, or it gave way to a newer one.</summary>
    NoRoom = 3,
}
