using Switchboard.Catalog;
using Switchboard.Configuration.Reading;

namespace Switchboard.Configuration.Rules;

/// <summary>Keys and secrets are strong enough and can be told apart. Problems never name a secret.</summary>
internal static class CredentialRules
{
    private const int MinHookSecretLength = 16;

    /// <summary>What is sent to hooks is signed.</summary>
    public static IEnumerable<ConfigurationProblem> HookSecret(SwitchboardOptions options)
    {
        var http = options.Hooks.Http;
        if (http.SigningSecret.Length < MinHookSecretLength && AddressRules.HookAddresses(http).Any())
        {
            yield return new ConfigurationProblem(
                "hooks.http.signingSecret",
                $"has fewer than {MinHookSecretLength} characters",
                "Set a long random text, which your back end knows, too: requests are signed with it.");
        }
    }

    /// <summary>API keys can be told apart and allow methods that exist. Problems name a key by its place.</summary>
    public static IEnumerable<ConfigurationProblem> ApiKeys(SwitchboardOptions options)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, key) in options.Api.Keys.Index())
        {
            var path = $"api.keys[{index}]";
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
