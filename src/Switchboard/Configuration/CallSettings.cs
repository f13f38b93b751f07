namespace Switchboard.Configuration;

/// <summary>How calls behave in all namespaces, frozen. 0 is no limit where <see cref="CallingOptions"/> allows it.</summary>
internal sealed record CallSettings
{
    /// <summary>The time in which a call must be answered whose caller names no deadline.</summary>
    public required TimeSpan DefaultDeadline { get; init; }

    /// <summary>The longest deadline that a caller can name.</summary>
    public required TimeSpan MaxDeadline { get; init; }

    /// <inheritdoc cref="CallingOptions.PendingPerConnection"/>
    public required int PendingPerConnection { get; init; }

    /// <inheritdoc cref="CallingOptions.PendingBytesPerConnection"/>
    public required int PendingBytesPerConnection { get; init; }

    /// <inheritdoc cref="CallingOptions.PendingPerNode"/>
    public required int PendingPerNode { get; init; }

    /// <inheritdoc cref="CallingOptions.PendingBytesPerNode"/>
    public required int PendingBytesPerNode { get; init; }

    /// <inheritdoc cref="CallingOptions.MethodsPerConnection"/>
    public required int MethodsPerConnection { get; init; }

    /// <inheritdoc cref="CallingOptions.DefaultConcurrency"/>
    public required int DefaultConcurrency { get; init; }

    /// <inheritdoc cref="CallingOptions.MaxConcurrency"/>
    public required int MaxConcurrency { get; init; }

    /// <inheritdoc cref="CallingOptions.MaxAttempts"/>
    public required int MaxAttempts { get; init; }

    /// <summary>How long the result of a call with an idempotency key is kept.</summary>
    public required TimeSpan ResultWindow { get; init; }

    /// <inheritdoc cref="CallingOptions.KeptResults"/>
    public required int KeptResults { get; init; }

    /// <inheritdoc cref="CallingOptions.KeptResultBytes"/>
    public required int KeptResultBytes { get; init; }

    /// <inheritdoc cref="CallingOptions.MaxIdBytes"/>
    public required int MaxIdBytes { get; init; }

    /// <inheritdoc cref="CallingOptions.ProgressPerSecond"/>
    public required int ProgressPerSecond { get; init; }

    /// <inheritdoc cref="CallingOptions.MaxProgressBytes"/>
    public required int MaxProgressBytes { get; init; }

    /// <summary>Resolves the options.</summary>
    public static CallSettings From(CallingOptions options) => new()
    {
        DefaultDeadline = TimeSpan.FromSeconds(options.DefaultDeadlineSeconds),
        MaxDeadline = TimeSpan.FromSeconds(options.MaxDeadlineSeconds),
        PendingPerConnection = options.PendingPerConnection,
        PendingBytesPerConnection = options.PendingBytesPerConnection,
        PendingPerNode = options.PendingPerNode,
        PendingBytesPerNode = options.PendingBytesPerNode,
        MethodsPerConnection = options.MethodsPerConnection,
        DefaultConcurrency = options.DefaultConcurrency,
        MaxConcurrency = options.MaxConcurrency,
        MaxAttempts = options.MaxAttempts,
        ResultWindow = TimeSpan.FromSeconds(options.ResultWindowSeconds),
        KeptResults = options.KeptResults,
        KeptResultBytes = options.KeptResultBytes,
        MaxIdBytes = options.MaxIdBytes,
        ProgressPerSecond = options.ProgressPerSecond,
        MaxProgressBytes = options.MaxProgressBytes,
    };
}
