using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Switchboard.Configuration;

/// <summary>The namespaces by name; finds that of a channel without allocating. Immutable.</summary>
/// <remarks>The namespace of a channel is what stands before its first colon, compared ordinally; without a colon, or beginning with <c>#</c>, it is <see cref="DefaultName"/>.</remarks>
internal sealed class NamespaceTable
{
    /// <summary>The namespace of channels without a colon.</summary>
    public const string DefaultName = "default";

    private readonly FrozenDictionary<string, NamespaceSettings>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly NamespaceSettings? _default;
    private readonly string _privatePrefix;

    /// <summary>Builds the table.</summary>
    /// <param name="namespaces">The namespaces.</param>
    /// <param name="privatePrefix">What stands before the names of private channels; empty for none.</param>
    public NamespaceTable(IEnumerable<NamespaceSettings> namespaces, string privatePrefix = "")
    {
        _privatePrefix = privatePrefix;
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
        if (_privatePrefix.Length > 0 && channel.StartsWith(_privatePrefix, StringComparison.Ordinal))
        {
            channel = channel[_privatePrefix.Length..];
        }

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

/// <summary>Compiles <see cref="NamespaceOptions.NamePattern"/>.</summary>
internal static class NamePatterns
{
    /// <summary>Names come from clients: only an engine without backtracking keeps the time linear.</summary>
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>Compiles a pattern such that it must match as a whole.</summary>
    /// <exception cref="ArgumentException">The pattern is no regular expression.</exception>
    /// <exception cref="NotSupportedException">The pattern needs backtracking: look-around, a back reference or an atomic group.</exception>
    public static Regex Compile(string pattern)
    {
        // Alone first: `a)|(?:b` becomes well-formed inside the group below.
        _ = new Regex(pattern, Options);
        return new Regex($@"\A(?:{pattern})\z", Options);
    }
}
