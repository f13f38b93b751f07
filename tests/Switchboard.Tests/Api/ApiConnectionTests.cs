using System.Text.Json;
using Xunit;

namespace Switchboard.Tests.Api;

public sealed class ApiConnectionTests
{
    [Fact]
    public async Task Subscribe_Client_BeginsAServerSideSubscription()
    {
        await using var hub = await TestHub.StartAsync();
        await using var client = await TestClient.ConnectAsync(hub);

        await hub.CallAsync("subscribe", $$$"""{"channel":"a","client":"{{{client.Id}}}","info":{"role":"x"},"b64data":"eyJkIjoxfQ==","override":{"presence":{"value":true} } }""");

        var pushed = await client.NextPushAsync("subscribe");
        Assert.Equal(1, pushed.GetProperty("data").GetProperty("d").GetInt32());
        await hub.CallAsync("publish", """{"channel":"a","data":"hello"}""");
        Assert.Equal("hello", (await client.NextPushAsync("pub")).GetProperty("data").GetString());
        var presence = (await hub.CallAsync("presence", """{"channel":"a"}""")).GetProperty("presence").GetProperty(client.Id);
        Assert.Equal("x", presence.GetProperty("chan_info").GetProperty("role").GetString());
    }

    [Fact]
    public async Task Subscribe_RecoverSince_SendsWhatIsMissed()
    {
        await using var hub = await TestHub.StartAsync();
        await using var client = await TestClient.ConnectAsync(hub);
        var first = await hub.CallAsync("publish", """{"channel":"a","data":1}""");
        await hub.CallAsync("publish", """{"channel":"a","data":2}""");

        await hub.CallAsync(
            "subscribe",
            $$$"""{"channel":"a","client":"{{{client.Id}}}","recover_since":{{{first.GetRawText()}}},"override":{"force_recovery":{"value":true} } }""");

        Assert.Equal(2, (await client.NextPushAsync("pub")).GetProperty("data").GetInt32());
    }

    [Fact]
    public async Task Unsubscribe_Client_EndsTheSubscriptionWith2000()
    {
        await using var hub = await TestHub.StartAsync();
        await using var client = await TestClient.ConnectAsync(hub);
        await client.SubscribeAsync("a");

        await hub.CallAsync("unsubscribe", $$"""{"channel":"a","user":"","client":"{{client.Id}}"}""");

        Assert.Equal(2000, (await client.NextPushAsync("unsubscribe")).GetProperty("code").GetInt32());
    }

    [Theory]
    [InlineData("", 3503, "force disconnect")]
    [InlineData(""","disconnect":{"code":4500,"reason":"go"}""", 4500, "go")]
    public async Task Disconnect_Client_ClosesItWithTheCode(string more, int code, string reason)
    {
        await using var hub = await TestHub.StartAsync();
        await using var client = await TestClient.ConnectAsync(hub);

        await hub.CallAsync("disconnect", $$"""{"client":"{{client.Id}}"{{more}}}""");

        Assert.Equal(code, await client.WaitForCloseAsync());
        Assert.Equal(reason, client.CloseReason);
    }

    [Fact]
    public async Task Disconnect_Whitelist_IsSpared()
    {
        await using var hub = await TestHub.StartAsync();
        await using var client = await TestClient.ConnectAsync(hub);

        await hub.CallAsync("disconnect", $$"""{"client":"{{client.Id}}","whitelist":["{{client.Id}}"]}""");

        await client.SubscribeAsync("a");
    }

    [Fact]
    public async Task Refresh_Client_IsToldTheNewExpiryOrIsClosed()
    {
        await using var hub = await TestHub.StartAsync();
        await using var client = await TestClient.ConnectAsync(hub);

        await hub.CallAsync("refresh", $$"""{"client":"{{client.Id}}","expire_at":4000000000}""");
        Assert.True((await client.NextPushAsync("refresh")).GetProperty("expires").GetBoolean());
        await hub.CallAsync("refresh", $$"""{"client":"{{client.Id}}","expired":true}""");

        Assert.Equal(3005, await client.WaitForCloseAsync());
    }

    [Theory]
    [InlineData("subscribe", 107, """{"channel":"a"}""")]
    [InlineData("subscribe", 107, """{"channel":"a","user":""}""")]
    [InlineData("subscribe", 107, """{"user":"u"}""")]
    [InlineData("subscribe", 102, """{"channel":"nowhere:a"}""")]
    [InlineData("subscribe", 107, """{"channel":"a","user":"u","expire_at":-1}""")]
    [InlineData("subscribe", 107, """{"channel":"a","user":"u","expire_at":1000000000}""")]
    [InlineData("subscribe", 107, """{"channel":"a","user":"a,b"}""")]
    [InlineData("unsubscribe", 107, """{"channel":"a","user":"a,b"}""")]
    [InlineData("disconnect", 107, """{"user":"a,b"}""")]
    [InlineData("refresh", 107, """{"user":"a,b"}""")]
    [InlineData("refresh", 107, """{"user":"u","expire_at":1000000000}""")]
    [InlineData("subscribe", 107, """{"channel":"a","user":"u","b64info":"ew=="}""")]
    [InlineData("unsubscribe", 107, """{"channel":"a","user":"","client":"","session":""}""")]
    [InlineData("unsubscribe", 102, """{"channel":"nowhere:a","user":"u"}""")]
    [InlineData("disconnect", 107, "{}")]
    [InlineData("disconnect", 107, """{"user":""}""")]
    [InlineData("disconnect", 107, """{"user":"u","disconnect":{"code":2999}}""")]
    [InlineData("disconnect", 107, """{"user":"u","disconnect":{"code":5000}}""")]
    [InlineData("refresh", 107, "{}")]
    [InlineData("refresh", 107, """{"user":"u","expire_at":9223372036854775807}""")]
    [InlineData("presence", 107, "{}")]
    [InlineData("presence", 108, """{"channel":"plain:a"}""")]
    [InlineData("presence", 102, """{"channel":"nowhere:a"}""")]
    [InlineData("presence_stats", 107, "{}")]
    [InlineData("presence_stats", 108, """{"channel":"plain:a"}""")]
    [InlineData("history", 107, "{}")]
    [InlineData("history", 108, """{"channel":"plain:a"}""")]
    [InlineData("history", 103, """{"channel":"closed:a"}""")]
    [InlineData("history", 112, """{"channel":"a","limit":1,"since":{"offset":1,"epoch":"another"}}""")]
    [InlineData("history_remove", 107, "{}")]
    [InlineData("history_remove", 108, """{"channel":"plain:a"}""")]
    [InlineData("connections", 107, """{"limit":-1}""")]
    [InlineData("rpc", 107, "{}")]
    [InlineData("rpc", 104, """{"method":"add","params":[1,2]}""")]
    [InlineData("rpc", 103, """{"method":"closed:add"}""")]
    public async Task Call_BadRequest_AnswersTheError(string method, uint code, string body)
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(code, await hub.ErrorOfAsync(method, body));
    }

    [Theory]
    [InlineData("disconnect", """{"user":"nobody"}""")]
    [InlineData("refresh", """{"user":"nobody"}""")]
    [InlineData("unsubscribe", """{"user":"nobody","channel":"a"}""")]
    [InlineData("subscribe", """{"session":"nobody","channel":"a"}""")]
    [InlineData("history_remove", """{"channel":"a"}""")]
    public async Task Call_NobodyThere_AnswersAnEmptyResult(string method, string body)
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal("{}", (await hub.CallAsync(method, body)).GetRawText());
    }

    [Fact]
    public async Task Presence_Subscribers_AreListedAndCounted()
    {
        await using var hub = await TestHub.StartAsync();
        await using var client = await TestClient.ConnectAsync(hub);
        await client.SubscribeAsync("a");

        var presence = (await hub.CallAsync("presence", """{"channel":"a"}""")).GetProperty("presence");
        var stats = await hub.CallAsync("presence_stats", """{"channel":"a"}""");

        Assert.Equal(client.Id, Assert.Single(presence.EnumerateObject()).Name);
        Assert.Equal("""{"num_clients":1,"num_users":1}""", stats.GetRawText());
    }

    [Fact]
    public async Task History_Pages_GoBothWaysAndRemovalKeepsThePosition()
    {
        await using var hub = await TestHub.StartAsync();
        foreach (var data in Enumerable.Range(1, 4))
        {
            await hub.CallAsync("publish", $$"""{"channel":"a","data":{{data}}}""");
        }

        var epoch = (await hub.CallAsync("history", """{"channel":"a"}""")).GetProperty("epoch").GetString();
        var forwards = await hub.CallAsync("history", $$$"""{"channel":"a","limit":2,"since":{"offset":1,"epoch":"{{{epoch}}}"}}""");
        var backwards = await hub.CallAsync("history", """{"channel":"a","limit":-1,"reverse":true}""");
        await hub.CallAsync("history_remove", """{"channel":"a"}""");
        var removed = await hub.CallAsync("history", """{"channel":"a","limit":-1}""");

        Assert.Equal([2, 3], DataOf(forwards));
        Assert.Equal([4, 3, 2, 1], DataOf(backwards));
        Assert.Empty(DataOf(removed));
        Assert.Equal(4, removed.GetProperty("offset").GetInt32());
    }

    [Theory]
    [InlineData("", 5)]
    [InlineData("*", 5)]
    [InlineData("r?om:*", 0)]
    [InlineData("room-?", 2)]
    [InlineData("room-1", 1)]
    [InlineData("ROOM-1", 0)]
    [InlineData("*-*", 2)]
    [InlineData("what?", 1)]
    [InlineData("what\\\\?", 1)]
    [InlineData("wha\\\\?", 0)]
    [InlineData("\\\\*", 0)]
    [InlineData("back\\\\\\\\slash", 1)]
    public async Task Channels_Pattern_SelectsByName(string pattern, int count)
    {
        await using var hub = await TestHub.StartAsync();
        await using var client = await TestClient.ConnectAsync(hub);
        foreach (var channel in new[] { "room-1", "room-2", "hall", "what?", "back\\\\slash" })
        {
            await client.SubscribeAsync(channel);
        }

        var channels = (await hub.CallAsync("channels", $$"""{"pattern":"{{pattern}}"}""")).GetProperty("channels");

        Assert.Equal(count, channels.EnumerateObject().Count());
        Assert.All(channels.EnumerateObject(), channel => Assert.Equal("""{"num_clients":1}""", channel.Value.GetRawText()));
    }

    [Fact]
    public async Task Channels_Limit_GoesOnFromTheCursor()
    {
        await using var hub = await TestHub.StartAsync();
        await using var client = await TestClient.ConnectAsync(hub);
        foreach (var channel in new[] { "room-3", "room-1", "room-2" })
        {
            await client.SubscribeAsync(channel);
        }

        var first = await hub.CallAsync("channels", "{\"pattern\":\"room*\",\"limit\":2}");
        var cursor = first.GetProperty("cursor").GetString();
        var second = await hub.CallAsync("channels", $$"""{"pattern":"room*","limit":2,"cursor":"{{cursor}}"}""");

        Assert.Equal(["room-1", "room-2"], first.GetProperty("channels").EnumerateObject().Select(static channel => channel.Name), StringComparer.Ordinal);
        Assert.Equal(["room-3"], second.GetProperty("channels").EnumerateObject().Select(static channel => channel.Name), StringComparer.Ordinal);
        Assert.False(second.TryGetProperty("cursor", out _));
        Assert.Equal(107u, await hub.ErrorOfAsync("channels", "{\"limit\":-1}"));
    }

    [Fact]
    public async Task Info_Node_IsDescribed()
    {
        await using var hub = await TestHub.StartAsync();
        await using var client = await TestClient.ConnectAsync(hub);
        await client.SubscribeAsync("a");

        var node = (await hub.CallAsync("info")).GetProperty("nodes")[0];

        Assert.Equal(1, node.GetProperty("num_clients").GetInt32());
        Assert.Equal(1, node.GetProperty("num_channels").GetInt32());
        Assert.Equal(1, node.GetProperty("num_subs").GetInt32());
        Assert.True(node.GetProperty("process").GetProperty("rss").GetInt64() > 0);
        Assert.NotEmpty(node.GetProperty("uid").GetString()!);
    }

    [Fact]
    public async Task Connections_Pages_ListEachOnceInOrder()
    {
        await using var hub = await TestHub.StartAsync();
        await using var first = await TestClient.ConnectAsync(hub);
        await using var second = await TestClient.ConnectAsync(hub);
        await using var third = await TestClient.ConnectAsync(hub);

        var listed = new List<string>();
        string? cursor = "";
        for (var page = 0; page < 3; page++)
        {
            var result = await hub.CallAsync("connections", $$"""{"limit":1,"cursor":"{{cursor}}"}""");
            listed.Add(Assert.Single(result.GetProperty("connections").EnumerateArray()).GetProperty("client").GetString()!);
            cursor = result.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }

        Assert.Null(cursor);
        string[] expected = [first.Id, second.Id, third.Id];
        Assert.Equal(expected.Order(StringComparer.Ordinal), listed, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Connections_OfAChannel_AreDescribed()
    {
        await using var hub = await TestHub.StartAsync();
        await using var inside = await TestClient.ConnectAsync(hub);
        await using var outside = await TestClient.ConnectAsync(hub);
        await inside.SubscribeAsync("b");
        await inside.SubscribeAsync("a");

        var connection = Assert.Single((await hub.CallAsync("connections", """{"channel":"a"}""")).GetProperty("connections").EnumerateArray());

        Assert.Equal(inside.Id, connection.GetProperty("client").GetString());
        Assert.Equal("", connection.GetProperty("user").GetString());
        Assert.Equal("websocket", connection.GetProperty("transport").GetString());
        Assert.Equal("json", connection.GetProperty("protocol").GetString());
        Assert.Equal("test", connection.GetProperty("name").GetString());
        Assert.True(connection.GetProperty("connected_at_ms").GetInt64() > 0);
        Assert.Equal("""["a","b"]""", connection.GetProperty("channels").GetRawText());
        Assert.Empty((await hub.CallAsync("connections", """{"channel":"a","user":"u"}""")).GetProperty("connections").EnumerateArray());
        Assert.Empty((await hub.CallAsync("connections", """{"channel":"nobody-here"}""")).GetProperty("connections").EnumerateArray());
    }

    private static IEnumerable<int> DataOf(JsonElement history)
        => history.GetProperty("publications").EnumerateArray().Select(publication => publication.GetProperty("data").GetInt32());
}
