namespace Switchboard.Client;

/// <summary>Where an outbox keeps what is to be sent, how much of it and for how long.</summary>
public sealed class OutboxOptions
{
    /// <summary>
    /// The SQLite file, created with its folder where it is missing. It belongs to one outbox at a time and must lie on a local disk.
    /// Required.
    /// </summary>
    public string Path { get; set; } = "";

    /// <summary>The most items that may wait; 100,000 unless set. Further ones are answered by <see cref="WhenFull"/>.</summary>
    public int MaxItems { get; set; } = 100_000;

    /// <summary>The most bytes of payloads and channel names that may wait; 256 MiB unless set. Further items are answered by <see cref="WhenFull"/>.</summary>
    public long MaxBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>
    /// The largest payload of one item, in bytes; 60,000 unless set. Larger ones are refused with an <see cref="ArgumentException"/>:
    /// a hub closes the connection over a message that is longer than its limit, 64 KiB unless set there, which an item must never cause.
    /// </summary>
    public int MaxItemBytes { get; set; } = 60_000;

    /// <summary>How long an item may wait; 7 days unless set. Older ones are given up. <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>What happens to a new item when the outbox is full; it is rejected unless set otherwise.</summary>
    public OutboxFullMode WhenFull { get; set; } = OutboxFullMode.Reject;

    /// <summary>
    /// The most items that are sent before the first of them is acknowledged; 128 unless set. Whatever it is, lost connections do not
    /// change the order. Where a hub answers one item with a temporary error (100 or 111), items behind it that were already sent may
    /// pass it; 1 rules that out.
    /// </summary>
    public int MaxInFlight { get; set; } = 128;

    /// <summary>
    /// How many times sending an item may fail, by temporary errors or by connections that end over it, before it becomes a dead letter and
    /// lets the next ones pass; 50 unless set. The absence of the hub never counts.
    /// </summary>
    public int MaxAttempts { get; set; } = 50;

    /// <summary>How long the hub may take for the next acknowledgement before what waits for it is sent again; 30 s unless set.</summary>
    public TimeSpan AcknowledgementTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest delay after a first failed attempt; 500 ms unless set. It doubles with each further one; the actual wait is a random part of it.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What <see cref="RetryDelay"/> grows to at most; 30 s unless set.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most dead letters that are kept; 1,000 unless set. Of more the oldest are deleted.</summary>
    public int MaxDeadLetters { get; set; } = 1000;

    internal OutboxOptions Copy() => (OutboxOptions)MemberwiseClone();
}

/// <summary>What happens to a new item that an outbox has no room for.</summary>
public enum OutboxFullMode
{
    /// <summary>The call fails with an <see cref="OutboxFullException"/>.</summary>
    Reject,

    /// <summary>The oldest items are dropped, each with a <see cref="SwitchboardOutbox.Lost"/> event.</summary>
    DropOldest,

    /// <summary>The new item is not taken, with a <see cref="SwitchboardOutbox.Lost"/> event and without an exception.</summary>
    DropNewest,
}
