using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>What is published and sent at a later time.</summary>
public sealed class SchedulingOptions
{
    /// <summary>Where schedules are kept. <c>durable</c> demands a durable store, which keeps them wherever there is one. Needs a restart.</summary>
    public StorageKind Storage { get; set; } = StorageKind.Memory;

    /// <summary>How many schedules a user may have. 0 allows users none.</summary>
    [Range(0, 1_000_000)]
    public int MaxPerUser { get; set; } = 100;

    /// <summary>How many schedules services that may do everything have, all together, and how many each limited key may have.</summary>
    [Range(0, 10_000_000)]
    public int MaxOfServices { get; set; } = 100_000;

    /// <summary>How many schedules the memory holds where there is no durable store.</summary>
    [Range(0, 10_000_000)]
    public int MaxInMemory { get; set; } = 100_000;

    /// <summary>What schedules in memory may take together, in bytes. Further ones get error 106, and nobody may have more than is left for all others. 0 is any number.</summary>
    [Range(0, 1_099_511_627_776d)]
    public long MemoryBytes { get; set; } = 134_217_728;

    /// <summary>How far ahead something may be scheduled, in seconds.</summary>
    [Range(1, 315_360_000)]
    public int MaxAheadSeconds { get; set; } = 31_536_000;

    /// <summary>The most bytes of a schedule, as it is stored: payload, tags and names, the payload in base64.</summary>
    [Range(256, 16_777_216)]
    public int MaxBytes { get; set; } = 131_072;

    /// <summary>The longest id of a schedule, in bytes.</summary>
    [Range(32, 1024)]
    public int MaxIdBytes { get; set; } = 128;

    /// <summary>From how many milliseconds on a publication or message says by how many it is late, in the tag <c>late_ms</c>.</summary>
    [Range(1, 3_600_000)]
    public int LateAfterMilliseconds { get; set; } = 1000;

    /// <summary>Seconds after which another node carries out what one has begun and not finished. The clocks of nodes must differ by less; the same on all.</summary>
    [Range(5, 3600)]
    public int LeaseSeconds { get; set; } = 30;

    /// <summary>The most seconds between two looks at the store: what the clock or another node's end brings forward is late by this at most.</summary>
    [Range(1, 3600)]
    public int PollIntervalSeconds { get; set; } = 15;

    /// <summary>How many days after its effect a schedule that was carried out cannot take effect again, however long the server was down in between. Durable channels only.</summary>
    [Range(1, 365)]
    public int OnceWindowDays { get; set; } = 30;
}
