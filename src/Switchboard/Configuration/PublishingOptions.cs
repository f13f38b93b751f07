using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>How publishing behaves in all namespaces.</summary>
public sealed class PublishingOptions
{
    /// <summary>Seconds for which an idempotency key is remembered.</summary>
    [Range(1, 604_800)]
    public int IdempotencyWindowSeconds { get; set; } = 300;

    /// <summary>The longest idempotency key, in bytes.</summary>
    [Range(1, 4096)]
    public int MaxIdempotencyKeyBytes { get; set; } = 255;

    /// <summary>The most tags of a publication.</summary>
    [Range(0, 1000)]
    public int MaxTags { get; set; } = 32;

    /// <summary>The longest tag name or value, in bytes.</summary>
    [Range(1, 65_536)]
    public int MaxTagBytes { get; set; } = 1024;

    /// <summary>The longest key of an entry of a map channel, in bytes.</summary>
    [Range(1, 2048)]
    public int MaxMapKeyBytes { get; set; } = 255;
}

/// <summary>How publishing behaves in all namespaces, frozen.</summary>
/// <param name="IdempotencyWindow">How long an idempotency key is remembered.</param>
/// <param name="MaxIdempotencyKeyBytes">The longest idempotency key, in bytes.</param>
/// <param name="MaxTags">The most tags of a publication.</param>
/// <param name="MaxTagBytes">The longest tag name or value, in bytes.</param>
/// <param name="MaxMapKeyBytes">The longest key of an entry of a map channel, in bytes.</param>
internal sealed record PublishingSettings(TimeSpan IdempotencyWindow, int MaxIdempotencyKeyBytes, int MaxTags, int MaxTagBytes, int MaxMapKeyBytes);
