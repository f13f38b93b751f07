using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Switchboard.Identity.Devices;
using Xunit;

namespace Switchboard.Identity.Tests.Support;

/// <summary>A device with a key of one of the kinds that there are.</summary>
internal sealed class TestDevice : IDisposable
{
    private readonly ECDsa? _ecdsa;
    private readonly RSA? _rsa;
    private readonly byte[] _ed25519 = [];

    public TestDevice(string kind, string id = "press-7")
    {
        (Kind, Id) = (kind, id);
        switch (kind)
        {
            case "ed25519":
                _ed25519 = RandomNumberGenerator.GetBytes(32);
                break;
            case "pss" or "pkcs1":
                _rsa = RSA.Create(2048);
                break;
            default:
                _ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                break;
        }
    }

    public string Kind { get; }

    public string Id { get; }

    /// <summary>The public key, SubjectPublicKeyInfo in DER.</summary>
    public byte[] Spki => _ecdsa?.ExportSubjectPublicKeyInfo() ?? _rsa?.ExportSubjectPublicKeyInfo() ?? [.. DeviceKey.Ed25519Prefix, .. PointOf(_ed25519)];

    /// <summary>The public key as PEM.</summary>
    public string PublicKey => new(PemEncoding.Write("PUBLIC KEY", Spki));

    /// <summary>The private key as PEM.</summary>
    public string PrivateKey => _ecdsa?.ExportPkcs8PrivateKeyPem() ?? _rsa!.ExportPkcs8PrivateKeyPem();

    /// <summary>Registers it.</summary>
    public Task<JsonElement> RegisterAsync(IdentityHub hub) => hub.CallAsync("device_create", new JsonObject { ["id"] = Id, ["public_key"] = PublicKey });

    /// <summary>Asks for a challenge.</summary>
    public static async Task<string> ChallengeAsync(IdentityHub hub, string device)
    {
        using var response = await hub.PostAsync("/connection/challenge", new JsonObject { ["device"] = device });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("nonce").GetString()!;
    }

    /// <summary>Asks for a challenge, and answers it.</summary>
    public async Task<string> TokenAsync(IdentityHub hub) => TokenOf(await ChallengeAsync(hub, Id), hub.Address.Authority);

    /// <summary>Answers a challenge.</summary>
    public string TokenOf(string nonce, string host, string? id = null)
        => $"device.{id ?? Id}.{nonce}.{Base64Url.EncodeToString(Sign(Encoding.UTF8.GetBytes($"switchboard-device-v1\n{host}\n{id ?? Id}\n{nonce}")))}";

    public byte[] Sign(byte[] data) => Kind switch
    {
        "p1363" => _ecdsa!.SignData(data, HashAlgorithmName.SHA256),
        "der" => _ecdsa!.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
        "pss" => _rsa!.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        "pkcs1" => _rsa!.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        _ => SignEd25519(data),
    };

    public void Dispose()
    {
        _ecdsa?.Dispose();
        _rsa?.Dispose();
    }

    private byte[] SignEd25519(byte[] data)
    {
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_ed25519, 0, data, 0, data.Length, signature, 0);
        return signature;
    }

    private static byte[] PointOf(byte[] privateKey)
    {
        var point = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(privateKey, 0, point, 0);
        return point;
    }
}
