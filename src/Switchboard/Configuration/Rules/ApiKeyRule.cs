using Switchboard.Catalog;
using Switchboard.Configuration.Reading;

namespace Switchboard.Configuration.Rules;

/// <summary>API keys can be told apart and allow methods that exist. Problems name a key by its place, never by its secret.</summary>
internal sealed class ApiKeyRule : IOptionsRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        return options.Api.Keys.SelectMany((key, index) => Check($"api.keys[{index}]", key, names, secrets));
    }

    private static IEnumerable<ConfigurationProblem> Check(string path, ApiKeyOptions key, HashSet<string> names, HashSet<string> secrets)
    {
        if (Fault(key.Name, names) is { } nameFault)
        {
            yield return new ConfigurationProblem($"{path}.name", nameFault, "Give each key a name of its own: logs and metrics show it.");
        }

        if (Fault(key.Key, secrets) is { } secretFault)
        {
            yield return new ConfigurationProblem($"{path}.key", secretFault, "Write a long random text of its own for each key.");
        }

        foreach (var method in key.Methods.Where(method => !OperationTable.OfServices.Contains(method, StringComparer.Ordinal)))
        {
            var guess = Spelling.Nearest(method, OperationTable.OfServices) is { } nearest ? $"Did you mean \"{nearest}\"? " : "";
            yield return new ConfigurationProblem(
                $"{path}.methods",
                $"names \"{method}\", which is no method",
                $"{guess}Known are {string.Join(", ", OperationTable.OfServices)}.");
        }
    }

    private static string? Fault(string value, HashSet<string> earlier)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return "is empty";
        }

        return earlier.Add(value) ? null : "is that of an earlier key, too";
    }
}
