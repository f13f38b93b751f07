using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchboard.Identity.Devices;
using Switchboard.Identity.Tests.Support;
using Xunit;

namespace Switchboard.Identity.Tests.Devices;

public sealed class DeviceKeyReaderTests
{
    private const int MaxBytes = 8192;

    public static TheoryData<string, string> Refused
    {
        get
        {
            using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
            using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var weak = RSA.Create(1024);
            using var strong = RSA.Create(2048);
            var spki = p256.ExportSubjectPublicKeyInfo();
            var modulus = strong.ExportParameters(includePrivateParameters: false).Modulus!;
            return new TheoryData<string, string>
            {
                { "null", "missing" },
                { "17", "must be a public key" },
                { "\"\"", "must be a public key" },
                { "\"garbage\"", "must be a public key" },
                { "\"////\"", "must be a public key" },
                { "[]", "must be a public key" },
                { "{}", "P-256" },
                { Text(p256.ExportPkcs8PrivateKeyPem()), "private key" },
                { Text(strong.ExportRSAPrivateKeyPem()), "private key" },
                { Text(p384.ExportSubjectPublicKeyInfoPem()), "P-256" },
                { Text(weak.ExportSubjectPublicKeyInfoPem()), "2048" },
                { Text(Convert.ToBase64String([.. spki, 0])), "must be a public key" },
                { Text(Convert.ToBase64String(spki[..^1])), "must be a public key" },
                { Text(Convert.ToBase64String([.. spki[..^1], (byte)(spki[^1] ^ 1)])), "must be a public key" },
                { Text(Convert.ToBase64String([.. DeviceKey.Ed25519Prefix, .. new byte[31]])), "must be a public key" },
                { Text(Convert.ToBase64String([.. DeviceKey.Ed25519Prefix, .. new byte[32]])), "must be a public key" },
                { Text(new string(PemEncoding.Write("CERTIFICATE", spki))), "must be a public key" },
                { """{"kty":"oct","k":"AAAA"}""", "P-256" },
                { """{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}""", "must be a public key" },
                { """{"kty":"RSA"}""", "must be a public key" },
                { """{"kty":"RSA","n":"","e":"AQAB"}""", "must be a public key" },
                { """{"kty":"RSA","n":"AQAB","e":""}""", "must be a public key" },
                { Text(Convert.ToBase64String([.. spki[..22], (byte)(spki[22] ^ 1), .. spki[23..]])), "public_key" },
                { $$"""{"kty":"RSA","n":"{{Base64Url.EncodeToString(modulus)}}","e":"{{Base64Url.EncodeToString([1, .. modulus])}}"}""", "public_key" },
                { """{"kty":"EC","crv":"P-256","x":"AA"}""", "must be a public key" },
                { """{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}""", "private key" },
                { """{"kty":"OKP","crv":"Ed25519","x":"AAAA"}""", "must be a public key" },
                { $$"""{"kty":"RSA","n":"{{Base64Url.EncodeToString(modulus)}}","e":"Aw"}""", "weak" },
                { $$"""{"kty":"RSA","n":"{{Base64Url.EncodeToString([.. modulus[..^1], (byte)(modulus[^1] ^ 1)])}}","e":"AQAB"}""", "weak" },
                { Text(new string('A', MaxBytes)), "8192 bytes" },
            };
        }
    }

    [Theory]
    [InlineData("p1363")]
    [InlineData("der")]
    [InlineData("ed25519")]
    [InlineData("pss")]
    [InlineData("pkcs1")]
    public void Read_EachForm_IsTheSameKey_AndVerifies(string kind)
    {
        using var device = new TestDevice(kind);
        string[] forms = [Text(device.PublicKey), Text(Convert.ToBase64String(device.Spki)), Text(Base64Url.EncodeToString(device.Spki)), JwkOf(device)];

        foreach (var form in forms)
        {
            var key = DeviceKeyReader.Read(Encoding.UTF8.GetBytes(form), MaxBytes);

            Assert.True(key.IsSuccess, $"{form}: {key.Error?.Message}");
            Assert.Equal(device.Spki, key.Value!.Spki);
            Assert.True(key.Value.Verify("data"u8, device.Sign("data"u8.ToArray())));
            Assert.False(key.Value.Verify("dato"u8, device.Sign("data"u8.ToArray())));
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Read_WhatIsNoGoodKey_IsRefused_AndSaysWhy(string json, string why)
    {
        var key = DeviceKeyReader.Read(json == "null" ? default : Encoding.UTF8.GetBytes(json), MaxBytes);

        Assert.False(key.IsSuccess);
        Assert.Equal(ErrorCodes.BadRequest.Code, key.Error!.Code);
        Assert.Contains("public_key", key.Error.Message, StringComparison.Ordinal);
        Assert.Contains(why, key.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p1363")]
    [InlineData("ed25519")]
    [InlineData("pss")]
    public void Verify_Garbage_IsNoSignature(string kind)
    {
        using var device = new TestDevice(kind);
        var key = DeviceKeyReader.Read(Encoding.UTF8.GetBytes(Text(device.PublicKey)), MaxBytes).Value!;

        foreach (var length in new[] { 0, 1, 63, 64, 65, 70, 71, 72, 255, 256, 257, 1024 })
        {
            Assert.False(key.Verify("data"u8, new byte[length]));
            Assert.False(key.Verify("data"u8, RandomNumberGenerator.GetBytes(length)));
        }
    }

    private static string Text(string text) => JsonSerializer.Serialize(text);

    private static string JwkOf(TestDevice device)
    {
        if (device.Kind == "ed25519")
        {
            return new JsonObject { ["kty"] = "OKP", ["crv"] = "Ed25519", ["x"] = Base64Url.EncodeToString(device.Spki.AsSpan(DeviceKey.Ed25519Prefix.Length)) }.ToJsonString();
        }

        if (device.Kind is "pss" or "pkcs1")
        {
            using var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(device.Spki, out _);
            var parameters = rsa.ExportParameters(includePrivateParameters: false);
            return new JsonObject { ["kty"] = "RSA", ["n"] = Base64Url.EncodeToString(parameters.Modulus), ["e"] = Base64Url.EncodeToString(parameters.Exponent) }.ToJsonString();
        }

        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(device.Spki, out _);
        var q = ecdsa.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Base64Url.EncodeToString(q.X), ["y"] = Base64Url.EncodeToString(q.Y) }.ToJsonString();
    }
}
