using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Switchboard.Configuration;

/// <summary>The HTTP API, frozen.</summary>
/// <param name="Keys">The keys. Without one, the API answers 401 to everybody.</param>
/// <param name="MaxBodyBytes">The largest request body, in bytes.</param>
/// <param name="MaxReplyBytes">About how many bytes one answer has.</param>
/// <param name="MaxBatchSize">The most commands of one batch, and the most channels of one broadcast.</param>
internal sealed record ApiSettings(ImmutableArray<ApiKeySettings> Keys, int MaxBodyBytes, int MaxReplyBytes, int MaxBatchSize);

/// <summary>One key of the HTTP API, frozen. The secret itself is not kept.</summary>
internal sealed class ApiKeySettings
{
    /// <summary>What the key is called in logs and metrics.</summary>
    public required string Name { get; init; }

    /// <summary>The user id of the administrator whose token takes the place of a key; empty for keys.</summary>
    public string Administrator { get; init; } = "";

    /// <summary>The SHA-256 of the secret's UTF-8.</summary>
    public required ReadOnlyMemory<byte> KeyHash { get; init; }

    /// <summary>The methods that the key allows. Empty allows all.</summary>
    public required FrozenSet<string> Methods { get; init; }

    /// <summary>The patterns of channels that it is limited to. Empty for no limit.</summary>
    public required ImmutableArray<string> Scope { get; init; }

    /// <summary>When it ends, in Unix milliseconds; 0 for never.</summary>
    public long ExpiresAt { get; init; }

    /// <summary>When it was made, in Unix milliseconds: another key of its name is not the same. 0 for keys of the configuration.</summary>
    public long CreatedAt { get; init; }

    /// <summary>Who its holder is to the hub.</summary>
    public required Principal Principal { get; init; }

    /// <summary>Whether there is anything that the key does not allow.</summary>
    public bool IsLimited => Methods.Count > 0 || !Scope.IsEmpty;

    /// <summary>Whether the key allows a method.</summary>
    public bool Allows(string method) => Methods.Count == 0 || Methods.Contains(method);

    /// <summary>Whether the key allows a method that names no channel: one that is limited to channels allows it only by its name.</summary>
    public bool AllowsBeyondChannels(string method) => Methods.Contains(method) || !IsLimited;

    /// <summary>Resolves the options.</summary>
    public static ApiKeySettings From(ApiKeyOptions options)
        => From(options.Name, SHA256.HashData(Encoding.UTF8.GetBytes(options.Key)), options.Methods, options.Channels);

    /// <summary>Makes one.</summary>
    public static ApiKeySettings From(string name, byte[] hash, IEnumerable<string> methods, IEnumerable<string> channels, long expiresAt = 0, long createdAt = 0)
    {
        ImmutableArray<string> scope = [.. channels];
        return new ApiKeySettings
        {
            Name = name,
            KeyHash = hash,
            ExpiresAt = expiresAt,
            CreatedAt = createdAt,
            Methods = methods.ToFrozenSet(StringComparer.Ordinal),
            Scope = scope,
            Principal = scope.IsEmpty ? Principal.Service : Principal.Service with { Scope = scope },
        };
    }
}
