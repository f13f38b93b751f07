using System.Collections.Frozen;

namespace Switchboard.Configuration;

/// <summary>One key of the HTTP API, frozen. A class, not a record: a record's text would tell the secret.</summary>
internal sealed class ApiKeySettings
{
    /// <summary>What the key is called in logs and metrics.</summary>
    public required string Name { get; init; }

    /// <summary>The secret.</summary>
    public required string Key { get; init; }

    /// <summary>The methods that the key allows. Empty allows all.</summary>
    public required FrozenSet<string> Methods { get; init; }

    /// <summary>Whether the key allows a method.</summary>
    public bool Allows(string method) => Methods.Count == 0 || Methods.Contains(method);

    /// <summary>Resolves the options.</summary>
    public static ApiKeySettings From(ApiKeyOptions options) => new()
    {
        Name = options.Name,
        Key = options.Key,
        Methods = options.Methods.ToFrozenSet(StringComparer.Ordinal),
    };
}
