using System.Collections.Frozen;
using Microsoft.IdentityModel.Tokens;

namespace Switchboard.Security;

/// <summary>Keys by algorithm and id, with the library's parameters made once. Immutable.</summary>
internal sealed class TokenKeySet
{
    private readonly FrozenDictionary<string, TokenValidationParameters> _byAlgorithm;
    private readonly FrozenDictionary<(string Algorithm, string KeyId), TokenValidationParameters> _byKeyId;

    /// <summary>Makes a set of these keys.</summary>
    public TokenKeySet(IEnumerable<VerificationKey> keys)
    {
        var pairs = keys.SelectMany(key => key.Algorithms, (key, algorithm) => (key, algorithm)).ToList();
        _byAlgorithm = pairs
            .GroupBy(pair => pair.algorithm, pair => pair.key.Key, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => Parameters(group.Key, group), StringComparer.Ordinal);
        _byKeyId = pairs
            .Where(pair => pair.key.KeyId.Length > 0)
            .GroupBy(pair => (pair.algorithm, pair.key.KeyId), pair => pair.key.Key)
            .ToFrozenDictionary(group => group.Key, group => Parameters(group.Key.algorithm, group));
    }

    /// <summary>No keys.</summary>
    public static TokenKeySet Empty { get; } = new([]);

    /// <summary>What checks a signature of this algorithm by the keys of this id; null where there is none.</summary>
    /// <param name="algorithm">The algorithm that the token names.</param>
    /// <param name="keyId">The key that the token names; empty for one that names none, which any key of the algorithm may have signed.</param>
    public TokenValidationParameters? Find(string algorithm, string keyId) => keyId.Length == 0
        ? _byAlgorithm.GetValueOrDefault(algorithm)
        : _byKeyId.GetValueOrDefault((algorithm, keyId));

    private static TokenValidationParameters Parameters(string algorithm, IEnumerable<SecurityKey> keys) => new()
    {
        ValidAlgorithms = [algorithm],
        IssuerSigningKeys = keys.ToArray(),
        TryAllIssuerSigningKeys = true,
        LogValidationExceptions = false,

        // The library checks the signature alone; TokenClaims judges the claims by the server's clock, and without
        // the exceptions by which the library would tell that a token has expired, which happens by the thousand.
        ValidateAudience = false,
        ValidateIssuer = false,
        ValidateLifetime = false,
        RequireExpirationTime = false,
    };
}
