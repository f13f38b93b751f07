using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Switchboard.Identity.Devices;

/// <summary>A device's public key.</summary>
/// <param name="algorithm">The kind of key.</param>
/// <param name="spki">The key as SubjectPublicKeyInfo, in DER.</param>
internal sealed class DeviceKey(DeviceKeyAlgorithm algorithm, byte[] spki)
{
    /// <summary>The bytes of an Ed25519 key in front of the point (RFC 8410, section 4).</summary>
    public static ReadOnlySpan<byte> Ed25519Prefix => [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

    /// <summary>The kind of key.</summary>
    public DeviceKeyAlgorithm Algorithm => algorithm;

    /// <summary>The key as SubjectPublicKeyInfo, in DER.</summary>
    public byte[] Spki => spki;

    /// <summary>A key in its stored form, which was checked when it was registered.</summary>
    public static DeviceKey Stored(string algorithm, byte[] spki) => new(Enum.Parse<DeviceKeyAlgorithm>(algorithm), spki);

    /// <summary>Whether a signature over data is that of the private key.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        try
        {
            return algorithm switch
            {
                DeviceKeyAlgorithm.P256 => VerifyP256(data, signature),
                DeviceKeyAlgorithm.Ed25519 => VerifyEd25519(data, signature),
                _ => VerifyRsa(data, signature),
            };
        }
        catch (CryptographicException)
        {
            // It is no signature at all.
            return false;
        }
    }

    // Two forms are usual, and some signatures could be read as either.
    private bool VerifyP256(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        const int P1363Bytes = 64;
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(spki, out _);
        return (signature.Length == P1363Bytes && key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))
            || key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private bool VerifyRsa(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(spki, out _);
        return key.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)
            || key.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private bool VerifyEd25519(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
        => signature.Length == Ed25519.SignatureSize
            && Ed25519.Verify(signature.ToArray(), 0, spki, Ed25519Prefix.Length, data.ToArray(), 0, data.Length);
}

/// <summary>The kinds of keys that devices may have.</summary>
internal enum DeviceKeyAlgorithm
{
    /// <summary>ECDSA on P-256 with SHA-256.</summary>
    P256,

    /// <summary>Ed25519.</summary>
    Ed25519,

    /// <summary>RSA with SHA-256, as PSS or PKCS #1 v1.5.</summary>
    Rsa,
}
