namespace Switchboard.Extensibility;

/// <summary>A job, as a store keeps it. Stores keep times in milliseconds. Id, owner, method, <see cref="CreatedAt"/>, <see cref="IdempotencyKey"/> and <see cref="Body"/> never change.</summary>
/// <param name="Id">Its id. Later ones are greater, in ordinal comparison.</param>
/// <param name="Owner">Whose it is: an opaque text, the same for everything that one party submits.</param>
/// <param name="Method">The method.</param>
public sealed record StoredJob(string Id, string Owner, string Method)
{
    /// <summary>Counts its changes, from 1. A store tells by it whether somebody else was quicker.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>The queue that it waits in once its time has come: an opaque text.</summary>
    public required string Queue { get; init; }

    /// <summary>What is to be done with it next.</summary>
    public required StoredJobState State { get; init; }

    /// <summary>When that is to be done: its time, the end of a lease, when it is forgotten.</summary>
    public required DateTimeOffset NextAt { get; init; }

    /// <summary>When it fails if nobody has it; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>From 1 to 5; 5 comes first.</summary>
    public int Priority { get; init; } = 3;

    /// <summary>How often it was taken out of its queue.</summary>
    public int Attempt { get; init; }

    /// <summary>Whether it has ended, and its owner has not been told yet.</summary>
    public bool IsUntold { get; init; }

    /// <summary>When it was submitted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The key under which its owner submits it once; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>What is to be done and how, in a form that stores do not look into. Not copied: leave it alone afterwards.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What has come of it so far, in a form that stores do not look into; empty for nothing. Not copied: leave it alone afterwards.</summary>
    public ReadOnlyMemory<byte> Outcome { get; init; }
}

/// <summary>What is to be done with a job next. Stored as numbers: they must not change.</summary>
public enum StoredJobState
{
    /// <summary>Its time has not come.</summary>
    Waiting = 0,

    /// <summary>It is in its queue.</summary>
    Ready = 1,

    /// <summary>Somebody has it.</summary>
    Running = 2,

    /// <summary>It makes jobs, again and again.</summary>
    Recurring = 3,

    /// <summary>It was carried out.</summary>
    Done = 4,

    /// <summary>It failed.</summary>
    Failed = 5,

    /// <summary>It was cancelled.</summary>
    Cancelled = 6,
}
