using Xunit;

namespace Switchboard.Tests.Api;

public sealed class ApiExplainTests
{
    private const string Configuration = $$"""
        {
          "namespaces": {
            "default": { "allowSubscribe": ["user"], "userLimited": true },
            "chat": { "allowSubscribe": ["user", "anonymous"], "allowPublish": ["subscriber"], "allowHistory": ["hook"] },
            "board": { "type": "map", "allowMapPublish": ["user"], "allowPublish": ["hook"] }
          },
          "api": { "keys": [{ "name": "test", "key": "{{TestHub.Key}}" }] }
        }
        """;

    [Theory]
    [InlineData("""{"user":"42","operation":"subscribe","channel":"news"}""", true, "namespace", "The namespace default allows subscribe: \"allowSubscribe\": [\"user\"].")]
    [InlineData("""{"operation":"subscribe","channel":"news"}""", false, "namespace", "The namespace default does not allow subscribe: \"allowSubscribe\": [\"user\"].")]
    [InlineData("""{"operation":"subscribe","channel":"news","claims":{"channels":["news"]}}""", true, "token", "The token names the channel.")]
    [InlineData("""{"operation":"subscribe","channel":"news","claims":{"sub":"42"}}""", true, "namespace", "The namespace default allows subscribe: \"allowSubscribe\": [\"user\"].")]
    [InlineData("""{"user":"42","operation":"publish","channel":"chat:a"}""", false, "namespace", "The namespace chat allows publish to those who are subscribed: \"allowPublish\": [\"subscriber\"].")]
    [InlineData("""{"user":"42","operation":"call","channel":"sum","claims":{"call":["sum"]}}""", true, "grant", "The token grants call on it.")]
    [InlineData("""{"user":"42","operation":"subscribe","channel":"team#42,43"}""", true, "user-limited name", "The name lists the user.")]
    [InlineData("""{"user":"44","operation":"subscribe","channel":"team#42,43"}""", false, "user-limited name", "The name lists users, and not this one.")]
    [InlineData("""{"user":"42","operation":"history","channel":"chat:a"}""", false, "hook", "The namespace chat leaves history to a hook, and no hook decides about it.")]
    [InlineData("""{"user":"42","operation":"subscribe","channel":"nowhere:a"}""", false, "channel", "No namespace has a channel of that name.")]
    [InlineData("""{"operation":"subscribe","channel":"news","claims":{"sub":"42","channel":"news"}}""", true, "token", "The token names the channel.")]
    [InlineData("""{"user":"42","operation":"subscribe","channel":"chat:a","claims":{"channels":["chat:a"]}}""", true, "token", "The token names the channel.")]
    [InlineData("""{"operation":"subscribe","channel":"news","claims":{"sub":"42","exp":1}}""", false, "token", "The token would be refused: its time is over (exp).")]
    [InlineData("""{"operation":"subscribe","channel":"news","claims":{"sub":"42","channel":"news","expire_at":1}}""", false, "token", "The token would be refused: its time is over (exp).")]
    [InlineData("""{"operation":"subscribe","channel":"news","claims":{"sub":"42","nbf":99999999999}}""", false, "token", "The token would be refused: its time has not come (nbf).")]
    [InlineData("""{"user":"43","operation":"subscribe","channel":"news","claims":{"sub":"42","channel":"news"}}""", false, "token", "The token would be refused: it is another user's (sub).")]
    [InlineData("""{"operation":"subscribe","channel":"news","claims":{"sub":"a,b"}}""", false, "token", "The token would be refused: the user id must be 1 to 250 bytes of UTF-8, without control, format or surrogate characters, # and ,.")]
    [InlineData("""{"user":"42","operation":"publish","channel":"board:a"}""", true, "namespace", "The namespace board allows publish: \"allowMapPublish\": [\"user\"].")]
    [InlineData("""{"operation":"publish","channel":"board:a"}""", false, "namespace", "The namespace board does not allow publish: \"allowMapPublish\": [\"user\"].")]
    [InlineData("""{"user":"42","operation":"remove","channel":"board:a"}""", false, "hook", "The namespace board leaves remove to a hook, and no hook decides about it.")]
    [InlineData("""{"user":"42","operation":"remove","channel":"chat:a"}""", false, "namespace", "The namespace chat allows remove to those who are subscribed: \"allowPublish\": [\"subscriber\"].")]
    public async Task Explain_Somebody_IsToldTheRuleThatDecides(string request, bool allowed, string rule, string why)
    {
        await using var hub = await TestHub.StartAsync(Configuration);

        var result = await hub.CallAsync("explain", request);

        Assert.Equal((allowed, rule, why), (result.GetProperty("allowed").GetBoolean(), result.GetProperty("rule").GetString(), result.GetProperty("why").GetString()));
    }

    [Theory]
    [InlineData("another", "web", "it is not for the audience hub (aud)")]
    [InlineData("hub", "another", "it is not from the issuer web (iss)")]
    public async Task Explain_TokenForSomebodyElse_IsToldSo(string audience, string issuer, string reason)
    {
        await using var hub = await TestHub.StartAsync(Configuration.Replace("\"api\":", """
            "tokens": { "audience": "hub", "issuer": "web" }, "api":
            """, StringComparison.Ordinal));

        var result = await hub.CallAsync("explain", $$"""{"operation":"subscribe","channel":"news","claims":{"sub":"42","aud":"{{audience}}","iss":"{{issuer}}"} }""");

        Assert.Equal($"The token would be refused: {reason}.", result.GetProperty("why").GetString());
    }

    [Theory]
    [InlineData("""{"operation":"subscribe"}""")]
    [InlineData("""{"channel":"news"}""")]
    [InlineData("""{"channel":"news","operation":"none"}""")]
    [InlineData("""{"channel":"news","operation":"Publish"}""")]
    [InlineData("""{"channel":"news","operation":"publish","user":"a,b"}""")]
    [InlineData("""{"channel":"news","operation":"publish","claims":[]}""")]
    [InlineData("""{"channel":"news","operation":"publish","claims":{"sub":42}}""")]
    [InlineData("""{"channel":"news","operation":"publish","claims":{"sub":"\ud800"}}""")]
    [InlineData("""{"channel":"news","operation":"publish","claims":{"\ud800":1}}""")]
    public async Task Explain_WithoutASense_IsABadRequest(string request)
    {
        await using var hub = await TestHub.StartAsync(Configuration);

        Assert.Equal(107u, await hub.ErrorOfAsync("explain", request));
    }
}
