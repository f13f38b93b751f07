using System.Collections.Concurrent;
using System.Security.Cryptography;
using Switchboard.Configuration;

namespace Switchboard.Security.Access;

/// <summary>The keys of the HTTP API: those of the configuration, and those that were made at run time.</summary>
internal sealed class ApiKeyFinder(SettingsHolder settings, AccessRegistry access, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> _lastUse = new(StringComparer.Ordinal);

    /// <summary>When keys that were made at run time were used on this node, in Unix milliseconds, by name.</summary>
    public IReadOnlyDictionary<string, long> LastUses => _lastUse;

    /// <summary>The key whose secret has this hash; null where there is none, or its time is over. All are compared, so that the time does not tell which one was near.</summary>
    public ApiKeySettings? Find(ReadOnlySpan<byte> hash)
    {
        ApiKeySettings? found = null;
        foreach (var key in settings.Current.Api.Keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, key.KeyHash.Span))
            {
                found = key;
            }
        }

        var now = time.GetUtcNow();
        foreach (var (name, key) in access.Current.Keys)
        {
            if (key.Matches(hash, now))
            {
                found = key.Settings;
                _lastUse[name] = now.ToUnixTimeMilliseconds();
            }
        }

        return found;
    }

    /// <summary>The key of a name; null where there is none.</summary>
    public ApiKeySettings? FindByName(string name)
        => settings.Current.Api.Keys.FirstOrDefault(key => key.Name == name) ?? access.Current.Keys.GetValueOrDefault(name)?.Settings;

    /// <summary>Whether a key is good for anything now.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="createdAt">When it was made, 0 for one of the configuration; null where that is not known, and any of the name is meant.</param>
    public bool IsGood(string name, long? createdAt)
        => ((createdAt ?? 0) == 0 && IsConfigured(name))
            || (access.Current.Keys.GetValueOrDefault(name) is { } key && (createdAt is null || key.Body.CreatedAt == createdAt) && key.IsGood(time.GetUtcNow()));

    /// <summary>Whether the configuration has a key of a name.</summary>
    public bool IsConfigured(string name) => settings.Current.Api.Keys.Any(key => key.Name == name);
}
