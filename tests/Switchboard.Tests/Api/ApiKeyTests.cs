using System.Net;
using Xunit;

namespace Switchboard.Tests.Api;

/// <summary>Service keys: what they allow, and no more; shown once; rotated, ended, removed.</summary>
public sealed class ApiKeyTests
{
    [Fact]
    public async Task Create_AKey_IsGoodForItsOperationsAndChannels_AndNothingElse()
    {
        await using var hub = await TestHub.StartAsync();
        var key = await CreateAsync(hub, """{"name":"news","operations":["publish","broadcast","history","schedule","batch"],"channels":["news*"]}""");

        Assert.Null(await ErrorAsync(hub, key, "publish", """{"channel":"news-1","data":1}"""));
        Assert.Null(await ErrorAsync(hub, key, "history", """{"channel":"news-1","limit":1}"""));
        Assert.Null(await ErrorAsync(hub, key, "schedule", """{"delay_ms":60000,"publish":{"channel":"news-1","data":1}}"""));
        foreach (var (method, body) in new[]
        {
            ("publish", """{"channel":"other","data":1}"""), ("broadcast", """{"channels":["news-1","other"],"data":1}"""), ("history", """{"channel":"other"}"""),
            ("presence", """{"channel":"news-1"}"""), ("disconnect", """{"user":"ann"}"""), ("channels", "{}"), ("key_create", """{"name":"x"}"""),
            ("schedule", """{"delay_ms":60000,"publish":{"channel":"other","data":1}}"""), ("schedule", """{"delay_ms":60000,"send":{"user":"ann","data":1}}"""),
        })
        {
            Assert.Equal((method, body, 103u), (method, body, await ErrorAsync(hub, key, method, body)));
        }

        var replies = (await hub.AskAsync("batch", """{"commands":[{"publish":{"channel":"news-1","data":1}},{"publish":{"channel":"other","data":1}}]}""", key)).GetProperty("replies");
        Assert.True(replies[0].TryGetProperty("publish", out _));
        Assert.Equal(103, replies[1].GetProperty("error").GetProperty("code").GetInt32());
        Assert.Empty((await hub.CallAsync("history", """{"channel":"other","limit":10}""")).GetProperty("publications").EnumerateArray());
    }

    [Fact]
    public async Task Create_AKeyOfChannelsAlone_DoesWhatNamesChannels()
    {
        await using var hub = await TestHub.StartAsync();
        var key = await CreateAsync(hub, """{"name":"news","channels":["news*"]}""");

        Assert.Null(await ErrorAsync(hub, key, "publish", """{"channel":"news","data":1}"""));
        Assert.Null(await ErrorAsync(hub, key, "batch", """{"commands":[]}"""));
        foreach (var method in new[] { "info", "channels", "connections", "disconnect", "send", "key_list", "block", "ticket" })
        {
            Assert.Equal((method, 103u), (method, await ErrorAsync(hub, key, method, "{}")));
        }
    }

    [Theory]
    [InlineData("call", """{"method":"secret:m"}""")]
    [InlineData("rpc", """{"method":"secret:m"}""")]
    [InlineData("publish", """{"channel":"secret","data":1}""")]
    [InlineData("broadcast", """{"channels":["secret"],"data":1}""")]
    [InlineData("presence", """{"channel":"secret"}""")]
    [InlineData("presence_stats", """{"channel":"secret"}""")]
    [InlineData("history", """{"channel":"secret"}""")]
    [InlineData("history_remove", """{"channel":"secret"}""")]
    [InlineData("subscribe", """{"channel":"secret","user":"ann"}""")]
    [InlineData("schedule", """{"delay_ms":60000,"publish":{"channel":"secret","data":1}}""")]
    [InlineData("schedule", """{"delay_ms":60000,"send":{"user":"ann","data":1}}""")]
    [InlineData("send", """{"user":"ann","data":1}""")]
    [InlineData("ticket", """{"user":"ann","channels":["secret"]}""")]
    public async Task Key_OfOtherChannels_IsRefused(string operation, string request)
    {
        await using var hub = await TestHub.StartAsync(TestHub.Configuration.Replace("\"namespaces\": {", "\"namespaces\": { \"secret\": {},", StringComparison.Ordinal));
        var key = await CreateAsync(hub, $$"""{"name":"news","operations":["{{operation}}"],"channels":["news*"]}""");

        var error = await ErrorAsync(hub, key, operation, request);
        if (operation == "broadcast")
        {
            // Answered for each channel by itself.
            var response = await hub.PostAsync($"/api/{operation}", request, key);
            Assert.Contains("103", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            return;
        }

        Assert.Equal(103u, error);
    }

    [Fact]
    public async Task Rotate_AKey_BothSecretsAreGood_UntilTheOverlapIsOver()
    {
        await using var hub = await TestHub.StartAsync();
        var first = await CreateAsync(hub, """{"name":"news"}""");

        var second = (await hub.CallAsync("key_rotate", """{"name":"news","overlap_ms":60000}""")).GetProperty("key").GetString()!;
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], await StatusesAsync(hub, first, second));

        var third = (await hub.CallAsync("key_rotate", """{"name":"news","overlap_ms":0}""")).GetProperty("key").GetString()!;
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK], await StatusesAsync(hub, first, second, third));
    }

    [Fact]
    public async Task Change_DisabledOrDeleted_IsRefusedAtOnce_AndListsNoSecret()
    {
        await using var hub = await TestHub.StartAsync();
        var key = await CreateAsync(hub, """{"name":"news","operations":["info"]}""");
        Assert.Equal([HttpStatusCode.OK], await StatusesAsync(hub, key));

        var listed = await hub.CallAsync("key_list");
        Assert.DoesNotContain(key[5..], listed.GetRawText(), StringComparison.Ordinal);
        Assert.True(listed.GetProperty("keys")[0].TryGetProperty("last_used_at", out _));

        await hub.CallAsync("key_change", """{"name":"news","disabled":true}""");
        Assert.Equal([HttpStatusCode.Unauthorized], await StatusesAsync(hub, key));
        await hub.CallAsync("key_change", """{"name":"news","disabled":false}""");
        Assert.Equal([HttpStatusCode.OK], await StatusesAsync(hub, key));
        await hub.CallAsync("key_delete", """{"name":"news"}""");
        Assert.Equal([HttpStatusCode.Unauthorized], await StatusesAsync(hub, key));
        Assert.Equal(107u, await hub.ErrorOfAsync("key_get", """{"name":"news"}"""));
    }

    [Fact]
    public async Task Create_ByALimitedKey_GivesNoMoreThanThatHas()
    {
        await using var hub = await TestHub.StartAsync();
        var maker = await CreateAsync(hub, """{"name":"maker","operations":["key_create","key_change","key_rotate","publish"],"channels":["news*"]}""");
        await CreateAsync(hub, """{"name":"mighty"}""");

        Assert.Null(await ErrorAsync(hub, maker, "key_create", """{"name":"less","operations":["publish"],"channels":["news-1","news-x*"]}"""));
        foreach (var (method, body) in new[]
        {
            ("key_create", """{"name":"more"}"""), ("key_create", """{"name":"more","operations":["publish"]}"""), ("key_create", """{"name":"more","channels":["news"]}"""),
            ("key_create", """{"name":"more","operations":["publish","info"],"channels":["news"]}"""), ("key_create", """{"name":"more","operations":["publish"],"channels":["*"]}"""),
            ("key_change", """{"name":"less","operations":[]}"""), ("key_change", """{"name":"less","channels":[]}"""), ("key_rotate", """{"name":"mighty"}"""),
        })
        {
            Assert.Equal((method, body, 103u), (method, body, await ErrorAsync(hub, maker, method, body)));
        }
    }

    [Fact]
    public async Task Create_ByAKeyThatEnds_LastsNoLonger_AndWhatAllowsMoreIsNotTouched()
    {
        await using var hub = await TestHub.StartAsync();
        var maker = await CreateAsync(hub, """{"name":"maker","operations":["key_create","key_change","key_delete"],"expire_at":4000000000}""");
        await CreateAsync(hub, """{"name":"mighty"}""");

        Assert.Null(await ErrorAsync(hub, maker, "key_create", """{"name":"less","operations":["key_delete"],"expire_at":3999999999}"""));
        foreach (var (method, body) in new[]
        {
            ("key_create", """{"name":"more","operations":["key_create"]}"""), ("key_create", """{"name":"more","operations":["key_create"],"expire_at":4000000001}"""),
            ("key_change", """{"name":"less","expire_at":4000000001}"""), ("key_change", """{"name":"less","expire_at":0}"""),
            ("key_change", """{"name":"mighty","operations":["key_delete"],"expire_at":3999999999}"""), ("key_change", """{"name":"mighty","disabled":true}"""),
            ("key_delete", """{"name":"mighty"}"""),
        })
        {
            Assert.Equal((method, body, 103u), (method, body, await ErrorAsync(hub, maker, method, body)));
        }

        Assert.Null(await ErrorAsync(hub, maker, "key_delete", """{"name":"less"}"""));
    }

    [Theory]
    [InlineData("""{}""", "name is missing")]
    [InlineData("""{"name":""}""", "name is missing")]
    [InlineData("""{"name":"a\nb"}""", "name must be")]
    [InlineData("""{"name":"a\u0000"}""", "name")]
    [InlineData("""{"name":"all"}""", "key of the configuration")]
    [InlineData("""{"name":"a","operations":["publsh"]}""", "operations has 'publsh'")]
    [InlineData("""{"name":"a","channels":[""]}""", "channels must be")]
    [InlineData("""{"name":"a","expire_at":1}""", "must lie ahead")]
    [InlineData("""{"name":"a","expire_at":-1}""", "expire_at must be")]
    public async Task Create_WhatCannotBe_IsAnsweredWithTheField(string body, string message)
    {
        await using var hub = await TestHub.StartAsync();

        var error = (await hub.AskAsync("key_create", body)).GetProperty("error");

        Assert.Equal(107u, error.GetProperty("code").GetUInt32());
        Assert.Contains(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty((await hub.CallAsync("key_list")).GetProperty("keys").EnumerateArray());
    }

    [Fact]
    public async Task Create_ManyAtOnceOfOneName_OneIsMade()
    {
        await using var hub = await TestHub.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => hub.AskAsync("key_create", """{"name":"one"}""")));

        Assert.Single(answers, static answer => answer.TryGetProperty("result", out _));
        Assert.All(answers.Where(static answer => answer.TryGetProperty("error", out _)), static answer => Assert.Equal(107, answer.GetProperty("error").GetProperty("code").GetInt32()));
    }

    private static async Task<string> CreateAsync(TestHub hub, string body) => (await hub.CallAsync("key_create", body)).GetProperty("key").GetString()!;

    private static async Task<uint?> ErrorAsync(TestHub hub, string key, string method, string body)
    {
        var answer = await hub.AskAsync(method, body, key);
        return answer.TryGetProperty("error", out var error) ? error.GetProperty("code").GetUInt32() : null;
    }

    private static async Task<HttpStatusCode[]> StatusesAsync(TestHub hub, params string[] keys)
        => await Task.WhenAll(keys.Select(async key => (await hub.PostAsync("/api/info", "{}", key)).StatusCode));
}
