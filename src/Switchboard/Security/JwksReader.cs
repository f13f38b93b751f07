using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Switchboard.Security;

/// <summary>Picks the keys out of a JSON Web Key Set that tokens may be signed with.</summary>
internal static class JwksReader
{
    // A token that names no key is checked against each of them.
    private const int MaxKeys = 64;

    /// <summary>Reads a set. Secrets (<c>oct</c>), keys of other uses, weak and damaged keys are left out.</summary>
    /// <exception cref="FormatException">The text is no key set.</exception>
    public static IReadOnlyList<VerificationKey> Read(string json) =>
        Parse(json).Where(IsForSignatures).Select(ReadKey).OfType<VerificationKey>().Take(MaxKeys).ToList();

    private static IList<JsonWebKey> Parse(string json)
    {
        try
        {
            // The library takes any object for a set; an error page in JSON must not pass for an empty one.
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array)
            {
                throw new FormatException("The answer has no array named keys.");
            }

            return new JsonWebKeySet(json).Keys;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw new FormatException("The answer is no JSON Web Key Set.", exception);
        }
    }

    private static bool IsForSignatures(JsonWebKey key) =>
        (string.IsNullOrEmpty(key.Use) || key.Use is JsonWebKeyUseNames.Sig)
        && (key.KeyOps.Count == 0 || key.KeyOps.Contains("verify", StringComparer.Ordinal));

    private static VerificationKey? ReadKey(JsonWebKey key)
    {
        try
        {
            var read = key.Kty switch
            {
                JsonWebAlgorithmsKeyTypes.RSA => ReadRsa(key),
                JsonWebAlgorithmsKeyTypes.EllipticCurve => ReadEcdsa(key),
                _ => null,
            };
            return read is null ? null : Narrow(read, key.Alg) with { KeyId = key.Kid ?? "" };
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static VerificationKey Narrow(VerificationKey key, string? algorithm) => string.IsNullOrEmpty(algorithm)
        ? key
        : key with { Algorithms = key.Algorithms.Where(own => string.Equals(own, algorithm, StringComparison.Ordinal)).ToList() };

    private static VerificationKey? ReadRsa(JsonWebKey key)
    {
        var modulus = Base64Url.DecodeFromChars(key.N);
        var exponent = Base64Url.DecodeFromChars(key.E);
        if (modulus.Length * 8 < TokenAlgorithms.MinRsaBits || exponent.Length == 0)
        {
            return null;
        }

        using var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent });
        return rsa.KeySize < TokenAlgorithms.MinRsaBits ? null : VerificationKey.OfRsa(rsa);
    }

    private static VerificationKey? ReadEcdsa(JsonWebKey key)
    {
        ECCurve? curve = key.Crv switch
        {
            JsonWebKeyECTypes.P256 => ECCurve.NamedCurves.nistP256,
            JsonWebKeyECTypes.P384 => ECCurve.NamedCurves.nistP384,
            JsonWebKeyECTypes.P521 => ECCurve.NamedCurves.nistP521,
            _ => null,
        };
        if (curve is null)
        {
            return null;
        }

        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = curve.Value,
            Q = { X = Base64Url.DecodeFromChars(key.X), Y = Base64Url.DecodeFromChars(key.Y) },
        });
        return VerificationKey.OfEcdsa(ecdsa);
    }
}
