using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Switchboard.Configuration;

/// <summary>The namespaces by name; finds that of a channel without allocating. Immutable.</summary>
/// <remarks>The namespace of a channel is what stands before its first colon, compared ordinally; without a colon, or beginning with <c>#</c>, it is <see cref="DefaultName"/>.</remarks>
internal sealed class NamespaceTable
{
    /// <summary>The namespace of channels without a colon.</summary>
    public const string DefaultName = "default";

    private readonly FrozenDictionary<string, NamespaceSettings>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly NamespaceSettings? _default;

    /// <summary>Builds the table.</summary>
    public NamespaceTable(IEnumerable<NamespaceSettings> namespaces)
    {
        var byName = namespaces.ToFrozenDictionary(settings => settings.Name, StringComparer.Ordinal);
        _byName = byName.GetAlternateLookup<ReadOnlySpan<char>>();
        _default = byName.GetValueOrDefault(DefaultName);
        All = [.. byName.Values.OrderBy(settings => settings.Name, StringComparer.Ordinal)];
    }

    /// <summary>Every namespace, by name.</summary>
    public IReadOnlyList<NamespaceSettings> All { get; }

    /// <summary>Finds the namespace of a channel.</summary>
    /// <returns>False if the namespace is not configured.</returns>
    public bool TryResolve(string channel, [NotNullWhen(true)] out NamespaceSettings? settings) =>
        TryResolve(channel.AsSpan(), out settings);

    /// <inheritdoc cref="TryResolve(string, out NamespaceSettings?)"/>
    public bool TryResolve(ReadOnlySpan<char> channel, [NotNullWhen(true)] out NamespaceSettings? settings)
    {
        // A personal channel carries a user id, which may have colons of its own.
        var colon = channel is ['#', ..] ? -1 : channel.IndexOf(':');
        if (colon < 0)
        {
            settings = _default;
            return settings is not null;
        }

        return _byName.TryGetValue(channel[..colon], out settings);
    }
}
