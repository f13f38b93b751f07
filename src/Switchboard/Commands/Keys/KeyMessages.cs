using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Switchboard.Security.Access;

namespace Switchboard.Commands.Keys;

/// <summary>Makes a service key.</summary>
internal sealed record KeyCreateRequest
{
    [Description("What the key is called in logs and metrics.")]
    [Required]
    public string? Name { get; init; }

    [Description("The operations that it allows; absent or empty for all.")]
    public List<string>? Operations { get; init; }

    [Description("The channels that it is limited to, or patterns, in which a star stands for any text; absent or empty for all.")]
    public List<string>? Channels { get; init; }

    [Description("When it ends, in Unix seconds; 0 or absent for never.")]
    public long? ExpireAt { get; init; }
}

/// <summary>Changes a service key. What is absent stays.</summary>
internal sealed record KeyChangeRequest
{
    [Description("The key's name.")]
    [Required]
    public string? Name { get; init; }

    [Description("The operations that it allows; empty for all.")]
    public List<string>? Operations { get; init; }

    [Description("The channels that it is limited to, or patterns; empty for all.")]
    public List<string>? Channels { get; init; }

    [Description("When it ends, in Unix seconds; 0 for never.")]
    public long? ExpireAt { get; init; }

    [Description("Whether it does nothing any more.")]
    public bool? Disabled { get; init; }
}

/// <summary>Gives a service key another secret.</summary>
internal sealed record KeyRotateRequest
{
    [Description("The key's name.")]
    [Required]
    public string? Name { get; init; }

    [Description("For how many milliseconds the secret before stays good; absent for an hour.")]
    public long? OverlapMs { get; init; }
}

/// <summary>Names a service key.</summary>
internal sealed record KeyNameRequest
{
    [Description("The key's name.")]
    [Required]
    public string? Name { get; init; }
}

/// <summary>Asks for the service keys.</summary>
internal sealed record KeyListRequest
{
    [Description("The cursor of the page before; absent for the first.")]
    public string? Cursor { get; init; }

    [Description("How many at most, up to 1000; absent for 100.")]
    public long? Limit { get; init; }
}

/// <summary>A service key's secret.</summary>
internal sealed record KeySecretResult
{
    [Description("The key's name.")]
    public required string Name { get; init; }

    [Description("The secret. It is shown this once.")]
    public required string Key { get; init; }
}

/// <summary>Service keys.</summary>
internal sealed record KeyListResult
{
    [Description("The keys.")]
    public required IReadOnlyList<KeyResult> Keys { get; init; }

    [Description("Asks for the next page; absent where there is no more.")]
    public string? Cursor { get; init; }
}

/// <summary>A service key, without its secret.</summary>
internal sealed record KeyResult
{
    [Description("The key's name.")]
    public required string Name { get; init; }

    [Description("The operations that it allows; empty for all.")]
    public required IReadOnlyList<string> Operations { get; init; }

    [Description("The channels that it is limited to; empty for all.")]
    public required IReadOnlyList<string> Channels { get; init; }

    [Description("When it was made, in Unix seconds.")]
    public required long CreatedAt { get; init; }

    [Description("When it ends, in Unix seconds; absent for never.")]
    public long? ExpireAt { get; init; }

    [Description("Until when the secret before is good, in Unix seconds; absent where it is not.")]
    public long? FormerUntil { get; init; }

    [Description("When it was last used on the node that answers, in Unix seconds; absent where it was not since that began.")]
    public long? LastUsedAt { get; init; }

    [Description("Whether it does nothing.")]
    public required bool Disabled { get; init; }

    public static KeyResult Of(KeyBody key, ApiKeyFinder finder) => new()
    {
        Name = key.Name,
        Operations = key.Operations,
        Channels = key.Channels,
        CreatedAt = key.CreatedAt / 1000,
        ExpireAt = key.ExpiresAt == 0 ? null : key.ExpiresAt / 1000,
        FormerUntil = key.FormerHash is null ? null : key.FormerUntil / 1000,
        LastUsedAt = finder.LastUses.TryGetValue(key.Name, out var used) ? used / 1000 : null,
        Disabled = key.IsDisabled,
    };
}
