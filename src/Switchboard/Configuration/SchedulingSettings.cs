namespace Switchboard.Configuration;

/// <summary>What is published and sent at a later time, frozen.</summary>
internal sealed record SchedulingSettings
{
    /// <inheritdoc cref="SchedulingOptions.MaxPerUser"/>
    public required int MaxPerUser { get; init; }

    /// <inheritdoc cref="SchedulingOptions.MaxOfServices"/>
    public required int MaxOfServices { get; init; }

    /// <inheritdoc cref="SchedulingOptions.MaxInMemory"/>
    public required int MaxInMemory { get; init; }

    /// <inheritdoc cref="SchedulingOptions.MemoryBytes"/>
    public required long MemoryBytes { get; init; }

    /// <summary>How far ahead something may be scheduled.</summary>
    public required TimeSpan MaxAhead { get; init; }

    /// <inheritdoc cref="SchedulingOptions.MaxBytes"/>
    public required int MaxBytes { get; init; }

    /// <inheritdoc cref="SchedulingOptions.MaxIdBytes"/>
    public required int MaxIdBytes { get; init; }

    /// <summary>From when on something says that it is late.</summary>
    public required TimeSpan LateAfter { get; init; }

    /// <summary>How long what is taken belongs to whoever took it.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>The most time between two looks at the store.</summary>
    public required TimeSpan PollInterval { get; init; }

    /// <summary>How long a schedule's effect is remembered.</summary>
    public required TimeSpan OnceWindow { get; init; }

    /// <summary>Resolves the options.</summary>
    public static SchedulingSettings From(SchedulingOptions options) => new()
    {
        MaxPerUser = options.MaxPerUser,
        MaxOfServices = options.MaxOfServices,
        MaxInMemory = options.MaxInMemory,
        MemoryBytes = options.MemoryBytes,
        MaxAhead = TimeSpan.FromSeconds(options.MaxAheadSeconds),
        MaxBytes = options.MaxBytes,
        MaxIdBytes = options.MaxIdBytes,
        LateAfter = TimeSpan.FromMilliseconds(options.LateAfterMilliseconds),
        Lease = TimeSpan.FromSeconds(options.LeaseSeconds),
        PollInterval = TimeSpan.FromSeconds(options.PollIntervalSeconds),
        OnceWindow = TimeSpan.FromDays(options.OnceWindowDays),
    };
}
