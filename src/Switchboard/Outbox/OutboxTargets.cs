using System.Collections.Frozen;
using System.Collections.Immutable;
using Switchboard.Configuration;

namespace Switchboard.Outbox;

/// <summary>The event targets that the hub started with. Others of a changed configuration wait for a restart.</summary>
internal sealed class OutboxTargets
{
    private readonly FrozenDictionary<string, ImmutableArray<OutboxTarget>> _byNamespace;

    public OutboxTargets(SettingsHolder settings, TimeProvider time)
    {
        var table = settings.Current.EventTargets;
        All = [.. table.All.Select(target => new OutboxTarget(target, time))];
        Events = table.Events;
        _byNamespace = table.ByNamespace.ToFrozenDictionary(
            static entry => entry.Key,
            entry => ImmutableArray.CreateRange(entry.Value.Select(target => All.First(known => known.Name == target.Name))),
            StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>All of them.</summary>
    public ImmutableArray<OutboxTarget> All { get; }

    /// <summary>What any of them has of hooks' events.</summary>
    public HookEventKinds Events { get; }

    /// <summary>Those that have the publications of a namespace.</summary>
    public ImmutableArray<OutboxTarget> Of(NamespaceSettings space)
        => !All.IsEmpty && _byNamespace.TryGetValue(space.Name, out var targets) ? targets : [];

    /// <summary>The target of a name.</summary>
    public OutboxTarget? Find(string name) => All.FirstOrDefault(target => target.Name == name);
}
