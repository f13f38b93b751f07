using System.Text;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Security;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.Security;

public sealed class JwksTests
{
    private const string Payload = """{"sub":"42"}""";

    private static readonly string _old = TokenFactory.Create("RS256", Payload, keyId: "old");

    private static readonly string _new =
        TokenFactory.Sign(TokenFactory.Header("RS256", "new"), Payload, TokenFactory.Rsa("RS256", SigningKeys.OtherRsa));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS512")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task ValidateConnection_KeyOfTheSet_IsAcceptedAndFetchedOnce(string algorithm)
    {
        await using var server = await JwksServer.StartAsync(
            JwksServer.Key("rsa", SigningKeys.Rsa), JwksServer.Key("256", SigningKeys.P256),
            JwksServer.Key("384", SigningKeys.P384), JwksServer.Key("512", SigningKeys.P521));
        using var bench = BenchOf(server);
        var keyId = algorithm.StartsWith('R') ? "rsa" : algorithm[2..];

        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(TokenFactory.Create(algorithm, Payload, keyId), Cancellation));
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(TokenFactory.Create(algorithm, Payload, keyId), Cancellation));
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(TokenFactory.Create(algorithm, Payload), Cancellation));
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task ValidateConnection_KeyIdOfAnotherKey_IsInvalid()
    {
        await using var server = await JwksServer.StartAsync(
            JwksServer.Key("old", SigningKeys.Rsa), JwksServer.Key("new", SigningKeys.OtherRsa), JwksServer.Key("ec", SigningKeys.P256));
        using var bench = BenchOf(server);
        string[] confused =
        [
            TokenFactory.Create("RS256", Payload, "new"),
            TokenFactory.Create("RS256", Payload, "ec"),
            TokenFactory.Create("ES256", Payload, "old"),
            TokenFactory.Create("RS256", Payload, "OLD"),
            TokenFactory.Sign(TokenFactory.Header("HS256", "old"), Payload, TokenFactory.Hmac("HS256", Encoding.ASCII.GetBytes(SigningKeys.RsaPem))),
            TokenFactory.Sign(TokenFactory.Header("none", "old"), Payload, _ => [1]),
        ];

        foreach (var token in confused)
        {
            Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(token, Cancellation));
        }

        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_new, Cancellation));
    }

    [Fact]
    public async Task ValidateConnection_SetWithUnsuitableKeys_UsesTheSuitableOnly()
    {
        var secret = Encoding.UTF8.GetBytes(SigningKeys.Secret);
        using var weak = System.Security.Cryptography.RSA.Create(1024);
        await using var server = await JwksServer.StartAsync(
            $$"""{"kty":"oct","kid":"secret","k":"{{TokenFactory.Encode(secret)}}"}""",
            JwksServer.Key("encryption", SigningKeys.Rsa, ""","use":"enc" """),
            JwksServer.Key("signing-only", SigningKeys.Rsa, ""","key_ops":["sign"]"""),
            JwksServer.Key("narrow", SigningKeys.Rsa, ""","use":"sig","alg":"RS512" """),
            JwksServer.Key("family", SigningKeys.Rsa, ""","alg":"HS256" """),
            JwksServer.Key("weak", weak),
            """{"kty":"RSA","kid":"damaged","n":"%","e":"AQAB"}""",
            """{"kty":"EC","kid":"off-curve","crv":"P-256","x":"AAAA","y":"AAAA"}""",
            """{"kty":"RSA","kid":"empty"}""",
            $$"""{"kty":"RSA","kid":"no-exponent","n":"{{TokenFactory.Encode(new byte[256])}}"}""",
            $$"""{"kty":"RSA","kid":"zero","n":"{{TokenFactory.Encode(new byte[256])}}","e":"AA"}""",
            """{"kty":"EC","kid":"no-point","crv":"P-256"}""",
            """{"kty":"EC","kid":"no-curve","x":"AAAA","y":"AAAA"}""",
            """{"kid":"nothing"}""",
            JwksServer.Key("good", SigningKeys.Rsa, ""","key_ops":["verify"],"use":"sig" """));
        using var bench = BenchOf(server);
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(TokenFactory.Create("RS256", Payload, "good"), Cancellation));

        foreach (var keyId in (string[])["encryption", "signing-only", "narrow", "family", "damaged", "empty", "nothing"])
        {
            Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(TokenFactory.Create("RS256", Payload, keyId), Cancellation));
        }

        var byWeak = TokenFactory.Sign(TokenFactory.Header("RS256", "weak"), Payload, TokenFactory.Rsa("RS256", weak));
        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(byWeak, Cancellation));
        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(TokenFactory.Create("ES256", Payload, "off-curve"), Cancellation));
        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(TokenFactory.Create("HS256", Payload, "secret"), Cancellation));
        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(TokenFactory.Create("HS256", Payload, "family"), Cancellation));
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(TokenFactory.Create("RS512", Payload, "narrow"), Cancellation));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[\"old\"]")]
    [InlineData("{}")]
    [InlineData("\"\\ud800\"")]
    public async Task ValidateConnection_KeyIdOfAnotherType_NeverThrows(string keyId)
    {
        await using var server = await JwksServer.StartAsync(JwksServer.Key("old", SigningKeys.Rsa));
        using var bench = BenchOf(server);
        var header = $$"""{"alg":"RS256","kid":{{keyId}}}""";

        var forged = TokenFactory.Sign(header, Payload, TokenFactory.Rsa("RS256", SigningKeys.OtherRsa));

        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(forged, Cancellation));
    }

    [Fact]
    public async Task ValidateConnection_KeysRotated_AcceptsTheNewAndRefusesTheOld()
    {
        await using var server = await JwksServer.StartAsync(JwksServer.Key("old", SigningKeys.Rsa));
        using var bench = BenchOf(server);
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));

        server.Body = JwksServer.Set(JwksServer.Key("new", SigningKeys.OtherRsa));
        bench.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_new, Cancellation));
        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(_old, Cancellation));
        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task ValidateConnection_UnknownKeyIds_FetchNoMoreThanEvery30Seconds()
    {
        await using var server = await JwksServer.StartAsync(JwksServer.Key("old", SigningKeys.Rsa));
        using var bench = BenchOf(server);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(TokenFactory.Create("RS256", Payload, $"hostile {i}"), Cancellation));
        }

        Assert.Equal(1, server.Requests);

        bench.Time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(_new, Cancellation));
        Assert.Equal(1, server.Requests);

        bench.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(_new, Cancellation));
        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(_new, Cancellation));
        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task ValidateConnection_ManyAtOnce_ShareOneFetch()
    {
        await using var server = await JwksServer.StartAsync(JwksServer.Key("old", SigningKeys.Rsa));
        using var bench = BenchOf(server);
        var gate = new TaskCompletionSource();
        server.Gate = gate.Task;

        var all = Task.WhenAll(Enumerable.Range(0, 50).Select(_ => bench.JudgeAsync(_old, Cancellation)));
        await server.ArrivalAsync();
        gate.SetResult();

        Assert.All(await all, failure => Assert.Equal(TokenFailure.None, failure));
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task ValidateConnection_OneCallerGivesUp_OthersGetTheKeys()
    {
        await using var server = await JwksServer.StartAsync(JwksServer.Key("old", SigningKeys.Rsa));
        using var bench = BenchOf(server);
        using var impatient = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        server.Gate = gate.Task;

        var givesUp = bench.JudgeAsync(_old, impatient.Token);
        var waits = bench.JudgeAsync(_old, Cancellation);
        await server.ArrivalAsync();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givesUp);
        gate.SetResult();

        Assert.Equal(TokenFailure.None, await waits);
    }

    [Fact]
    public async Task ValidateConnection_OutageWithCachedKeys_KnownKeysStayAndUnknownAreUnavailable()
    {
        await using var server = await JwksServer.StartAsync(JwksServer.Key("old", SigningKeys.Rsa));
        using var bench = BenchOf(server, cacheSeconds: 60);
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));

        server.Status = 503;
        bench.Time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));
        Assert.Equal(TokenFailure.Unavailable, await bench.JudgeAsync(_new, Cancellation));
        Assert.Equal(2, server.Requests);

        server.Status = 200;
        server.Body = JwksServer.Set(JwksServer.Key("old", SigningKeys.Rsa), JwksServer.Key("new", SigningKeys.OtherRsa));
        bench.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_new, Cancellation));
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));
        Assert.Equal(3, server.Requests);
    }

    [Fact]
    public async Task ValidateConnection_IssuerKnownToBeDown_KnownKeysAreNotHeldUp()
    {
        await using var server = await JwksServer.StartAsync(JwksServer.Key("old", SigningKeys.Rsa));
        using var bench = BenchOf(server, cacheSeconds: 60);
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));
        server.Status = 503;
        bench.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));

        var gate = new TaskCompletionSource();
        server.Gate = gate.Task;
        bench.Time.Advance(TimeSpan.FromSeconds(30));
        var whileFetching = bench.Validator.ValidateConnectionAsync(_old, Cancellation);

        Assert.True(whileFetching.IsCompleted);
        Assert.Equal(TokenFailure.None, (await whileFetching).Failure);
        gate.SetResult();
    }

    [Fact]
    public async Task ValidateConnection_OutageWithoutCachedKeys_IsUnavailableUntilTheIssuerIsBack()
    {
        await using var server = await JwksServer.StartAsync(JwksServer.Key("old", SigningKeys.Rsa));
        using var bench = BenchOf(server);
        server.Status = 500;

        Assert.Equal(TokenFailure.Unavailable, await bench.JudgeAsync(_old, Cancellation));
        Assert.Equal(TokenFailure.Unavailable, await bench.JudgeAsync(_old, Cancellation));
        Assert.Equal(1, server.Requests);

        server.Status = 200;
        bench.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));
        var warning = Assert.Single(bench.RingLog.Entries, entry => entry.Level == LogLevel.Warning);
        Assert.Equal(301, warning.Id);
    }

    [Fact]
    public async Task ValidateConnection_NobodyListens_IsUnavailable()
    {
        var server = await JwksServer.StartAsync();
        using var bench = BenchOf(server);
        await server.DisposeAsync();

        Assert.Equal(TokenFailure.Unavailable, await bench.JudgeAsync(_old, Cancellation));
        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(TokenFactory.Create("HS256", Payload), Cancellation));
    }

    [Fact]
    public async Task ValidateConnection_IssuerDoesNotAnswer_IsUnavailableAfter10Seconds()
    {
        await using var server = await JwksServer.StartAsync(JwksServer.Key("old", SigningKeys.Rsa));
        using var bench = BenchOf(server);
        var gate = new TaskCompletionSource();
        server.Gate = gate.Task;

        var waits = bench.JudgeAsync(_old, Cancellation);
        await server.ArrivalAsync();
        bench.Time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(waits.IsCompleted);
        bench.Time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(TokenFailure.Unavailable, await waits.WaitAsync(Patience.Limit, Cancellation));
        gate.SetResult();
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"error":"try later"}""")]
    [InlineData("""{"keys":{}}""")]
    public async Task ValidateConnection_AnswerIsNoKeySet_OldKeysStay(string body)
    {
        await using var server = await JwksServer.StartAsync(JwksServer.Key("old", SigningKeys.Rsa));
        using var bench = BenchOf(server, cacheSeconds: 60);
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));

        server.Body = body;
        bench.Time.Advance(TimeSpan.FromSeconds(120));

        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));
        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task ValidateConnection_EmptyKeySet_TakesAllKeysAway()
    {
        await using var server = await JwksServer.StartAsync(JwksServer.Key("old", SigningKeys.Rsa));
        using var bench = BenchOf(server, cacheSeconds: 60);
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));

        server.Body = JwksServer.Set();
        bench.Time.Advance(TimeSpan.FromSeconds(120));

        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(_old, Cancellation));
        Assert.Contains(bench.RingLog.Entries, entry => entry is { Level: LogLevel.Warning, Id: 303 });
    }

    [Fact]
    public async Task ValidateConnection_AnswerOverOneMebibyte_IsNotRead()
    {
        await using var server = await JwksServer.StartAsync(JwksServer.Key("old", SigningKeys.Rsa));
        using var bench = BenchOf(server);
        server.Body += new string(' ', 1_048_577 - server.Body.Length);

        Assert.Equal(TokenFailure.Unavailable, await bench.JudgeAsync(_old, Cancellation));

        server.Body = server.Body[..^1];
        bench.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));
    }

    [Fact]
    public async Task ValidateConnection_ConfiguredKeyAndSet_BothCount()
    {
        await using var server = await JwksServer.StartAsync(JwksServer.Key("new", SigningKeys.OtherRsa));
        using var bench = new TokenBench(new TokenOptions { RsaPublicKey = SigningKeys.RsaPem, HmacSecret = SigningKeys.Secret, JwksUrl = server.Url });

        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(TokenFactory.Create("HS256", Payload, "any"), Cancellation));
        Assert.Equal(0, server.Requests);
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_new, Cancellation));
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task Replace_SameAddress_KeepsTheKeysThatWereFetched()
    {
        await using var server = await JwksServer.StartAsync(JwksServer.Key("old", SigningKeys.Rsa));
        using var bench = BenchOf(server);
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));
        var address = server.Url;

        bench.Ring.Replace(TokenKeys.Create(new TokenOptions { JwksUrl = address, Issuer = "somebody" }));
        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(_old, Cancellation));
        bench.Ring.Replace(TokenKeys.Create(new TokenOptions { JwksUrl = address }));
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));
        Assert.Equal(1, server.Requests);

        bench.Ring.Replace(TokenKeys.Create(new TokenOptions { JwksUrl = address + "?other" }));
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));
        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task ValidateConnection_FetchFails_LogsTheAddressWithoutItsSecrets()
    {
        await using var server = await JwksServer.StartAsync();
        server.Status = 404;
        var secretive = new UriBuilder(server.Url) { UserName = "user", Password = "hidden", Query = "key=hidden" };
        using var bench = new TokenBench(new TokenOptions { JwksUrl = secretive.Uri.AbsoluteUri });

        Assert.Equal(TokenFailure.Unavailable, await bench.JudgeAsync(_old, Cancellation));

        var entry = Assert.Single(bench.RingLog.Entries);
        Assert.Contains(server.Url, entry.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", entry.Text, StringComparison.Ordinal);
    }

    private static TokenBench BenchOf(JwksServer server, int cacheSeconds = 3600) =>
        new(new TokenOptions { JwksUrl = server.Url, JwksCacheSeconds = cacheSeconds });
}
