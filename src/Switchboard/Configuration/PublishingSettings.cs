namespace Switchboard.Configuration;

/// <summary>How publishing behaves in all namespaces, frozen.</summary>
/// <param name="IdempotencyWindow">How long an idempotency key is remembered.</param>
/// <param name="MaxIdempotencyKeyBytes">The longest idempotency key, in bytes.</param>
/// <param name="MaxTags">The most tags of a publication.</param>
/// <param name="MaxTagBytes">The longest tag name or value, in bytes.</param>
internal sealed record PublishingSettings(TimeSpan IdempotencyWindow, int MaxIdempotencyKeyBytes, int MaxTags, int MaxTagBytes);
