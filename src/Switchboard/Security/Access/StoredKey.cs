using System.Security.Cryptography;
using Switchboard.Configuration;

namespace Switchboard.Security.Access;

/// <summary>A service key that was made at run time.</summary>
/// <param name="Body">What its record says.</param>
internal sealed record StoredKey(KeyBody Body)
{
    /// <summary>What it allows.</summary>
    public ApiKeySettings Settings { get; } = ApiKeySettings.From(Body.Name, Body.Hash, Body.Operations, Body.Channels, Body.ExpiresAt, Body.CreatedAt);

    /// <summary>Whether it is good for anything now.</summary>
    public bool IsGood(DateTimeOffset now) => !Body.IsDisabled && (Body.ExpiresAt == 0 || Body.ExpiresAt > now.ToUnixTimeMilliseconds());

    /// <summary>Whether a secret of this hash is its own now. All is compared, so that the time does not tell which one was near.</summary>
    public bool Matches(ReadOnlySpan<byte> hash, DateTimeOffset now)
    {
        var time = now.ToUnixTimeMilliseconds();
        var isIts = CryptographicOperations.FixedTimeEquals(hash, Body.Hash);
        var wasIts = CryptographicOperations.FixedTimeEquals(hash, Body.FormerHash ?? []);
        return IsGood(now) && (isIts || (wasIts && Body.FormerUntil > time));
    }
}
