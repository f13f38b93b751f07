using Switchboard.Security;
using Xunit;

namespace Switchboard.Tests.Security;

public sealed class TokenTimeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("exp", 1, 0, nameof(TokenFailure.None))]
    [InlineData("exp", 0, 0, nameof(TokenFailure.Expired))]
    [InlineData("exp", -100_000, 0, nameof(TokenFailure.Expired))]
    [InlineData("exp", -9, 10, nameof(TokenFailure.None))]
    [InlineData("exp", -10, 10, nameof(TokenFailure.Expired))]
    [InlineData("nbf", 0, 0, nameof(TokenFailure.None))]
    [InlineData("nbf", 1, 0, nameof(TokenFailure.Invalid))]
    [InlineData("nbf", 10, 10, nameof(TokenFailure.None))]
    [InlineData("nbf", 11, 10, nameof(TokenFailure.Invalid))]
    [InlineData("iat", 1000, 0, nameof(TokenFailure.None))]
    public async Task Validate_TimeOffsetFromNow_IsHeldAgainstTheClock(string claim, int offset, int skew, string expected)
    {
        using var bench = TokenBench.WithSecret(options => options.ClockSkewSeconds = skew);
        var token = TokenFactory.Create($$"""{"channel":"","{{claim}}":{{bench.Now + offset}}}""");
        var subscription = TokenFactory.Create($$"""{"channel":"news","{{claim}}":{{bench.Now + offset}}}""");

        Assert.Equal(expected, (await bench.JudgeAsync(token, Cancellation)).ToString());
        Assert.Equal(expected, (await bench.Validator.ValidateSubscriptionAsync(subscription, Cancellation)).Failure.ToString());
    }

    [Fact]
    public async Task ValidateConnection_ClockMovesPastExp_Expires()
    {
        using var bench = TokenBench.WithSecret();
        var token = TokenFactory.Create($$"""{"exp":{{bench.Now + 60}}}""");
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(token, Cancellation));

        bench.Time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(TokenFailure.Expired, await bench.JudgeAsync(token, Cancellation));
    }

    [Fact]
    public async Task ValidateConnection_ExpiredAndForged_IsInvalid()
    {
        using var bench = TokenBench.WithSecret();
        var forged = TokenFactory.Sign(TokenFactory.Header("HS256"), """{"exp":1}""", _ => new byte[32]);

        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(forged, Cancellation));
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("""{"expire_at":null}""", null)]
    [InlineData("""{"exp":2000000000,"expire_at":null}""", 2_000_000_000L)]
    [InlineData("""{"exp":2000000000}""", 2_000_000_000L)]
    [InlineData("""{"exp":2000000000.75}""", 2_000_000_000L)]
    [InlineData("""{"exp":2e9}""", 2_000_000_000L)]
    [InlineData("""{"exp":2000000000,"expire_at":0}""", null)]
    [InlineData("""{"exp":2000000000,"expire_at":1900000000}""", 1_900_000_000L)]
    [InlineData("""{"exp":2000000000,"expire_at":2100000000}""", 2_100_000_000L)]
    [InlineData("""{"expire_at":2100000000}""", 2_100_000_000L)]
    [InlineData("""{"exp":99999999999999999}""", 253_402_300_799L)]
    public async Task Validate_ExpAndExpireAt_GiveTheExpiry(string payload, long? expected)
    {
        using var bench = TokenBench.WithSecret();
        var subscription = payload.Replace("{", payload.Length > 2 ? """{"channel":"news",""" : """{"channel":"news" """, StringComparison.Ordinal);

        var connected = await bench.CheckAsync(TokenFactory.Create(payload), Cancellation);
        var subscribed = await bench.Validator.ValidateSubscriptionAsync(TokenFactory.Create(subscription), Cancellation);

        Assert.Equal((TokenFailure.None, TokenFailure.None), (connected.Failure, subscribed.Failure));
        Assert.Equal(expected, connected.Token?.ExpiresAt?.ToUnixTimeSeconds());
        Assert.Equal(expected, subscribed.Token?.ExpiresAt?.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task Validate_ExpireAtPassed_IsExpired()
    {
        using var bench = TokenBench.WithSecret();

        Assert.Equal(TokenFailure.Expired, await bench.JudgeAsync(TokenFactory.Create($$"""{"exp":2000000000,"expire_at":{{bench.Now}}}"""), Cancellation));
        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(TokenFactory.Create($$"""{"exp":2000000000,"expire_at":{{bench.Now + 1}}}"""), Cancellation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2_000_000_000)]
    public async Task ValidateConnection_ExpPassedButExpireAtNot_IsExpired(long expireAt)
    {
        using var bench = TokenBench.WithSecret();
        var token = TokenFactory.Create($$"""{"exp":{{bench.Now}},"expire_at":{{expireAt}}}""");

        Assert.Equal(TokenFailure.Expired, await bench.JudgeAsync(token, Cancellation));
    }

    [Theory]
    [InlineData("exp", "\"2000000000\"")]
    [InlineData("exp", "true")]
    [InlineData("exp", "null")]
    [InlineData("exp", "{}")]
    [InlineData("exp", "\"never\"")]
    [InlineData("nbf", "\"0\"")]
    [InlineData("nbf", "[]")]
    [InlineData("expire_at", "\"0\"")]
    [InlineData("expire_at", "1.5")]
    [InlineData("expire_at", "-1")]
    [InlineData("expire_at", "99999999999999999999")]
    [InlineData("expire_at", "false")]
    public async Task ValidateConnection_TimeOfAnotherType_IsInvalid(string claim, string value)
    {
        using var bench = TokenBench.WithSecret();

        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(TokenFactory.Create($$"""{"{{claim}}":{{value}}}"""), Cancellation));
    }
}
