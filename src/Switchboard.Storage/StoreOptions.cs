namespace Switchboard.Storage;

/// <summary>What a durable store of any kind can be told.</summary>
public abstract class StoreOptions
{
    /// <summary>How many writes may wait for a commit. Further ones are refused with error 111. 10,000 by default.</summary>
    public int QueuedWrites { get; set; } = 10_000;

    /// <summary>How many bytes of writes may wait for a commit. Further ones are refused with error 111. 64 MiB by default.</summary>
    public long QueuedBytes { get; set; } = 67_108_864;

    /// <summary>How many writes share a commit at most. 1,000 by default.</summary>
    public int GroupWrites { get; set; } = 1_000;

    /// <summary>Seconds that a statement waits for a lock or an answer before the database counts as away. 5 by default.</summary>
    public int TimeoutSeconds { get; set; } = 5;

    /// <summary>The time between attempts to get back a database that is away. One second by default.</summary>
    public TimeSpan RetryInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The time between looks for what retention has given up. Five seconds by default.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(5);
}
