using System.Text;

namespace Switchboard.Configuration.Rules;

/// <summary>What holds for the audit and for devices. Problems never name a secret.</summary>
internal static class IdentityRules
{
    /// <summary>The namespace of the devices' own channels.</summary>
    public const string DeviceNamespace = "device";

    private const int MaxIdPrefix = 32;

    /// <summary>The audit has a store and a key.</summary>
    public static IEnumerable<ConfigurationProblem> Audit(SwitchboardOptions options)
    {
        var audit = options.Audit;
        if (!audit.Enabled)
        {
            return [];
        }

        return FindStorage(options).Concat(FindKeys(audit));
    }

    /// <summary>The devices' channels have a namespace.</summary>
    public static IEnumerable<ConfigurationProblem> Devices(SwitchboardOptions options)
    {
        if (options.Devices is { Enabled: true, Subscribe: true } && !options.Namespaces.Keys.Contains(DeviceNamespace, StringComparer.Ordinal))
        {
            yield return new ConfigurationProblem(
                "devices.subscribe", "is true, and there is no namespace \"device\"", "Add \"device\" to namespaces: the devices' channels are there.");
        }

        if (!IsIdPrefix(options.Devices.IdPrefix))
        {
            yield return new ConfigurationProblem(
                "devices.idPrefix", $"is \"{SafeText.OfAddress(options.Devices.IdPrefix)}\", with which no id can begin", "Write at most 32 letters and digits of ASCII, '-' and '_', a letter or digit first.");
        }
    }

    private static bool IsIdPrefix(string prefix)
        => prefix.Length <= MaxIdPrefix && (prefix.Length == 0 || char.IsAsciiLetterOrDigit(prefix[0])) && prefix.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    private static IEnumerable<ConfigurationProblem> FindStorage(SwitchboardOptions options)
    {
        if (options.Security.Storage != StorageKind.Durable)
        {
            yield return new ConfigurationProblem("audit.enabled", "is true, but security.storage is \"memory\"", "Set security.storage to \"durable\": an audit in memory would prove nothing.");
        }
    }

    private static IEnumerable<ConfigurationProblem> FindKeys(AuditOptions audit)
    {
        if ((audit.Key.Length > 0) == (audit.KeyFile.Length > 0))
        {
            yield return new ConfigurationProblem(
                "audit.key",
                audit.Key.Length > 0 ? "is given, and keyFile as well" : "is missing",
                "Give one of key and keyFile: a long random text, such as `openssl rand -hex 32` prints.");
            yield break;
        }

        var path = audit.Key.Length > 0 ? "audit.key" : "audit.keyFile";
        if (TryRead(audit) is not { Count: > 0 } secrets)
        {
            yield return new ConfigurationProblem(path, "names a file that cannot be read, or is empty", "Correct the path, or let the server's user read it.");
            yield break;
        }

        if (secrets.Any(static secret => Encoding.UTF8.GetByteCount(secret) < AuditSecrets.MinBytes))
        {
            yield return new ConfigurationProblem(path, $"has a secret of fewer than {AuditSecrets.MinBytes} bytes, in use or earlier", "Take long random texts, such as `openssl rand -hex 32` prints.");
        }
    }

    private static IReadOnlyList<string>? TryRead(AuditOptions audit)
    {
        try
        {
            return AuditSecrets.Read(audit);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
