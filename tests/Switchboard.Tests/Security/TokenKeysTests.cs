using System.Security.Cryptography;
using Switchboard.Configuration;
using Switchboard.Security;
using Xunit;

namespace Switchboard.Tests.Security;

public sealed class TokenKeysTests
{
    [Fact]
    public void Validate_Defaults_HasNoProblem() => Assert.Empty(TokenKeys.Validate(new TokenOptions()));

    [Fact]
    public void Validate_SecretTooShort_NamesTheMinimumAndNotTheSecret()
    {
        var secret = new string('é', 15) + "x";

        var (path, problem, remedy) = Assert.Single(TokenKeys.Validate(new TokenOptions { HmacSecret = secret }));

        Assert.Equal("HmacSecret", path);
        Assert.Equal("is 31 bytes long, the minimum is 32", problem);
        Assert.DoesNotContain(secret, problem + remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SecretOf32Bytes_HasNoProblem() =>
        Assert.Empty(TokenKeys.Validate(new TokenOptions { HmacSecret = new string('é', 16) }));

    [Fact]
    public void Validate_PublicKeyAsSecret_IsAProblem() =>
        AssertProblem(new TokenOptions { HmacSecret = SigningKeys.RsaPem }, "HmacSecret", "is no secret");

    [Fact]
    public void Validate_ShortRsaKey_NamesTheMinimum()
    {
        using var rsa = RSA.Create(1024);
        AssertProblem(new TokenOptions { RsaPublicKey = rsa.ExportSubjectPublicKeyInfoPem() }, "RsaPublicKey", "1024 bits, the minimum is 2048");
    }

    [Fact]
    public void Validate_PrivateKey_IsAProblem()
    {
        AssertProblem(new TokenOptions { RsaPublicKey = SigningKeys.Rsa.ExportPkcs8PrivateKeyPem() }, "RsaPublicKey", "private key");
        AssertProblem(new TokenOptions { EcdsaPublicKey = SigningKeys.P256.ExportECPrivateKeyPem() }, "EcdsaPublicKey", "private key");
    }

    [Fact]
    public void Validate_KeyOfTheOtherKind_IsAProblem()
    {
        AssertProblem(new TokenOptions { RsaPublicKey = SigningKeys.P256.ExportSubjectPublicKeyInfoPem() }, "RsaPublicKey", "another kind of key");
        AssertProblem(new TokenOptions { EcdsaPublicKey = SigningKeys.RsaPem }, "EcdsaPublicKey", "another kind of key");
        AssertProblem(new TokenOptions { EcdsaPublicKey = SigningKeys.Rsa.ExportRSAPublicKeyPem() }, "EcdsaPublicKey", "another kind of key");
        AssertProblem(new TokenOptions { RsaPublicKey = SigningKeys.EcdsaCertificate() }, "RsaPublicKey", "another kind of key");
        AssertProblem(new TokenOptions { EcdsaPublicKey = SigningKeys.RsaCertificate() }, "EcdsaPublicKey", "another kind of key");
    }

    [Fact]
    public void Validate_CurveWithoutAlgorithm_IsAProblem()
    {
        using var ecdsa = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));
        AssertProblem(new TokenOptions { EcdsaPublicKey = ecdsa.ExportSubjectPublicKeyInfoPem() }, "EcdsaPublicKey", "curve");
    }

    [Theory]
    [InlineData("-----BEGIN PUBLIC KEY-----\nbm8ga2V5\n-----END PUBLIC KEY-----", "damaged")]
    [InlineData("-----BEGIN CERTIFICATE-----\nbm8ga2V5\n-----END CERTIFICATE-----", "damaged")]
    [InlineData("-----BEGIN PUBLIC KEY-----", "neither PEM text")]
    [InlineData("no/such/file.pem", "cannot be read")]
    [InlineData("bad\0path", "cannot be read")]
    public void Validate_UnreadablePem_IsAProblem(string text, string problem)
    {
        AssertProblem(new TokenOptions { RsaPublicKey = text }, "RsaPublicKey", problem);
        AssertProblem(new TokenOptions { EcdsaPublicKey = text }, "EcdsaPublicKey", problem);
    }

    [Theory]
    [InlineData("keys.json")]
    [InlineData("/keys.json")]
    [InlineData("ftp://localhost/keys.json")]
    [InlineData("http://")]
    public void Validate_BadAddress_IsAProblem(string url) => AssertProblem(new TokenOptions { JwksUrl = url }, "JwksUrl", "address");

    [Fact]
    public void Validate_SeveralProblems_TellsThemAll()
    {
        var options = new TokenOptions
        {
            HmacSecret = "short",
            RsaPublicKey = "nowhere",
            EcdsaPublicKey = "nowhere",
            JwksUrl = "nowhere",
            JwksCacheSeconds = 0,
            ClockSkewSeconds = -1,
            MaxTokenBytes = 0,
        };

        Assert.Equal(
            ["HmacSecret", "RsaPublicKey", "EcdsaPublicKey", "JwksUrl", "JwksCacheSeconds", "ClockSkewSeconds", "MaxTokenBytes"],
            TokenKeys.Validate(options).Select(problem => problem.Path),
            StringComparer.Ordinal);
    }

    [Fact]
    public void Create_OptionsWithAProblem_Throws()
    {
        var exception = Assert.Throws<ArgumentException>(() => TokenKeys.Create(new TokenOptions { HmacSecret = "short" }));

        Assert.StartsWith("HmacSecret is 5 bytes long, the minimum is 32.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_PublicKeyInEveryForm_ChecksTokens()
    {
        var pkcs1 = SigningKeys.Rsa.ExportRSAPublicKeyPem();
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, SigningKeys.RsaPem, TestContext.Current.CancellationToken);
            foreach (var key in (string[])[pkcs1, pkcs1.ReplaceLineEndings("\\n"), path, SigningKeys.RsaCertificate()])
            {
                await AssertAcceptedAsync(new TokenOptions { RsaPublicKey = key }, "RS256");
            }
        }
        finally
        {
            File.Delete(path);
        }

        await AssertAcceptedAsync(new TokenOptions { EcdsaPublicKey = SigningKeys.EcdsaCertificate() }, "ES256");
    }

    private static async Task AssertAcceptedAsync(TokenOptions options, string algorithm)
    {
        using var bench = new TokenBench(options);
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(TokenFactory.Create(algorithm, "{}"), TestContext.Current.CancellationToken));
    }

    private static void AssertProblem(TokenOptions options, string path, string problem)
    {
        var only = Assert.Single(TokenKeys.Validate(options));
        Assert.Equal(path, only.Path);
        Assert.Contains(problem, only.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(only.Remedy);
        Assert.Throws<ArgumentException>(() => TokenKeys.Create(options));
    }
}
