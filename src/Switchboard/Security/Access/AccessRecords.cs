using System.Text.Json;
using System.Text.Json.Serialization;
using Switchboard.Extensibility;

namespace Switchboard.Security.Access;

/// <summary>The kinds of records that say who may do what.</summary>
internal static class AccessKinds
{
    public const string Grant = "grant";
    public const string Block = "block";
    public const string Revocation = "revocation";
    public const string Key = "service-key";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Grant, Block, Revocation, Key];
}

/// <summary>Whom a grant is for: a user, or a role.</summary>
/// <param name="User">The user id; null for a role.</param>
/// <param name="Role">The role; null for a user.</param>
internal readonly record struct AccessSubject(string? User, string? Role)
{
    /// <summary>How records name it, and auditors read it.</summary>
    public override string ToString() => User is not null ? $"user:{User}" : $"role:{Role}";

    /// <summary>Whether a principal is meant.</summary>
    public bool IsOf(Principal principal) => User is not null ? principal.UserId == User : principal.Roles.Contains(Role!, StringComparer.Ordinal);
}

/// <summary>What a user or a role may do, given at run time. One record for each pattern of channels, and each end.</summary>
internal sealed record GrantBody
{
    public string? User { get; init; }

    public string? Role { get; init; }

    public required string Channels { get; init; }

    public required Operations Operations { get; init; }

    [JsonIgnore]
    public AccessSubject Subject => new(User, Role);

    /// <summary>The grant.</summary>
    public Grant ToGrant() => new(Channels, Operations) { IsPattern = true };

    /// <summary>The record of a subject's pattern and its end: what ends earlier is not prolonged by what is given for longer.</summary>
    public static string IdOf(AccessSubject subject, string channels, DateTimeOffset? until) => $"{subject}\n{channels}\n{until?.ToUnixTimeSeconds() ?? 0}";
}

/// <summary>Who may do nothing.</summary>
/// <param name="User">The user id.</param>
/// <param name="Reason">Why, for people; empty for none.</param>
internal sealed record BlockBody(string User, string Reason);

/// <summary>Tokens that are no longer valid: one by its id, or those of a user that were made before a time.</summary>
internal sealed record RevocationBody
{
    public string? TokenId { get; init; }

    public string? User { get; init; }

    /// <summary>In Unix milliseconds.</summary>
    public long Before { get; init; }

    /// <summary>The record.</summary>
    public string Id => TokenId is not null ? $"token:{TokenId}" : $"user:{User}";
}

/// <summary>A key of the HTTP API that was made at run time.</summary>
internal sealed record KeyBody
{
    public required string Name { get; init; }

    /// <summary>The SHA-256 of the secret.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>That of the secret before, which is good until <see cref="FormerUntil"/>; null for none.</summary>
    public byte[]? FormerHash { get; init; }

    /// <summary>In Unix milliseconds.</summary>
    public long FormerUntil { get; init; }

    /// <summary>The operations; empty for all.</summary>
    public IReadOnlyList<string> Operations { get; init; } = [];

    /// <summary>The patterns of channels; empty for all.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>In Unix milliseconds; 0 for never.</summary>
    public long ExpiresAt { get; init; }

    /// <summary>In Unix milliseconds.</summary>
    public long CreatedAt { get; init; }

    public bool IsDisabled { get; init; }
}

/// <summary>Reads and writes what records say.</summary>
internal static class AccessJson
{
    public static byte[] Write(GrantBody body) => JsonSerializer.SerializeToUtf8Bytes(body, AccessJsonContext.Default.GrantBody);

    public static byte[] Write(BlockBody body) => JsonSerializer.SerializeToUtf8Bytes(body, AccessJsonContext.Default.BlockBody);

    public static byte[] Write(RevocationBody body) => JsonSerializer.SerializeToUtf8Bytes(body, AccessJsonContext.Default.RevocationBody);

    public static byte[] Write(KeyBody body) => JsonSerializer.SerializeToUtf8Bytes(body, AccessJsonContext.Default.KeyBody);

    public static GrantBody ReadGrant(StoredRecord record) => JsonSerializer.Deserialize(record.Body.Span, AccessJsonContext.Default.GrantBody)!;

    public static BlockBody ReadBlock(StoredRecord record) => JsonSerializer.Deserialize(record.Body.Span, AccessJsonContext.Default.BlockBody)!;

    public static RevocationBody ReadRevocation(StoredRecord record) => JsonSerializer.Deserialize(record.Body.Span, AccessJsonContext.Default.RevocationBody)!;

    public static KeyBody ReadKey(StoredRecord record) => JsonSerializer.Deserialize(record.Body.Span, AccessJsonContext.Default.KeyBody)!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GrantBody))]
[JsonSerializable(typeof(BlockBody))]
[JsonSerializable(typeof(RevocationBody))]
[JsonSerializable(typeof(KeyBody))]
internal sealed partial class AccessJsonContext : JsonSerializerContext;
