using System.Text;
using Switchboard.Configuration;
using Switchboard.Security;
using Xunit;

namespace Switchboard.Tests.Security;

public sealed class TokenAlgorithmTests
{
    private const string Payload = """{"sub":"42"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("HS256")]
    [InlineData("HS384")]
    [InlineData("HS512")]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task ValidateConnection_AlgorithmWithItsKey_IsAccepted(string algorithm)
    {
        using var bench = new TokenBench(OptionsFor(algorithm));

        var result = await bench.CheckAsync(TokenFactory.Create(algorithm, Payload), Cancellation);

        Assert.Equal(TokenFailure.None, result.Failure);
        Assert.Equal("42", result.Token?.UserId);
    }

    [Theory]
    [InlineData("HS256")]
    [InlineData("RS256")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task ValidateConnection_AlgorithmOfKeyThatIsNotConfigured_IsRefused(string configured)
    {
        using var bench = new TokenBench(OptionsFor(configured));
        var others = new[] { "HS256", "RS256", "ES256", "ES384", "ES512" }.Where(other => !string.Equals(other, configured, StringComparison.Ordinal));

        foreach (var other in others)
        {
            Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(TokenFactory.Create(other, Payload), Cancellation));
        }

        Assert.All(bench.Log.Entries, entry => Assert.Contains(nameof(TokenRefusal.Algorithm), entry.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(32, "HS256", true)]
    [InlineData(47, "HS384", false)]
    [InlineData(48, "HS384", true)]
    [InlineData(63, "HS512", false)]
    [InlineData(64, "HS512", true)]
    public async Task ValidateConnection_SecretOfLength_AcceptsAlgorithmsItIsLongEnoughFor(int length, string algorithm, bool isAccepted)
    {
        var secret = new string('s', length);
        using var bench = new TokenBench(new TokenOptions { HmacSecret = secret });
        var token = TokenFactory.Sign(TokenFactory.Header(algorithm), Payload, TokenFactory.Hmac(algorithm, Encoding.UTF8.GetBytes(secret)));

        Assert.Equal(isAccepted ? TokenFailure.None : TokenFailure.Invalid, await bench.JudgeAsync(token, Cancellation));
    }

    [Fact]
    public async Task ValidateConnection_PublicKeyUsedAsSecret_IsRefused()
    {
        using var bench = new TokenBench(OptionsFor("RS256"));
        byte[][] secrets =
        [
            Encoding.ASCII.GetBytes(SigningKeys.RsaPem),
            Encoding.ASCII.GetBytes(SigningKeys.RsaPem + "\n"),
            SigningKeys.Rsa.ExportSubjectPublicKeyInfo(),
            SigningKeys.Rsa.ExportParameters(includePrivateParameters: false).Modulus!,
        ];

        foreach (var secret in secrets)
        {
            var token = TokenFactory.Sign(TokenFactory.Header("HS256"), Payload, TokenFactory.Hmac("HS256", secret));
            Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(token, Cancellation));
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("nOnE")]
    [InlineData("hs256")]
    [InlineData("HS1")]
    [InlineData("PS256")]
    [InlineData("EdDSA")]
    [InlineData("")]
    public async Task ValidateConnection_AlgorithmOutsideTheList_IsRefused(string algorithm)
    {
        using var bench = AllKeys();
        var secret = Encoding.UTF8.GetBytes(SigningKeys.Secret);
        var signed = TokenFactory.Sign(TokenFactory.Header(algorithm), Payload, TokenFactory.Hmac("HS256", secret));
        var unsigned = signed[..(signed.LastIndexOf('.') + 1)];

        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(signed, Cancellation));
        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(unsigned, Cancellation));
    }

    [Fact]
    public async Task ValidateConnection_EcdsaKeyUnderAnotherCurvesAlgorithm_IsRefused()
    {
        using var bench = AllKeys();
        var token = TokenFactory.Sign(TokenFactory.Header("ES384"), Payload, TokenFactory.Ecdsa("ES384", SigningKeys.P256));

        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(token, Cancellation));
    }

    [Fact]
    public async Task ValidateConnection_SignatureMadeByAnotherKey_IsRefused()
    {
        using var bench = AllKeys();
        string[] tokens =
        [
            TokenFactory.Sign(TokenFactory.Header("HS256"), Payload, TokenFactory.Hmac("HS256", new byte[32])),
            TokenFactory.Sign(TokenFactory.Header("RS256"), Payload, TokenFactory.Rsa("RS256", SigningKeys.OtherRsa)),
            TokenFactory.Sign(TokenFactory.Header("ES256"), Payload, TokenFactory.Ecdsa("ES256", SigningKeys.OtherP256)),
            TokenFactory.Sign(TokenFactory.Header("RS256"), Payload, TokenFactory.Rsa("RS512", SigningKeys.Rsa)),
            TokenFactory.Sign(TokenFactory.Header("RS256"), Payload, TokenFactory.SignerOf("HS256")),
            TokenFactory.Sign(TokenFactory.Header("HS256"), Payload, TokenFactory.SignerOf("RS256")),
            TokenFactory.Sign(TokenFactory.Header("ES256"), Payload, _ => new byte[64]),
        ];

        foreach (var token in tokens)
        {
            Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(token, Cancellation));
        }

        Assert.All(bench.Log.Entries, entry => Assert.Contains(nameof(TokenRefusal.Signature), entry.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ValidateConnection_KeyInHeader_IsNotBelieved()
    {
        using var bench = AllKeys();
        var parameters = SigningKeys.OtherRsa.ExportParameters(includePrivateParameters: false);
        var header = $$$"""
            {"alg":"RS256","jwk":{"kty":"RSA","n":"{{{TokenFactory.Encode(parameters.Modulus)}}}","e":"{{{TokenFactory.Encode(parameters.Exponent)}}}"}}
            """;

        var token = TokenFactory.Sign(header, Payload, TokenFactory.Rsa("RS256", SigningKeys.OtherRsa));

        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(token, Cancellation));
    }

    [Theory]
    [InlineData("HS256")]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task ValidateConnection_TokenNamesAKeyIdThatConfiguredKeysDoNotHave_IsAccepted(string algorithm)
    {
        using var bench = AllKeys();

        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(TokenFactory.Create(algorithm, Payload, keyId: "any"), Cancellation));
    }

    [Fact]
    public async Task ValidateConnection_NoKeyConfigured_IsRefused()
    {
        using var bench = new TokenBench(new TokenOptions());

        foreach (var algorithm in (string[])["HS256", "RS256", "ES256", "none"])
        {
            Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(TokenFactory.Create(algorithm, Payload), Cancellation));
        }
    }

    [Fact]
    public async Task Replace_OtherKeys_TakeEffectWithTheNextToken()
    {
        using var bench = TokenBench.WithSecret();
        var before = TokenFactory.Create("HS256", Payload);
        var after = TokenFactory.Create("RS256", Payload);
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(before, Cancellation));

        bench.Ring.Replace(TokenKeys.Create(OptionsFor("RS256")));

        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(before, Cancellation));
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(after, Cancellation));
    }

    private static TokenBench AllKeys() => new(new TokenOptions
    {
        HmacSecret = SigningKeys.Secret,
        RsaPublicKey = SigningKeys.RsaPem,
        EcdsaPublicKey = SigningKeys.P256.ExportSubjectPublicKeyInfoPem(),
    });

    private static TokenOptions OptionsFor(string algorithm) => algorithm[..2] switch
    {
        "HS" => new TokenOptions { HmacSecret = SigningKeys.Secret },
        "RS" => new TokenOptions { RsaPublicKey = SigningKeys.RsaPem },
        _ => new TokenOptions { EcdsaPublicKey = SigningKeys.OfEcdsa(algorithm).ExportSubjectPublicKeyInfoPem() },
    };
}
