using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Switchboard.Results;

namespace Switchboard.Identity.Devices;

/// <summary>Reads public keys: PEM, SubjectPublicKeyInfo in base64, or a JSON Web Key. What is weak, or no key, is refused with what to do.</summary>
internal static class DeviceKeyReader
{
    private const string Field = "public_key";
    private const string PemLabel = "PUBLIC KEY";
    private const string EcOid = "1.2.840.10045.2.1";
    private const string P256Oid = "1.2.840.10045.3.1.7";
    private const string RsaOid = "1.2.840.113549.1.1.1";
    private const string Ed25519Oid = "1.3.101.112";
    private const int Ed25519Bytes = 32;
    private const int MinRsaBits = 2048;
    private const int MaxRsaBits = 8192;

    private static readonly ErrorCode _unreadable = InvalidField.Of(Field, "must be a public key: PEM (BEGIN PUBLIC KEY), SubjectPublicKeyInfo in base64, or a JSON Web Key");
    private static readonly ErrorCode _private = InvalidField.Of(Field, "is a private key, which must not leave the device: send the public one, and take a new pair");
    private static readonly ErrorCode _kind = InvalidField.Of(Field, "must be of ECDSA on P-256, Ed25519, or RSA of 2048 to 8192 bits");

    /// <summary>Reads a key.</summary>
    /// <param name="json">The field of the request.</param>
    /// <param name="maxBytes">The most bytes that it may have.</param>
    public static Result<DeviceKey> Read(ReadOnlyMemory<byte> json, int maxBytes)
    {
        if (json.IsEmpty)
        {
            return InvalidField.Missing(Field);
        }

        if (json.Length > maxBytes)
        {
            return InvalidField.Of(Field, $"has more than {maxBytes} bytes (devices.maxKeyBytes)");
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.String => ReadText(document.RootElement.GetString()!),
                JsonValueKind.Object => ReadJwk(document.RootElement),
                _ => _unreadable,
            };
        }
        catch (Exception exception) when (exception is JsonException or CryptographicException or FormatException or InvalidOperationException or ArgumentException
            or ArithmeticException or IndexOutOfRangeException or NotSupportedException)
        {
            // The framework's readers of keys end in any of these over what is none.
            return _unreadable;
        }
    }

    private static Result<DeviceKey> ReadText(string text)
    {
        if (text.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return _private;
        }

        if (PemEncoding.TryFind(text, out var pem))
        {
            return text[pem.Label] == PemLabel ? ReadSpki(Convert.FromBase64String(text[pem.Base64Data])) : _unreadable;
        }

        // Either alphabet, with padding or without.
        return ReadSpki(Base64Url.DecodeFromChars(text.Trim().TrimEnd('=').Replace('+', '-').Replace('/', '_')));
    }

    private static Result<DeviceKey> ReadSpki(byte[] spki)
    {
        var key = PublicKey.CreateFromSubjectPublicKeyInfo(spki, out var read);
        if (read != spki.Length)
        {
            return _unreadable;
        }

        return key.Oid.Value switch
        {
            EcOid => ReadEc(spki),
            RsaOid => ReadRsa(spki),
            Ed25519Oid => ReadEd25519(spki),
            _ => _kind,
        };
    }

    private static Result<DeviceKey> ReadEc(byte[] spki)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(spki, out _);
        var curve = key.ExportParameters(includePrivateParameters: false).Curve;
        return curve.IsNamed && curve.Oid.Value == P256Oid ? new DeviceKey(DeviceKeyAlgorithm.P256, key.ExportSubjectPublicKeyInfo()) : _kind;
    }

    private static Result<DeviceKey> ReadRsa(byte[] spki)
    {
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(spki, out _);
        if (key.KeySize is < MinRsaBits or > MaxRsaBits)
        {
            return _kind;
        }

        // Exponents below 65,537 are those of mistakes, as are very long ones, and an even modulus is no product of two primes.
        var parameters = key.ExportParameters(includePrivateParameters: false);
        var isUsual = parameters.Exponent is { Length: >= 3 and <= 8 };
        return !isUsual || (parameters.Exponent![^1] & 1) == 0 || (parameters.Modulus![^1] & 1) == 0
            ? InvalidField.Of(Field, "is weak: make an RSA key with the exponent 65537")
            : new DeviceKey(DeviceKeyAlgorithm.Rsa, key.ExportSubjectPublicKeyInfo());
    }

    private static Result<DeviceKey> ReadEd25519(byte[] spki)
        => spki.Length == DeviceKey.Ed25519Prefix.Length + Ed25519Bytes
            && spki.AsSpan().StartsWith(DeviceKey.Ed25519Prefix)
            && Ed25519.ValidatePublicKeyFull(spki, DeviceKey.Ed25519Prefix.Length)
            ? new DeviceKey(DeviceKeyAlgorithm.Ed25519, spki)
            : _unreadable;

    private static Result<DeviceKey> ReadJwk(JsonElement jwk)
    {
        if (jwk.TryGetProperty("d", out _))
        {
            return _private;
        }

        return (Text(jwk, "kty"), Text(jwk, "crv")) switch
        {
            ("EC", "P-256") => ReadEcJwk(jwk),
            ("OKP", "Ed25519") => ReadEd25519([.. DeviceKey.Ed25519Prefix, .. Bytes(jwk, "x")]),
            ("RSA", _) => ReadRsaJwk(jwk),
            _ => _kind,
        };
    }

    private static Result<DeviceKey> ReadEcJwk(JsonElement jwk)
    {
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Bytes(jwk, "x"), Y = Bytes(jwk, "y") } });
        return ReadEc(key.ExportSubjectPublicKeyInfo());
    }

    private static Result<DeviceKey> ReadRsaJwk(JsonElement jwk)
    {
        using var key = RSA.Create(new RSAParameters { Modulus = Bytes(jwk, "n"), Exponent = Bytes(jwk, "e") });
        return ReadRsa(key.ExportSubjectPublicKeyInfo());
    }

    private static byte[] Bytes(JsonElement jwk, string name) => Base64Url.DecodeFromChars(Text(jwk, name));

    private static string Text(JsonElement jwk, string name) => jwk.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
