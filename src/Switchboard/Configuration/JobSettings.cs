namespace Switchboard.Configuration;

/// <summary>Calls that outlive their connections, frozen.</summary>
internal sealed record JobSettings
{
    /// <inheritdoc cref="JobbingOptions.MaxPerUser"/>
    public required int MaxPerUser { get; init; }

    /// <inheritdoc cref="JobbingOptions.MaxOfServices"/>
    public required int MaxOfServices { get; init; }

    /// <inheritdoc cref="JobbingOptions.MaxInMemory"/>
    public required int MaxInMemory { get; init; }

    /// <inheritdoc cref="JobbingOptions.MemoryBytes"/>
    public required long MemoryBytes { get; init; }

    /// <summary>The most time that a job may let an attempt take.</summary>
    public required TimeSpan MaxDeadline { get; init; }

    /// <summary>How far ahead a job may begin or expire.</summary>
    public required TimeSpan MaxAhead { get; init; }

    /// <inheritdoc cref="JobbingOptions.MaxRetries"/>
    public required int MaxRetries { get; init; }

    /// <inheritdoc cref="JobbingOptions.MaxAttempts"/>
    public required int MaxAttempts { get; init; }

    /// <summary>The time before the second attempt.</summary>
    public required TimeSpan RetryDelay { get; init; }

    /// <summary>The longest time before another attempt.</summary>
    public required TimeSpan MaxRetryDelay { get; init; }

    /// <summary>How long a job that was carried out, or cancelled, is kept.</summary>
    public required TimeSpan ResultRetention { get; init; }

    /// <summary>How long a job that failed is kept.</summary>
    public required TimeSpan FailedRetention { get; init; }

    /// <inheritdoc cref="JobbingOptions.MaxResultBytes"/>
    public required int MaxResultBytes { get; init; }

    /// <inheritdoc cref="JobbingOptions.RunningPerNode"/>
    public required int RunningPerNode { get; init; }

    /// <summary>How long what is taken belongs to whoever took it.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>The most time between two looks at the store.</summary>
    public required TimeSpan PollInterval { get; init; }

    /// <summary>What holds for certain methods, the first that fits; the last fits all.</summary>
    public required IReadOnlyList<JobMethodSettings> Methods { get; init; }

    /// <summary>The names of the brokers that carry jobs.</summary>
    public required IReadOnlyList<string> Carriers { get; init; }

    /// <summary>What holds for a method.</summary>
    public JobMethodSettings For(string method)
    {
        foreach (var candidate in Methods)
        {
            if (candidate.Fits(method))
            {
                return candidate;
            }
        }

        throw new InvalidOperationException("The last entry fits all methods.");
    }

    /// <summary>Resolves the options.</summary>
    public static JobSettings From(JobbingOptions options) => new()
    {
        MaxPerUser = options.MaxPerUser,
        MaxOfServices = options.MaxOfServices,
        MaxInMemory = options.MaxInMemory,
        MemoryBytes = options.MemoryBytes,
        MaxDeadline = TimeSpan.FromSeconds(options.MaxDeadlineSeconds),
        MaxAhead = TimeSpan.FromSeconds(options.MaxAheadSeconds),
        MaxRetries = options.MaxRetries,
        MaxAttempts = options.MaxAttempts,
        RetryDelay = TimeSpan.FromMilliseconds(options.RetryDelayMilliseconds),
        MaxRetryDelay = TimeSpan.FromSeconds(options.MaxRetryDelaySeconds),
        ResultRetention = TimeSpan.FromSeconds(options.ResultRetentionSeconds),
        FailedRetention = TimeSpan.FromSeconds(options.FailedRetentionSeconds),
        MaxResultBytes = options.MaxResultBytes,
        RunningPerNode = options.RunningPerNode,
        Lease = TimeSpan.FromSeconds(options.LeaseSeconds),
        PollInterval = TimeSpan.FromSeconds(options.PollIntervalSeconds),
        Carriers = [.. options.Carriers.Select(static carrier => carrier.Name)],
        Methods = [.. options.Methods.Append(new JobMethodOptions { Method = "*" }).Select(method => JobMethodSettings.From(method, options))],
    };
}

/// <summary>What holds for the jobs of certain methods, frozen.</summary>
/// <param name="Pattern">The methods.</param>
/// <param name="Concurrency">How many of a method this node carries out at once; 0 for as many as its workers take.</param>
/// <param name="HandlerConcurrency">How many of them handlers of the application carry out.</param>
/// <param name="Retries">How often a job is tried again.</param>
/// <param name="Deadline">The time that an attempt may take.</param>
internal sealed record JobMethodSettings(MethodPattern Pattern, int Concurrency, int HandlerConcurrency, int Retries, TimeSpan Deadline)
{
    /// <summary>Whether it holds for a method.</summary>
    public bool Fits(string method) => Pattern.Fits(method);

    /// <summary>Resolves the options.</summary>
    public static JobMethodSettings From(JobMethodOptions method, JobbingOptions options) => new(
        new MethodPattern(method.Method),
        method.Concurrency,
        method.Concurrency > 0 ? method.Concurrency : options.HandlerConcurrency,
        method.Retries < 0 ? options.DefaultRetries : method.Retries,
        TimeSpan.FromSeconds(method.DeadlineSeconds == 0 ? options.DefaultDeadlineSeconds : method.DeadlineSeconds));
}
