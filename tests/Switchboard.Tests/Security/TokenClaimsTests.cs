using System.Text;
using Switchboard.Security;
using Xunit;

namespace Switchboard.Tests.Security;

public sealed class TokenClaimsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"aud":"hub"}""", nameof(TokenFailure.None))]
    [InlineData("""{"aud":["other","hub"]}""", nameof(TokenFailure.None))]
    [InlineData("{}", nameof(TokenFailure.Invalid))]
    [InlineData("""{"aud":"hub/"}""", nameof(TokenFailure.Invalid))]
    [InlineData("""{"aud":"HUB"}""", nameof(TokenFailure.Invalid))]
    [InlineData("""{"aud":["other"]}""", nameof(TokenFailure.Invalid))]
    [InlineData("""{"aud":[]}""", nameof(TokenFailure.Invalid))]
    [InlineData("""{"aud":{"hub":1}}""", nameof(TokenFailure.Invalid))]
    public async Task ValidateConnection_AudienceConfigured_IsCompared(string payload, string expected)
    {
        using var bench = TokenBench.WithSecret(options => options.Audience = "hub");

        Assert.Equal(expected, (await bench.JudgeAsync(TokenFactory.Create(payload), Cancellation)).ToString());
    }

    [Theory]
    [InlineData("""{"iss":"https://id.example.com"}""", nameof(TokenFailure.None))]
    [InlineData("""{"iss":"https://id.example.com/"}""", nameof(TokenFailure.Invalid))]
    [InlineData("""{"iss":""}""", nameof(TokenFailure.Invalid))]
    [InlineData("""{"iss":["https://id.example.com"]}""", nameof(TokenFailure.Invalid))]
    [InlineData("{}", nameof(TokenFailure.Invalid))]
    public async Task ValidateConnection_IssuerConfigured_IsCompared(string payload, string expected)
    {
        using var bench = TokenBench.WithSecret(options => options.Issuer = "https://id.example.com");

        Assert.Equal(expected, (await bench.JudgeAsync(TokenFactory.Create(payload), Cancellation)).ToString());
    }

    [Fact]
    public async Task ValidateConnection_AudienceAndIssuerNotConfigured_AreNotLookedAt()
    {
        using var bench = TokenBench.WithSecret();

        Assert.Equal(TokenFailure.None, await bench.JudgeAsync(TokenFactory.Create("""{"aud":"x","iss":"y","jti":"z"}"""), Cancellation));
    }

    [Theory]
    [InlineData("{}", "")]
    [InlineData("""{"sub":""}""", "")]
    [InlineData("""{"sub":null}""", "")]
    [InlineData("""{"sub":"42"}""", "42")]
    [InlineData("""{"sub":"Zoë \u00e9\ud83d\ude00"}""", "Zoë é😀")]
    [InlineData("""{"s\u0075b":"42"}""", "42")]
    public async Task ValidateConnection_Sub_IsTheUser(string payload, string expected)
    {
        var token = await AcceptAsync(payload);

        Assert.Equal(expected, token.UserId);
        Assert.True(token.Info.IsEmpty && token.Meta.IsEmpty && token.ExpiresAt is null);
        Assert.Empty(token.Subscriptions);
    }

    [Theory]
    [InlineData("""{"name":"Ada","n":1.0e2,"x":"\u0041\/"}""")]
    [InlineData("""{ "spaced" : [ 1 , 2 ] }""")]
    [InlineData("""{"twice":1,"twice":2}""")]
    [InlineData("12345678901234567890123.000")]
    [InlineData("\"text\"")]
    [InlineData("false")]
    [InlineData("[]")]
    public async Task ValidateConnection_InfoAndMeta_AreVerbatim(string json)
    {
        var token = await AcceptAsync($$"""{"info": {{json}} ,"meta": {{json}} }""");

        Assert.Equal(json, Encoding.UTF8.GetString(token.Info.Span));
        Assert.Equal(json, Encoding.UTF8.GetString(token.Meta.Span));
    }

    [Fact]
    public async Task ValidateConnection_InfoWithLineBreaks_IsPutOnOneLine()
    {
        var token = await AcceptAsync("{\"info\": {\r\n  \"a\": \"1\\n2\",\n  \"b\": [true,\rfalse]\n}\n}");

        Assert.Equal("""{  "a": "1\n2",  "b": [true,false]}""", Encoding.UTF8.GetString(token.Info.Span));
    }

    [Theory]
    [InlineData("""{"b64info":"WzEKXQ=="}""", new[] { (byte)'[', (byte)'1', (byte)']' })]
    [InlineData("""{"b64info":"Ng==","info":{"a":1}}""", new[] { (byte)'6' })]
    [InlineData("""{"b64info":"","info":1}""", new[] { (byte)'1' })]
    [InlineData("""{"b64info":null,"info":1}""", new[] { (byte)'1' })]
    [InlineData("""{"info":null}""", new byte[0])]
    public async Task ValidateConnection_Base64Info_IsDecodedAndWins(string payload, byte[] expected)
    {
        var token = await AcceptAsync(payload);

        Assert.Equal(expected, token.Info.ToArray());
    }

    [Fact]
    public async Task ValidateConnection_ChannelsAndSubs_AreSubscriptions()
    {
        var token = await AcceptAsync("""
            {"channels":["news","chat:1","news"],
             "subs":{
               "chat:1":{"info":{"role":"admin"},"b64data":"ImhpIg==","override":{
                 "presence":{"value":true},"join_leave":{"value":false},"force_push_join_leave":{},
                 "force_recovery":null,"force_positioning":{"value":true},"unknown":7}},
               "plain":{},"nothing":null}}
            """);

        Assert.Equal(["chat:1", "news", "nothing", "plain"], token.Subscriptions.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(TokenSubscription.Plain, token.Subscriptions["news"]);
        Assert.Equal(TokenSubscription.Plain, token.Subscriptions["plain"]);
        Assert.Equal(TokenSubscription.Plain, token.Subscriptions["nothing"]);
        var chat = token.Subscriptions["chat:1"];
        Assert.Equal("""{"role":"admin"}""", Encoding.UTF8.GetString(chat.Info.Span));
        Assert.Equal("\"hi\"", Encoding.UTF8.GetString(chat.Data.Span));
        Assert.Equal(
            new SubscriptionOverride { Presence = true, JoinLeave = false, ForcePushJoinLeave = false, ForcePositioning = true },
            chat.Override);
    }

    [Fact]
    public async Task ValidateSubscription_AllClaims_AreRead()
    {
        using var bench = TokenBench.WithSecret();

        var (token, failure) = await bench.Validator.ValidateSubscriptionAsync(
            TokenFactory.Create("""
                {"sub":"42","channel":"chat:1","client":"c1","info":[1],"data":{"d":1},"override":{"force_recovery":{"value":true}}}
                """),
            Cancellation);

        Assert.Equal(TokenFailure.None, failure);
        Assert.NotNull(token);
        Assert.Equal(("42", "chat:1", "c1"), (token.UserId, token.Channel, token.ClientId));
        Assert.Null(token.ExpiresAt);
        Assert.Equal("[1]", Encoding.UTF8.GetString(token.Subscription.Info.Span));
        Assert.Equal("""{"d":1}""", Encoding.UTF8.GetString(token.Subscription.Data.Span));
        Assert.Equal(new SubscriptionOverride { ForceRecovery = true }, token.Subscription.Override);
    }

    [Theory]
    [InlineData("""{"sub":42}""")]
    [InlineData("""{"sub":["42"]}""")]
    [InlineData("""{"sub":"\ud800"}""")]
    [InlineData("""{"b64info":"not base64!"}""")]
    [InlineData("""{"b64info":"AAEC_w"}""")]
    [InlineData("""{"b64info":"AAEC/w=="}""")]
    [InlineData("""{"b64info":"Iv8i"}""")]
    [InlineData("""{"subs":{"news":{"b64data":"aGk="}}}""")]
    [InlineData("""{"b64info":7}""")]
    [InlineData("""{"channels":"news"}""")]
    [InlineData("""{"channels":[1]}""")]
    [InlineData("""{"channels":[null]}""")]
    [InlineData("""{"channels":[""]}""")]
    [InlineData("""{"subs":["news"]}""")]
    [InlineData("""{"subs":{"":{}}}""")]
    [InlineData("""{"subs":{"\ud800":{}}}""")]
    [InlineData("""{"subs":{"news":true}}""")]
    [InlineData("""{"subs":{"news":{"override":[]}}}""")]
    [InlineData("""{"subs":{"news":{"override":{"presence":true}}}}""")]
    [InlineData("""{"subs":{"news":{"override":{"presence":{"value":1}}}}}""")]
    [InlineData("""{"channel":"news"}""")]
    [InlineData("""{"channel":1}""")]
    public async Task ValidateConnection_ClaimOfAnotherType_IsInvalid(string payload)
    {
        using var bench = TokenBench.WithSecret();

        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(TokenFactory.Create(payload), Cancellation));
    }

    [Theory]
    [InlineData("""{"sub":"42"}""")]
    [InlineData("""{"channel":""}""")]
    [InlineData("""{"channel":null}""")]
    [InlineData("""{"channel":["news"]}""")]
    [InlineData("""{"channel":"news","sub":42}""")]
    [InlineData("""{"channel":"news","client":1}""")]
    [InlineData("""{"channel":"news","b64data":"?"}""")]
    [InlineData("""{"channel":"news","b64data":"aGk="}""")]
    [InlineData("""{"channel":"news","b64info":"aGk="}""")]
    [InlineData("""{"channel":"news","override":true}""")]
    public async Task ValidateSubscription_ClaimMissingOrOfAnotherType_IsInvalid(string payload)
    {
        using var bench = TokenBench.WithSecret();

        var (token, failure) = await bench.Validator.ValidateSubscriptionAsync(TokenFactory.Create(payload), Cancellation);

        Assert.Null(token);
        Assert.Equal(TokenFailure.Invalid, failure);
    }

    private static async Task<ConnectionToken> AcceptAsync(string payload)
    {
        using var bench = TokenBench.WithSecret();
        var (token, failure) = await bench.CheckAsync(TokenFactory.Create(payload), Cancellation);
        Assert.Equal(TokenFailure.None, failure);
        Assert.NotNull(token);
        return token;
    }
}
