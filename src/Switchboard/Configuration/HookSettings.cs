namespace Switchboard.Configuration;

/// <summary>How hooks are called, resolved from valid <see cref="HookOptions"/> and frozen.</summary>
internal sealed record HookSettings
{
    /// <summary>The time for one decision.</summary>
    public required TimeSpan DecisionTimeout { get; init; }

    /// <summary>The time for one hook and one event.</summary>
    public required TimeSpan ObservationTimeout { get; init; }

    /// <inheritdoc cref="HookOptions.QueuedEvents"/>
    public required int QueuedEvents { get; init; }

    /// <summary>Hooks over HTTP.</summary>
    public required HttpHookSettings Http { get; init; }

    /// <summary>Resolves the options.</summary>
    public static HookSettings From(HookOptions options) => new()
    {
        DecisionTimeout = TimeSpan.FromMilliseconds(options.DecisionTimeoutMilliseconds),
        ObservationTimeout = TimeSpan.FromMilliseconds(options.ObservationTimeoutMilliseconds),
        QueuedEvents = options.QueuedEvents,
        Http = HttpHookSettings.From(options.Http),
    };
}
