using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Switchboard.Security;

/// <summary>A key and the algorithms that it may be used with.</summary>
/// <param name="Key">The key, of which the library makes an instance for each thread that needs one.</param>
/// <param name="Algorithms">The algorithms, never of two families.</param>
internal sealed record VerificationKey(SecurityKey Key, IReadOnlyList<string> Algorithms)
{
    /// <summary>The id by which a token names the key; empty for a key without.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>The key of a secret, for the algorithms that it is long enough for.</summary>
    public static VerificationKey OfSecret(byte[] secret) =>
        new(new SymmetricSecurityKey(secret), TokenAlgorithms.OfSecret(secret.Length));

    /// <summary>The key of an RSA public key.</summary>
    public static VerificationKey OfRsa(RSA rsa) =>
        new(new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: false)), TokenAlgorithms.Rsa);

    /// <summary>The key of an ECDSA public key; null for a curve without an algorithm.</summary>
    public static VerificationKey? OfEcdsa(ECDsa ecdsa)
    {
        var parameters = ecdsa.ExportParameters(includePrivateParameters: false);
        if (TokenAlgorithms.OfCurve(parameters.Curve) is not { } algorithm)
        {
            return null;
        }

        // A JsonWebKey rather than an ECDsaSecurityKey: the latter shares one ECDsa, which no document calls thread-safe.
        var key = new JsonWebKey
        {
            Kty = JsonWebAlgorithmsKeyTypes.EllipticCurve,
            Crv = TokenAlgorithms.CurveName(parameters.Curve),
            X = Base64Url.EncodeToString(parameters.Q.X),
            Y = Base64Url.EncodeToString(parameters.Q.Y),
        };
        return new VerificationKey(key, [algorithm]);
    }
}
