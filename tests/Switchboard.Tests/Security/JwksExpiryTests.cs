using Switchboard.Configuration;
using Switchboard.Security;
using Xunit;

namespace Switchboard.Tests.Security;

/// <summary>A key set whose cache time is over.</summary>
public sealed class JwksExpiryTests
{
    private const string Payload = """{"sub":"42"}""";

    private static readonly string _old = TokenFactory.Create("RS256", Payload, keyId: "old");

    private static readonly string _new =
        TokenFactory.Sign(TokenFactory.Header("RS256", "new"), Payload, TokenFactory.Rsa("RS256", SigningKeys.OtherRsa));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ValidateConnection_CacheTimeOver_RemovedKeyIsRefused()
    {
        await using var server = await JwksServer.StartAsync(JwksServer.Key("old", SigningKeys.Rsa));
        using var bench = BenchOf(server, cacheSeconds: 600);
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));
        server.Body = JwksServer.Set(JwksServer.Key("new", SigningKeys.OtherRsa));

        bench.Time.Advance(TimeSpan.FromSeconds(599));
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));

        bench.Time.Advance(TimeSpan.FromSeconds(601));
        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(_old, Cancellation));
    }

    [Fact]
    public async Task ValidateConnection_CacheTimeOver_KnownKeysServeWhileTheSetIsFetched()
    {
        await using var server = await JwksServer.StartAsync(JwksServer.Key("old", SigningKeys.Rsa));
        using var bench = BenchOf(server, cacheSeconds: 600);
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));
        var gate = new TaskCompletionSource();
        (server.Gate, server.Body) = (gate.Task, JwksServer.Set(JwksServer.Key("new", SigningKeys.OtherRsa)));
        bench.Time.Advance(TimeSpan.FromSeconds(600));

        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));
        var unknown = bench.JudgeAsync(_new, Cancellation);
        await server.ArrivalAsync();
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(_old, Cancellation));
        Assert.False(unknown.IsCompleted);
        gate.SetResult();

        Assert.Equal(TokenFailure.None, await unknown);
        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(_old, Cancellation));
        Assert.Equal(2, server.Requests);
    }

    private static TokenBench BenchOf(JwksServer server, int cacheSeconds = 3600) =>
        new(new TokenOptions { JwksUrl = server.Url, JwksCacheSeconds = cacheSeconds });
}
