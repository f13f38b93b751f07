using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Switchboard.Tests.Security;

/// <summary>Makes tokens from their parts, good ones and bad ones, without the library under test.</summary>
internal static class TokenFactory
{
    /// <summary>A token of this payload, signed with the test's key for the algorithm.</summary>
    public static string Create(string algorithm, string payload, string? keyId = null) =>
        Sign(Header(algorithm, keyId), payload, SignerOf(algorithm));

    /// <summary>An HS256 token of this payload, signed with the test's secret.</summary>
    public static string Create(string payload) => Create("HS256", payload);

    /// <summary>A token of these parts.</summary>
    public static string Sign(string header, string payload, Func<byte[], byte[]> sign) =>
        Sign(header, Encoding.UTF8.GetBytes(payload), sign);

    /// <inheritdoc cref="Sign(string, string, Func{byte[], byte[]})"/>
    public static string Sign(string header, byte[] payload, Func<byte[], byte[]> sign)
    {
        var signed = Encode(Encoding.UTF8.GetBytes(header)) + "." + Encode(payload);
        return signed + "." + Encode(sign(Encoding.ASCII.GetBytes(signed)));
    }

    public static string Header(string algorithm, string? keyId = null) => keyId is null
        ? $$"""{"alg":"{{algorithm}}","typ":"JWT"}"""
        : $$"""{"alg":"{{algorithm}}","typ":"JWT","kid":{{JsonSerializer.Serialize(keyId)}}}""";

    public static Func<byte[], byte[]> SignerOf(string algorithm) => algorithm[..2] switch
    {
        "HS" => Hmac(algorithm, Encoding.UTF8.GetBytes(SigningKeys.Secret)),
        "RS" => Rsa(algorithm, SigningKeys.Rsa),
        _ => Ecdsa(algorithm, SigningKeys.OfEcdsa(algorithm)),
    };

    public static Func<byte[], byte[]> Hmac(string algorithm, byte[] secret) => data => algorithm switch
    {
        "HS256" => HMACSHA256.HashData(secret, data),
        "HS384" => HMACSHA384.HashData(secret, data),
        _ => HMACSHA512.HashData(secret, data),
    };

    public static Func<byte[], byte[]> Rsa(string algorithm, RSA key) => data => key.SignData(data, Hash(algorithm), RSASignaturePadding.Pkcs1);

    public static Func<byte[], byte[]> Ecdsa(string algorithm, ECDsa key) => data => key.SignData(data, Hash(algorithm));

    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    private static HashAlgorithmName Hash(string algorithm) => algorithm[2..] switch
    {
        "256" => HashAlgorithmName.SHA256,
        "384" => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    };
}
