using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Timing;

namespace Switchboard.Outbox;

/// <summary>An event target as this node sees it: how much waits for it, and why nothing goes there.</summary>
internal sealed class OutboxTarget(EventTargetSettings settings, TimeProvider time)
{
    private long _events;
    private long _bytes;
    private long _oldestAt;
    private long _writing;
    private long _writes;
    private volatile string? _problem;
    private volatile bool _isStoreAway;

    public EventTargetSettings Settings => settings;

    public string Name => settings.Name;

    /// <summary>Wakes who sends.</summary>
    public WakeSignal Signal { get; } = new(time);

    /// <summary>The events that wait: what the store said last, and what this node has done since.</summary>
    public long Events => Math.Max(0, Interlocked.Read(ref _events));

    /// <summary>The bytes of events that wait.</summary>
    public long Bytes => Math.Max(0, Interlocked.Read(ref _bytes));

    /// <summary>How long the oldest event has waited.</summary>
    public TimeSpan OldestAge => Interlocked.Read(ref _oldestAt) is > 0 and var at ? TimeSpan.FromMilliseconds(Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds() - at)) : TimeSpan.Zero;

    /// <summary>Why nothing can be sent; null while it can, or is another node's affair.</summary>
    public string? Problem
    {
        get => _problem;
        set => _problem = value;
    }

    /// <summary>Whether the store was away when it was last written to.</summary>
    public bool IsStoreAway
    {
        get => _isStoreAway;
        set => _isStoreAway = value;
    }

    /// <summary>Whether one more event may wait.</summary>
    public bool HasRoom(OutboxSettings limits) => Events < limits.MaxEvents && Bytes < limits.MaxBytes;

    /// <summary>Notes why the store did not do what it was asked.</summary>
    public void NoteAnswer(SwitchboardException answer) => IsStoreAway |= answer.Error.Code == ErrorCodes.NotAvailable.Code;

    /// <summary>Which writes of this node a measurement that begins now can tell apart; null where some are under way.</summary>
    public long? SettledWrites => Interlocked.Read(ref _writes) is var writes && Interlocked.Read(ref _writing) == 0 ? writes : null;

    /// <summary>Notes that something may be put into the outbox, until <see cref="WriteEnded"/>.</summary>
    public void WriteBegins()
    {
        Interlocked.Increment(ref _writing);
        Interlocked.Increment(ref _writes);
    }

    /// <summary>Notes that it is in the outbox, and told by <see cref="Added"/>, or never will be.</summary>
    public void WriteEnded() => Interlocked.Decrement(ref _writing);

    /// <summary>Notes an event that is in the outbox now.</summary>
    public void Added(OutgoingEvent happened)
    {
        Interlocked.Increment(ref _events);
        Interlocked.Add(ref _bytes, happened.ApproximateBytes);
        Interlocked.CompareExchange(ref _oldestAt, happened.Time.ToUnixTimeMilliseconds(), 0);
        Signal.Wake();
    }

    /// <summary>Notes an event that is not there any more.</summary>
    public void Removed(OutgoingEvent happened)
    {
        Interlocked.Decrement(ref _events);
        Interlocked.Add(ref _bytes, -happened.ApproximateBytes);
    }

    /// <summary>Notes what the store says.</summary>
    public void Measured(OutboxBacklog backlog)
    {
        Interlocked.Exchange(ref _events, backlog.Events);
        Interlocked.Exchange(ref _bytes, backlog.Bytes);
        Interlocked.Exchange(ref _oldestAt, backlog.OldestAt?.ToUnixTimeMilliseconds() ?? 0);
    }
}
