using System.Text.Json;
using Xunit;

namespace Switchboard.Tests.Api;

/// <summary>Map channels over HTTP.</summary>
public sealed class MapApiTests
{
    private const string Configuration = $$"""
        {
          "namespaces": {
            "map": { "type": "map", "mapMaxEntries": 3, "mapPageSize": 2, "payload": "any" },
            "ranks": { "type": "map", "mapOrdered": true },
            "external": { "type": "map", "mapExternalState": true },
            "stream": { "historySize": 10 },
            "clients": { "type": "mapClients", "mapMode": "ephemeral" }
          },
          "api": { "keys": [ { "name": "all", "key": "{{TestHub.Key}}" } ] },
          "shutdown": { "drainSeconds": 0 }
        }
        """;

    [Fact]
    public async Task Publish_AtAnotherPosition_HasTheEntryInItsDetails()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        var first = await hub.CallAsync("map_publish", """{"channel":"map:a","key":"k","data":{"n":1},"expected_offset":0}""");
        var epoch = first.GetProperty("epoch").GetString();
        await hub.CallAsync("map_publish", $$"""{"channel":"map:a","key":"k","data":{"n":2},"expected_offset":1,"expected_epoch":"{{epoch}}"}""");

        var late = await ErrorAsync(hub, "map_publish", $$"""{"channel":"map:a","key":"k","data":{"n":3},"expected_offset":1,"expected_epoch":"{{epoch}}"}""");
        var gone = await ErrorAsync(hub, "map_remove", $$"""{"channel":"map:a","key":"nobody","expected_offset":1,"expected_epoch":"{{epoch}}"}""");

        Assert.Equal(413, late.GetProperty("code").GetInt32());
        var current = late.GetProperty("details").GetProperty("current");
        Assert.Equal(("k", """{"n":2}""", 2, epoch), (current.GetProperty("key").GetString(), current.GetProperty("data").GetRawText(), current.GetProperty("offset").GetInt32(), current.GetProperty("epoch").GetString()));
        Assert.Equal("missing", gone.GetProperty("details").GetProperty("reason").GetString());
        Assert.False(gone.GetProperty("details").TryGetProperty("current", out _));
    }

    [Theory]
    [InlineData("map_publish", """{"channel":"map:a","data":1}""", "key")]
    [InlineData("map_publish", """{"channel":"map:a","key":"k"}""", "data")]
    [InlineData("map_publish", """{"key":"k","data":1}""", "channel")]
    [InlineData("map_publish", """{"channel":"map:a","key":"k","data":1,"key_mode":"if_odd"}""", "key_mode")]
    [InlineData("map_publish", """{"channel":"map:a","key":"k","data":1,"expected_offset":3}""", "expected_epoch")]
    [InlineData("map_publish", """{"channel":"map:a","key":"k","data":1,"expected_epoch":"abc"}""", "expected_offset")]
    [InlineData("map_publish", """{"channel":"map:a","key":"a\u0001b","data":1}""", "key")]
    [InlineData("map_publish", """{"channel":"map:a","key":"k","data":1,"expected_ofset":1}""", "expected_ofset")]
    [InlineData("map_remove", """{"channel":"map:a","key":"k","expectedOffset":1}""", "expectedOffset")]
    [InlineData("map_publish", """{"channel":"map:a","key":"k","data":1,"expected_offset":"1"}""", "expected_offset")]
    [InlineData("map_remove", """{"channel":"map:a","key":""}""", "key")]
    [InlineData("map_read_state", """{"channel":"map:a","cursor":"no cursor"}""", "cursor")]
    [InlineData("map_read_state", """{}""", "channel")]
    [InlineData("map_publish", """{"channel":"stream:a","key":"k","data":1}""", "channel")]
    [InlineData("map_clear", """{"channel":"stream:a"}""", "channel")]
    [InlineData("publish", """{"channel":"map:a","data":1}""", "channel")]
    [InlineData("history", """{"channel":"map:a"}""", "channel")]
    [InlineData("history_remove", """{"channel":"map:a"}""", "channel")]
    public async Task Request_ThatIsWrong_IsRefusedByTheNameOfItsField(string method, string body, string field)
    {
        await using var hub = await TestHub.StartAsync(Configuration);

        var error = await ErrorAsync(hub, method, body);

        Assert.Equal((107, field), (error.GetProperty("code").GetInt32(), error.GetProperty("details").GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Publish_OfOneEntryTooMany_IsRefusedWithTheLimit()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        foreach (var key in new[] { "a", "b", "c" })
        {
            await hub.CallAsync("map_publish", $$"""{"channel":"map:a","key":"{{key}}","data":1}""");
        }

        var error = await ErrorAsync(hub, "map_publish", """{"channel":"map:a","key":"d","data":1}""");
        await hub.CallAsync("map_publish", """{"channel":"map:a","key":"a","data":2}""");
        await hub.CallAsync("map_remove", """{"channel":"map:a","key":"b"}""");
        await hub.CallAsync("map_publish", """{"channel":"map:a","key":"d","data":1}""");

        Assert.Equal((106, "mapMaxEntries", 3), (error.GetProperty("code").GetInt32(), error.GetProperty("details").GetProperty("reason").GetString(), error.GetProperty("details").GetProperty("limit").GetInt32()));
        Assert.Equal(3, (await hub.CallAsync("map_stats", """{"channel":"map:a"}""")).GetProperty("num_keys").GetInt32());
    }

    [Fact]
    public async Task ReadState_PageByPage_ShowsOneMomentAndNeedsItsEpoch()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        foreach (var key in new[] { "a", "b", "c" })
        {
            await hub.CallAsync("map_publish", $$"""{"channel":"map:a","key":"{{key}}","b64data":"AAEC"}""");
        }

        var first = await hub.CallAsync("map_read_state", """{"channel":"map:a"}""");
        var (cursor, epoch) = (first.GetProperty("cursor").GetString(), first.GetProperty("epoch").GetString());
        await hub.CallAsync("map_publish", """{"channel":"map:a","key":"c","data":1}""");
        var second = await hub.CallAsync("map_read_state", $$"""{"channel":"map:a","cursor":"{{cursor}}","revision_offset":3,"revision_epoch":"{{epoch}}"}""");
        await hub.CallAsync("map_clear", """{"channel":"map:a"}""");

        Assert.Equal(["a", "b"], KeysOf(first), StringComparer.Ordinal);
        Assert.Equal("AAEC", first.GetProperty("entries")[0].GetProperty("b64data").GetString());
        Assert.Empty(KeysOf(second));
        Assert.Equal(112u, await hub.ErrorOfAsync("map_read_state", $$"""{"channel":"map:a","cursor":"{{cursor}}"}"""));
        Assert.Equal(112u, await hub.ErrorOfAsync("map_read_stream", $$"""{"channel":"map:a","since_offset":1,"since_epoch":"{{epoch}}"}"""));
    }

    [Fact]
    public async Task ReadState_OfAnOrderedMap_GoesBothWays()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        foreach (var (key, score) in new[] { ("low", -9_007_199_254_740_993), ("high", long.MaxValue), ("none", 0L) })
        {
            await hub.CallAsync("map_publish", $$"""{"channel":"ranks:a","key":"{{key}}","data":1,"score":{{score}}}""");
        }

        Assert.Equal(["high", "none", "low"], KeysOf(await hub.CallAsync("map_read_state", """{"channel":"ranks:a"}""")), StringComparer.Ordinal);
        Assert.Equal(["low", "none", "high"], KeysOf(await hub.CallAsync("map_read_state", """{"channel":"ranks:a","asc":true}""")), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("map_publish", """{"channel":"clients:a","key":"k","data":1}""")]
    [InlineData("map_remove", """{"channel":"clients:a","key":"k"}""")]
    [InlineData("map_clear", """{"channel":"clients:a"}""")]
    public async Task MapOfConnections_IsTheHubsAlone(string method, string body)
    {
        await using var hub = await TestHub.StartAsync(Configuration);

        Assert.Equal(108u, await hub.ErrorOfAsync(method, body));
        Assert.Equal(0, (await hub.CallAsync("map_stats", """{"channel":"clients:a"}""")).GetProperty("num_keys").GetInt32());
    }

    [Fact]
    public async Task ExternalState_HasChangesAndNoEntries()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await hub.CallAsync("map_publish", """{"channel":"external:a","key":"k","data":1}""");
        await hub.CallAsync("map_remove", """{"channel":"external:a","key":"k"}""");

        Assert.Equal(108u, await hub.ErrorOfAsync("map_read_state", """{"channel":"external:a"}"""));
        Assert.Equal(108u, await hub.ErrorOfAsync("map_publish", """{"channel":"external:a","key":"k","data":1,"key_mode":"if_new"}"""));
        Assert.Equal(2, (await hub.CallAsync("map_read_stream", """{"channel":"external:a"}""")).GetProperty("entries").GetArrayLength());
    }

    private static async Task<JsonElement> ErrorAsync(TestHub hub, string method, string body) => (await hub.AskAsync(method, body)).GetProperty("error");

    private static string[] KeysOf(JsonElement page) => [.. page.GetProperty("entries").EnumerateArray().Select(static entry => entry.GetProperty("key").GetString()!)];
}
