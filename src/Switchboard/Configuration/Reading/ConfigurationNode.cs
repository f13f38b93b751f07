using Microsoft.Extensions.Configuration;

namespace Switchboard.Configuration.Reading;

/// <summary>A place in the configuration, with the layers that may say something of it.</summary>
/// <remarks><see cref="IConfiguration"/> alone does not tell layers apart, and spells a key as any of them does.</remarks>
/// <param name="layers">The sources, lowest first.</param>
/// <param name="key">The configuration key; empty is the root.</param>
/// <param name="path">The path that users are shown; empty is the root.</param>
internal sealed class ConfigurationNode(IReadOnlyList<IConfigurationProvider> layers, string key, string path)
{
    /// <summary>The path that users are shown.</summary>
    public string Path => path;

    /// <summary>The text here in the highest layer that has one; null if none has.</summary>
    public string? Text
    {
        get
        {
            for (var index = layers.Count - 1; index >= 0; index--)
            {
                if (layers[index].TryGet(key, out var value))
                {
                    return value;
                }
            }

            return null;
        }
    }

    /// <summary>The names below, each once, spelled as in the lowest layer that has it.</summary>
    public IReadOnlyList<string> ChildNames =>
    [
        .. layers
            .SelectMany(layer => ChildNamesIn(layer, key))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(Comparer<string>.Create(ConfigurationKeyComparer.Instance.Compare)),
    ];

    /// <summary>A place below by its name.</summary>
    /// <param name="name">The name in any spelling.</param>
    /// <param name="shownName">The name as users are shown it.</param>
    public ConfigurationNode Child(string name, string shownName) =>
        new(layers, KeyOf(name), path.Length == 0 ? shownName : $"{path}.{shownName}");

    /// <summary>An element of a list.</summary>
    public ConfigurationNode Element(string index) => new(layers, KeyOf(index), $"{path}[{index}]");

    /// <summary>This place as the highest layer that mentions it has it: a list replaces those of lower layers as a whole.</summary>
    public ConfigurationNode InHighestLayer()
    {
        var highest = layers.LastOrDefault(Mentions);
        return highest is null ? this : new ConfigurationNode([highest], key, path);
    }

    /// <summary>This place without the layers under the highest one that empties it.</summary>
    public ConfigurationNode SinceEmptied()
    {
        var kept = layers.Count - 1;
        while (kept > 0 && !Empties(layers[kept]))
        {
            kept--;
        }

        return kept <= 0 ? this : new ConfigurationNode([.. layers.Skip(kept)], key, path);
    }

    private static IEnumerable<string> ChildNamesIn(IConfigurationProvider layer, string parent) =>
        layer.GetChildKeys([], parent.Length == 0 ? null : parent);

    private bool Mentions(IConfigurationProvider layer) =>
        layer.TryGet(key, out _)
        || ChildNamesIn(layer, ConfigurationPath.GetParentPath(key) ?? "").Contains(ConfigurationPath.GetSectionKey(key), StringComparer.OrdinalIgnoreCase);

    private bool Empties(IConfigurationProvider layer) =>
        layer.TryGet(key, out var value) && value is { Length: 0 } && !ChildNamesIn(layer, key).Any();

    private string KeyOf(string name) => key.Length == 0 ? name : ConfigurationPath.Combine(key, name);
}
