using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Switchboard.Configuration;

/// <summary>The event targets, and what keeps events until they are sent, resolved from valid options and frozen.</summary>
internal sealed record EventTargetTable
{
    /// <summary>All of them.</summary>
    public required ImmutableArray<EventTargetSettings> All { get; init; }

    /// <summary>Those that have publications of a namespace, by its name. A namespace without one is not there.</summary>
    public required FrozenDictionary<string, ImmutableArray<EventTargetSettings>> ByNamespace { get; init; }

    /// <summary>What any of them has of hooks' events.</summary>
    public required HookEventKinds Events { get; init; }

    /// <summary>What keeps the events.</summary>
    public required OutboxSettings Outbox { get; init; }

    /// <summary>Resolves the options.</summary>
    public static EventTargetTable From(SwitchboardOptions options)
    {
        ImmutableArray<EventTargetSettings> all = [.. options.EventTargets.Select(EventTargetSettings.From)];
        return new EventTargetTable
        {
            All = all,
            ByNamespace = all.SelectMany(static target => target.Namespaces.Select(name => (Name: name, Target: target)))
                .GroupBy(static entry => entry.Name, static entry => entry.Target, StringComparer.OrdinalIgnoreCase)
                .ToFrozenDictionary(static group => group.Key, static group => group.ToImmutableArray(), StringComparer.OrdinalIgnoreCase),
            Events = all.Aggregate(HookEventKinds.None, static (kinds, target) => kinds | target.Events),
            Outbox = OutboxSettings.From(options.Outbox),
        };
    }
}

/// <summary>An event target, frozen.</summary>
internal sealed record EventTargetSettings
{
    /// <inheritdoc cref="EventTargetOptions.Name"/>
    public required string Name { get; init; }

    /// <inheritdoc cref="EventTargetOptions.Exchange"/>
    public required string Exchange { get; init; }

    /// <inheritdoc cref="EventTargetOptions.ExchangeType"/>
    public required EventExchangeType ExchangeType { get; init; }

    /// <inheritdoc cref="EventTargetOptions.RoutingKey"/>
    public required string RoutingKey { get; init; }

    /// <inheritdoc cref="EventTargetOptions.Namespaces"/>
    public required ImmutableArray<string> Namespaces { get; init; }

    /// <inheritdoc cref="EventTargetOptions.Events"/>
    public required HookEventKinds Events { get; init; }

    /// <inheritdoc cref="EventTargetOptions.MaxBytes"/>
    public required int MaxBytes { get; init; }

    /// <inheritdoc cref="EventTargetOptions.Persistent"/>
    public required bool IsPersistent { get; init; }

    /// <inheritdoc cref="EventTargetOptions.Unroutable"/>
    public required UnroutableAnswer Unroutable { get; init; }

    /// <summary>Resolves the options.</summary>
    public static EventTargetSettings From(EventTargetOptions options) => new()
    {
        Name = options.Name,
        Exchange = options.Exchange,
        ExchangeType = options.ExchangeType,
        RoutingKey = options.RoutingKey,
        Namespaces = [.. options.Namespaces.Distinct(StringComparer.OrdinalIgnoreCase)],
        Events = options.Events,
        MaxBytes = options.MaxBytes,
        IsPersistent = options.Persistent,
        Unroutable = options.Unroutable,
    };
}

/// <summary>What keeps events until they are sent, frozen.</summary>
internal sealed record OutboxSettings
{
    /// <inheritdoc cref="OutboxOptions.Storage"/>
    public required StorageKind Storage { get; init; }

    /// <inheritdoc cref="OutboxOptions.MaxEvents"/>
    public required int MaxEvents { get; init; }

    /// <inheritdoc cref="OutboxOptions.MaxBytes"/>
    public required long MaxBytes { get; init; }

    /// <inheritdoc cref="OutboxOptions.WhenFull"/>
    public required OutboxFullAnswer WhenFull { get; init; }

    /// <inheritdoc cref="OutboxOptions.BatchEvents"/>
    public required int BatchEvents { get; init; }

    /// <inheritdoc cref="OutboxOptions.BatchBytes"/>
    public required int BatchBytes { get; init; }

    /// <summary>How long a target is one node's.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>The longest pause between attempts.</summary>
    public required TimeSpan MaxPause { get; init; }

    /// <summary>How long a server that has stopped still sends.</summary>
    public required TimeSpan DrainTime { get; init; }

    /// <summary>Resolves the options.</summary>
    public static OutboxSettings From(OutboxOptions options) => new()
    {
        Storage = options.Storage,
        MaxEvents = options.MaxEvents,
        MaxBytes = options.MaxBytes,
        WhenFull = options.WhenFull,
        BatchEvents = options.BatchEvents,
        BatchBytes = options.BatchBytes,
        Lease = TimeSpan.FromSeconds(options.LeaseSeconds),
        MaxPause = TimeSpan.FromMilliseconds(options.MaxPauseMilliseconds),
        DrainTime = TimeSpan.FromSeconds(options.DrainSeconds),
    };
}
