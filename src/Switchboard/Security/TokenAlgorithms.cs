using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Switchboard.Security;

/// <summary>The algorithms of RFC 7518 section 3.1 that tokens may be signed with, and which key fits which.</summary>
internal static class TokenAlgorithms
{
    /// <summary>The shortest secret and RSA modulus that any algorithm takes.</summary>
    public const int MinSecretBytes = 32;

    /// <inheritdoc cref="MinSecretBytes"/>
    public const int MinRsaBits = 2048;

    /// <summary>The algorithms of an RSA key.</summary>
    public static IReadOnlyList<string> Rsa { get; } =
        [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512];

    /// <summary>The algorithms of a secret: those whose hash is no longer than it (RFC 7518 section 3.2).</summary>
    public static IReadOnlyList<string> OfSecret(int secretBytes) => secretBytes switch
    {
        >= 64 => [SecurityAlgorithms.HmacSha256, SecurityAlgorithms.HmacSha384, SecurityAlgorithms.HmacSha512],
        >= 48 => [SecurityAlgorithms.HmacSha256, SecurityAlgorithms.HmacSha384],
        >= MinSecretBytes => [SecurityAlgorithms.HmacSha256],
        _ => [],
    };

    /// <summary>The one algorithm of an elliptic curve (RFC 7518 section 3.4); null for other curves.</summary>
    public static string? OfCurve(ECCurve curve) => CurveName(curve) switch
    {
        JsonWebKeyECTypes.P256 => SecurityAlgorithms.EcdsaSha256,
        JsonWebKeyECTypes.P384 => SecurityAlgorithms.EcdsaSha384,
        JsonWebKeyECTypes.P521 => SecurityAlgorithms.EcdsaSha512,
        _ => null,
    };

    /// <summary>The name that a curve has in key sets; null for curves without an algorithm.</summary>
    public static string? CurveName(ECCurve curve) => curve.Oid?.Value switch
    {
        "1.2.840.10045.3.1.7" => JsonWebKeyECTypes.P256,
        "1.3.132.0.34" => JsonWebKeyECTypes.P384,
        "1.3.132.0.35" => JsonWebKeyECTypes.P521,
        _ => null,
    };

    /// <summary>Whether a key set may hold a key of this algorithm.</summary>
    public static bool IsAsymmetric(string algorithm) => algorithm is
        SecurityAlgorithms.RsaSha256 or SecurityAlgorithms.RsaSha384 or SecurityAlgorithms.RsaSha512 or
        SecurityAlgorithms.EcdsaSha256 or SecurityAlgorithms.EcdsaSha384 or SecurityAlgorithms.EcdsaSha512;
}
