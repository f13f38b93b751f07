using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>Calls that outlive their connections. Who may submit jobs is said by <c>allowCall</c> in the namespace of the method.</summary>
public sealed class JobbingOptions
{
    /// <summary>Where jobs are kept. <c>durable</c> demands a durable store, which keeps them wherever there is one. Needs a restart.</summary>
    public StorageKind Storage { get; set; } = StorageKind.Memory;

    /// <summary>Jobs that have not ended which a user may have. Further ones get error 106. 0 allows users none.</summary>
    [Range(0, 10_000_000)]
    public int MaxPerUser { get; set; } = 1000;

    /// <summary>Jobs that have not ended which services that may do everything have together, and each limited key may have. Further ones get error 106.</summary>
    [Range(0, 100_000_000)]
    public int MaxOfServices { get; set; } = 1_000_000;

    /// <summary>Jobs that the memory holds where there is no durable store. Those that have ended make room for others; where none has, further ones get error 111.</summary>
    [Range(0, 100_000_000)]
    public int MaxInMemory { get; set; } = 100_000;

    /// <summary>What jobs in memory may take together, in bytes. Further ones get error 111. 0 is any number.</summary>
    [Range(0, 1_099_511_627_776d)]
    public long MemoryBytes { get; set; } = 268_435_456;

    /// <summary>Seconds that an attempt may take where the job does not say it.</summary>
    [Range(1, 4_233_600)]
    public int DefaultDeadlineSeconds { get; set; } = 600;

    /// <summary>The most seconds that a job may let an attempt take. Longer ones are cut to this.</summary>
    [Range(1, 4_233_600)]
    public int MaxDeadlineSeconds { get; set; } = 86_400;

    /// <summary>How far ahead a job may begin or expire, in seconds.</summary>
    [Range(1, 315_360_000)]
    public int MaxAheadSeconds { get; set; } = 31_536_000;

    /// <summary>How often a job is tried again after a failure where it does not say it.</summary>
    [Range(0, 1000)]
    public int DefaultRetries { get; set; } = 3;

    /// <summary>How often a job can ask to be tried again. More is cut to this.</summary>
    [Range(0, 1000)]
    public int MaxRetries { get; set; } = 25;

    /// <summary>Attempts at a job, those included that nobody failed at: whose worker or node was lost. Then it fails.</summary>
    [Range(1, 10_000)]
    public int MaxAttempts { get; set; } = 50;

    /// <summary>Milliseconds before the second attempt. Before each further one it is twice as long.</summary>
    [Range(0, 86_400_000)]
    public int RetryDelayMilliseconds { get; set; } = 1000;

    /// <summary>The longest time before another attempt, in seconds.</summary>
    [Range(1, 604_800)]
    public int MaxRetryDelaySeconds { get; set; } = 300;

    /// <summary>Seconds for which a job that was carried out, or cancelled, is kept with its result.</summary>
    [Range(1, 31_536_000)]
    public int ResultRetentionSeconds { get; set; } = 86_400;

    /// <summary>Seconds for which a job that failed is kept, to be run again.</summary>
    [Range(1, 31_536_000)]
    public int FailedRetentionSeconds { get; set; } = 604_800;

    /// <summary>The largest result of a worker at a broker, in bytes. A larger one fails the attempt with error 106. On other workers the limit of the method's namespace holds.</summary>
    [Range(256, 134_217_728)]
    public int MaxResultBytes { get; set; } = 1_048_576;

    /// <summary>Jobs that this node carries out at once: by connected workers and handlers of the application.</summary>
    [Range(1, 1_000_000)]
    public int RunningPerNode { get; set; } = 10_000;

    /// <summary>Jobs of a method that handlers of the application carry out at once on this node, where <c>jobs.methods</c> does not say it.</summary>
    [Range(1, 1_000_000)]
    public int HandlerConcurrency { get; set; } = 16;

    /// <summary>Seconds after which another node takes over what one has begun and not renewed. The clocks of nodes must differ by less; the same on all.</summary>
    [Range(5, 3600)]
    public int LeaseSeconds { get; set; } = 30;

    /// <summary>The most seconds between two looks at the store: what other nodes submit begins later by this at most.</summary>
    [Range(1, 3600)]
    public int PollIntervalSeconds { get; set; } = 5;

    /// <summary>What holds for the jobs of certain methods. The first entry that fits counts.</summary>
    public List<JobMethodOptions> Methods { get; set; } = [];

    /// <summary>Brokers that carry the jobs of some methods to workers elsewhere. Needs a restart.</summary>
    public List<JobCarrierOptions> Carriers { get; set; } = [];
}

/// <summary>What holds for the jobs of certain methods.</summary>
public sealed class JobMethodOptions
{
    /// <summary>The method, or the beginning of its name before a <c>*</c>.</summary>
    [Required]
    public string Method { get; set; } = "";

    /// <summary>Jobs of one such method that this node carries out at once. 0 is as many as its workers take.</summary>
    [Range(0, 1_000_000)]
    public int Concurrency { get; set; }

    /// <summary>In place of <c>jobs.defaultRetries</c>; -1 for that.</summary>
    [Range(-1, 1000)]
    public int Retries { get; set; } = -1;

    /// <summary>In place of <c>jobs.defaultDeadlineSeconds</c>; 0 for that.</summary>
    [Range(0, 4_233_600)]
    public int DeadlineSeconds { get; set; }
}
