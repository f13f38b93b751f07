using System.Security.Cryptography;
using System.Text;
using Switchboard.Configuration;

namespace Switchboard.Identity.Audit;

/// <summary>The keys of the audit: the one that seals, and those that it took the place of.</summary>
internal sealed class AuditKeys
{
    private const int IdLength = 16;

    private readonly Dictionary<string, byte[]> _byId;

    private AuditKeys(IReadOnlyList<byte[]> keys)
    {
        CurrentId = IdOf(keys[0]);
        _byId = keys.DistinctBy(IdOf, StringComparer.Ordinal).ToDictionary(IdOf, StringComparer.Ordinal);
    }

    /// <summary>The id of the key that seals.</summary>
    public string CurrentId { get; }

    /// <summary>Reads the keys that options name.</summary>
    public static AuditKeys From(AuditOptions options) => new([.. AuditSecrets.Read(options).Select(Encoding.UTF8.GetBytes)]);

    /// <summary>Whether there is a key of that id.</summary>
    public bool Knows(string id) => _byId.ContainsKey(id);

    /// <summary>The code of data under a key, in hexadecimal; null where there is no key of that id.</summary>
    public string? Sign(string id, ReadOnlySpan<byte> data)
        => _byId.TryGetValue(id, out var key) ? Convert.ToHexStringLower(HMACSHA256.HashData(key, data)) : null;

    // A key is named after itself: no two can be taken for each other, and rotation needs no names.
    private static string IdOf(byte[] key) => Convert.ToHexStringLower(HMACSHA256.HashData(key, "switchboard-audit-key-id"u8))[..IdLength];
}
