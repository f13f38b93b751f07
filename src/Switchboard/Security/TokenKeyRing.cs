using Microsoft.Extensions.Logging;

namespace Switchboard.Security;

/// <summary>Holds the keys in force, which can be replaced while tokens are being checked. Safe to call from any thread.</summary>
/// <param name="keys">The first keys.</param>
/// <param name="http">Gives the client that fetches key sets; the function keeps the ownership.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where failing fetches are reported.</param>
internal sealed class TokenKeyRing(TokenKeys keys, Func<HttpClient> http, TimeProvider time, ILogger<TokenKeyRing> logger)
{
    private readonly Lock _gate = new();
    private volatile TokenKeyState _current = new(keys, CreateCache(keys, http, time, logger));

    /// <summary>The keys in force, to be read once for each token.</summary>
    public TokenKeyState Current => _current;

    /// <summary>Puts other keys in force at once. What was fetched from an address stays while the address does.</summary>
    public void Replace(TokenKeys keys)
    {
        lock (_gate)
        {
            var (before, cache) = _current;
            var isSameSource = before.JwksAddress == keys.JwksAddress && before.JwksLifetime == keys.JwksLifetime;
            _current = new TokenKeyState(keys, isSameSource ? cache : CreateCache(keys, http, time, logger));
        }
    }

    private static JwksCache? CreateCache(TokenKeys keys, Func<HttpClient> http, TimeProvider time, ILogger logger) =>
        keys.JwksAddress is { } address ? new JwksCache(new JwksClient(address, http, logger), keys.JwksLifetime, time, logger) : null;
}

/// <summary>The keys in force at one moment.</summary>
/// <param name="Keys">What the configuration says.</param>
/// <param name="Fetched">The keys of the configured address; null without one.</param>
internal sealed record TokenKeyState(TokenKeys Keys, JwksCache? Fetched);
