using System.Text.Json;
using Xunit;

namespace Switchboard.Tests.Api;

public sealed class ApiPublishingTests
{
    [Theory]
    [InlineData("""{ "a" : 1.50, "b":"\u00e9\/é" , "a" : 2 }""")]
    [InlineData("1e400")]
    [InlineData("null")]
    [InlineData("false")]
    [InlineData(@"""\ud800""")]
    [InlineData("123456789012345678901234567890")]
    public async Task Publish_Data_IsKeptVerbatim(string data)
    {
        await using var hub = await TestHub.StartAsync();

        await hub.CallAsync("publish", $$"""{"channel":"a","data":{{data}}}""");

        Assert.Equal([data], await DataOfAsync(hub, "a"));
    }

    [Fact]
    public async Task Publish_DataWithLineBreaks_ReachesSubscribersOnOneLine()
    {
        await using var hub = await TestHub.StartAsync();
        await using var client = await TestClient.ConnectAsync(hub);
        await client.SubscribeAsync("a");

        await hub.CallAsync("publish", """{"channel":"a","data":{""" + "\n\r\n" + """ "text":"b"}}""");

        var publication = await client.NextPushAsync("pub");
        Assert.Equal("b", publication.GetProperty("data").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Publish_ChannelWithPosition_AnswersIt()
    {
        await using var hub = await TestHub.StartAsync();

        var first = await hub.CallAsync("publish", """{"channel":"a","data":1}""");
        var second = await hub.CallAsync("publish", """{"channel":"a","data":2}""");

        Assert.Equal(1, first.GetProperty("offset").GetInt32());
        Assert.Equal(2, second.GetProperty("offset").GetInt32());
        Assert.Equal(first.GetProperty("epoch").GetString(), second.GetProperty("epoch").GetString());
    }

    [Fact]
    public async Task Publish_ChannelWithoutPosition_AnswersNone()
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal("{}", (await hub.CallAsync("publish", """{"channel":"plain:a","data":1}""")).GetRawText());
    }

    [Theory]
    [InlineData(107, """{"data":1}""")]
    [InlineData(107, """{"channel":"","data":1}""")]
    [InlineData(107, """{"channel":null,"data":1}""")]
    [InlineData(107, """{"channel":"a"}""")]
    [InlineData(107, """{"channel":"a","b64data":""}""")]
    [InlineData(107, """{"channel":"a","b64data":"*"}""")]
    [InlineData(107, """{"channel":"a","b64data":"ew=="}""")]
    [InlineData(102, """{"channel":"nowhere:a","data":1}""")]
    [InlineData(102, """{"channel":"a b\u0001","data":1}""")]
    [InlineData(103, """{"channel":"closed:a","data":1}""")]
    [InlineData(107, """{"channel":"a","data":1,"event":"connect"}""")]
    public async Task Publish_BadRequest_AnswersTheError(uint code, string body)
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(code, await hub.ErrorOfAsync("publish", body));
    }

    [Theory]
    [InlineData("a", "eyJhIjoxfQ==", "data", """{"a":1}""")]
    [InlineData("binary:a", "AP8KDYA=", "b64data", "\"AP8KDYA=\"")]
    public async Task Publish_Base64_IsWhatItMeans(string channel, string base64, string field, string expected)
    {
        await using var hub = await TestHub.StartAsync();

        await hub.CallAsync("publish", $$"""{"channel":"{{channel}}","data":null,"b64data":"{{base64}}"}""");

        Assert.Equal([expected], await FieldsOfAsync(hub, channel, field));
    }

    [Fact]
    public async Task Publish_RepeatedKey_AnswersTheFirstAndPublishesNothing()
    {
        await using var hub = await TestHub.StartAsync();
        const string body = """{"channel":"a","data":1,"idempotency_key":"k"}""";

        var first = await hub.CallAsync("publish", body);
        var second = await hub.CallAsync("publish", body);

        Assert.Equal(first.GetRawText(), second.GetRawText());
        Assert.Equal(["1"], await DataOfAsync(hub, "a"));
    }

    [Fact]
    public async Task Publish_OlderVersion_IsDroppedUnlessItsEpochIsAnother()
    {
        await using var hub = await TestHub.StartAsync();

        foreach (var (data, version, epoch) in new[] { (5, 5, ""), (4, 4, ""), (6, 6, ""), (1, 1, "new") })
        {
            await hub.CallAsync("publish", $$"""{"channel":"a","data":{{data}},"version":{{version}},"version_epoch":"{{epoch}}"}""");
        }

        Assert.Equal(["5", "6", "1"], await DataOfAsync(hub, "a"));
    }

    [Fact]
    public async Task Publish_EventAndTags_TravelAsTags()
    {
        await using var hub = await TestHub.StartAsync();

        await hub.CallAsync("publish", """{"channel":"a","data":1,"event":"news","tags":{"a":"b","event":"x"}}""");

        var tags = JsonElement.Parse((await FieldsOfAsync(hub, "a", "tags")).Single());
        Assert.Equal("news", tags.GetProperty("event").GetString());
        Assert.Equal("b", tags.GetProperty("a").GetString());
    }

    [Fact]
    public async Task Publish_SkipHistory_DeliversAndKeepsNothing()
    {
        await using var hub = await TestHub.StartAsync();
        await using var client = await TestClient.ConnectAsync(hub);
        await client.SubscribeAsync("a");

        await hub.CallAsync("publish", """{"channel":"a","data":"passing","skip_history":true,"delta":true}""");

        Assert.Equal("passing", (await client.NextPushAsync("pub")).GetProperty("data").GetString());
        Assert.Empty(await DataOfAsync(hub, "a"));
    }

    [Fact]
    public async Task Broadcast_SeveralChannels_AnswersForEachInOrder()
    {
        await using var hub = await TestHub.StartAsync();

        var result = await hub.CallAsync("broadcast", """{"channels":["a","nowhere:a","","plain:a",null],"data":1}""");

        Assert.Equal(
            ["1", "102", "107", "{}", "107"],
            result.GetProperty("responses").EnumerateArray().Select(response => response.TryGetProperty("error", out var error)
                ? $"{error.GetProperty("code")}"
                : response.GetProperty("result").TryGetProperty("offset", out var offset) ? $"{offset}" : $"{response.GetProperty("result")}"),
            StringComparer.Ordinal);
        Assert.Equal(["1"], await DataOfAsync(hub, "a"));
    }

    [Theory]
    [InlineData(107, """{"channels":["a"]}""")]
    [InlineData(107, """{"channels":[],"data":1}""")]
    [InlineData(107, """{"data":1}""")]
    [InlineData(106, """{"channels":["1","2","3","4","5","6"],"data":1}""")]
    public async Task Broadcast_BadRequest_AnswersTheError(uint code, string body)
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(code, await hub.ErrorOfAsync("broadcast", body));
    }

    private static Task<string[]> DataOfAsync(TestHub hub, string channel) => FieldsOfAsync(hub, channel, "data");

    private static async Task<string[]> FieldsOfAsync(TestHub hub, string channel, string field)
    {
        var result = await hub.CallAsync("history", $$"""{"channel":"{{channel}}","limit":100}""");
        return [.. result.GetProperty("publications").EnumerateArray().Select(publication => publication.GetProperty(field).GetRawText())];
    }
}
