using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>How calls behave in all namespaces. Who may call and serve is said in the namespace of the method.</summary>
public sealed class CallingOptions
{
    /// <summary>Seconds in which a call must be answered whose caller names no deadline. Later it ends with error 410.</summary>
    [Range(1, 86_400)]
    public int DefaultDeadlineSeconds { get; set; } = 30;

    /// <summary>The longest deadline that a caller can name, in seconds. Longer ones are cut to this.</summary>
    [Range(1, 86_400)]
    public int MaxDeadlineSeconds { get; set; } = 300;

    /// <summary>Calls of one connection that wait for their answer. Further ones get error 111. 0 is no limit.</summary>
    [Range(0, int.MaxValue)]
    public int PendingPerConnection { get; set; } = 1024;

    /// <summary>What the waiting calls of one connection may carry together, in bytes. Further ones get error 111.</summary>
    [Range(1, int.MaxValue)]
    public int PendingBytesPerConnection { get; set; } = 4_194_304;

    /// <summary>Calls of all callers of this node that wait for their answer. Further ones get error 111. 0 is no limit.</summary>
    [Range(0, int.MaxValue)]
    public int PendingPerNode { get; set; } = 100_000;

    /// <summary>What the waiting calls of all callers of this node may carry together, in bytes. Further ones get error 111.</summary>
    [Range(1, int.MaxValue)]
    public int PendingBytesPerNode { get; set; } = 268_435_456;

    /// <summary>Methods that one connection may serve. Further ones get error 106. 0 is no limit.</summary>
    [Range(0, int.MaxValue)]
    public int MethodsPerConnection { get; set; } = 100;

    /// <summary>Calls of a method that a worker is given at once where it does not say how many.</summary>
    [Range(1, 1_000_000)]
    public int DefaultConcurrency { get; set; } = 16;

    /// <summary>The most calls of a method that a worker can ask to be given at once. More are cut to this.</summary>
    [Range(1, 1_000_000)]
    public int MaxConcurrency { get; set; } = 1024;

    /// <summary>Workers that an idempotent call is given to, one after the other, when they vanish. Then it ends with error 411.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>Seconds for which the result of a call with an idempotency key is kept, and given to who repeats it.</summary>
    [Range(1, 604_800)]
    public int ResultWindowSeconds { get; set; } = 300;

    /// <summary>Calls with an idempotency key whose results are kept in memory. Further ones get error 111.</summary>
    [Range(1, 100_000_000)]
    public int KeptResults { get; set; } = 100_000;

    /// <summary>What the results in memory may take together with their keys, in bytes. Further calls with an idempotency key get error 111.</summary>
    [Range(1, int.MaxValue)]
    public int KeptResultBytes { get; set; } = 67_108_864;

    /// <summary>The longest id that a caller can give its call, in bytes. Longer ones get error 107.</summary>
    [Range(1, 4096)]
    public int MaxIdBytes { get; set; } = 64;

    /// <summary>Progress messages of one call in a second. Further ones are dropped.</summary>
    [Range(0, 1_000_000)]
    public int ProgressPerSecond { get; set; } = 20;

    /// <summary>The longest progress message, in bytes. Longer ones get error 106.</summary>
    [Range(1, 1_048_576)]
    public int MaxProgressBytes { get; set; } = 4096;
}
