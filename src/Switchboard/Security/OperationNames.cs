using System.Text.Json;

namespace Switchboard.Security;

/// <summary>The names that <see cref="Operations"/> have in requests, answers and tokens.</summary>
internal static class OperationNames
{
    private static readonly Dictionary<string, Operations> _byName = Enum.GetValues<Operations>().Where(static operation => operation != Operations.None).ToDictionary(Of, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public static string[] All { get; } = [.. _byName.Keys];

    /// <summary>The name of one.</summary>
    public static string Of(Operations operation) => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{operation}");

    /// <summary>The names of several, in their order.</summary>
    public static IEnumerable<string> OfAll(Operations operations) => All.Where(name => operations.HasFlag(_byName[name]));

    /// <summary>Finds one by its name.</summary>
    public static bool TryFind(string? name, out Operations operation)
    {
        operation = Operations.None;
        return name is not null && _byName.TryGetValue(name, out operation);
    }
}
