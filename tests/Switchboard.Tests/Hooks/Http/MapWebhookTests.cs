using System.Text;
using Switchboard.Extensibility;
using Switchboard.Maps;
using Switchboard.Tests.Hub;
using Switchboard.Tests.Security;
using Xunit;

namespace Switchboard.Tests.Hooks.Http;

/// <summary>A back end decides over HTTP about entries of map channels, in the forms of Centrifugo's map proxies, and gives those that it has.</summary>
public sealed class MapWebhookTests
{
    private static readonly string[] _namespaces =
    [
        "Namespaces:asked:Type=map", "Namespaces:asked:AllowMapPublish:0=hook", "Namespaces:asked:AllowMapPublish:1=service",
        "Namespaces:asked:AllowMapRemove:0=hook", "Namespaces:asked:AllowMapRemove:1=service",
        "Namespaces:theirs:Type=map", "Namespaces:theirs:MapExternalState=true", "Namespaces:theirs:AllowSubscribe=user",
    ];

    [Fact]
    public async Task Publish_IsAskedAndItsResultTaken()
    {
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer("""{"result":{"key":"theirs","data":{"v":2},"tags":{"by":"app"},"key_mode":"if_new","idempotency_key":"once","version":3,"version_epoch":"e","score":-5}}""");
        backEnd.Answer("""{"result":{"key":"theirs","key_mode":"if_new"}}""");
        await using var hub = await StartAsync(backEnd);
        await using var client = await ConnectAsync(hub);

        await client.ResultAsync("publish", """{"channel":"asked:a","type":1,"key":"mine","data":{"v":1}}""");
        await client.ResultAsync("publish", """{"channel":"asked:a","type":1,"key":"mine","data":{"v":1}}""");

        var request = await backEnd.NextAsync();
        Assert.Equal("/mapPublish", request.Path);
        Assert.Equal(
            $$$"""{"client":"{{{client.Id}}}","transport":"websocket","protocol":"json","encoding":"json","user":"42","channel":"asked:a","key":"mine","data":{"v":1}}""", request.Text);
        var entry = Assert.Single(await EntriesAsync(hub));
        Assert.Equal(
            ("theirs", "{\"v\":2}", "app", -5L, 1ul), (entry.Key, Encoding.UTF8.GetString(entry.Data.Span), entry.Tags!["by"], entry.Score, entry.Offset));
    }

    [Fact]
    public async Task Publish_EmptyResult_SetsTheEntryAsItCame()
    {
        await using var backEnd = await BackEnd.StartAsync();
        await using var hub = await StartAsync(backEnd);
        await using var client = await ConnectAsync(hub);

        await client.ResultAsync("publish", """{"channel":"asked:a","type":1,"key":"mine","data":1}""");

        var entry = Assert.Single(await EntriesAsync(hub));
        Assert.Equal(("mine", "1"), (entry.Key, Encoding.UTF8.GetString(entry.Data.Span)));
    }

    [Fact]
    public async Task Publish_Version_DropsWhatIsOlder()
    {
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer("""{"result":{"version":3}}""");
        backEnd.Answer("""{"result":{"version":2}}""");
        await using var hub = await StartAsync(backEnd);
        await using var client = await ConnectAsync(hub);

        await client.ResultAsync("publish", """{"channel":"asked:a","type":1,"key":"a","data":1}""");
        await client.ResultAsync("publish", """{"channel":"asked:a","type":1,"key":"a","data":2}""");

        Assert.Equal("1", Encoding.UTF8.GetString(Assert.Single(await EntriesAsync(hub)).Data.Span));
    }

    [Theory]
    [InlineData("""{"error":{"code":461,"message":"no"}}""", 461)]
    [InlineData("""{"result":{"key_mode":"if_odd"}}""", 100)]
    [InlineData("""{"result":{"key":7}}""", 100)]
    [InlineData("""{"result":{"version":-1}}""", 100)]
    [InlineData("""{"result":{"score":"high"}}""", 100)]
    [InlineData("""{"result":{"tags":[]}}""", 100)]
    public async Task Publish_NoOrGarbage_ChangesNothing(string answer, int expected)
    {
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer(answer);
        await using var hub = await StartAsync(backEnd);
        await using var client = await ConnectAsync(hub);

        Assert.Equal(expected, await client.ErrorAsync("publish", """{"channel":"asked:a","type":1,"key":"a","data":1}"""));
        Assert.Empty(await EntriesAsync(hub));
    }

    [Fact]
    public async Task Publish_Disconnect_ClosesTheConnection()
    {
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer("""{"disconnect":{"code":4501,"reason":"go"}}""");
        await using var hub = await StartAsync(backEnd);
        await using var client = await ConnectAsync(hub);

        await client.Socket.SendAsync("""{"id":9,"publish":{"channel":"asked:a","type":1,"key":"a","data":1}}""");

        Assert.Equal((4501, "go"), await client.Socket.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Remove_IsAskedAndItsResultTaken()
    {
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer("""{"result":{"key":"a","tags":{"why":"over"},"idempotency_key":"once"}}""");
        await using var hub = await StartAsync(backEnd);
        await using var client = await ConnectAsync(hub);
        await SetAsync(hub, "asked:a", "a");

        await client.ResultAsync("publish", """{"channel":"asked:a","type":1,"key":"x","removed":true}""");

        var request = await backEnd.NextAsync();
        Assert.Equal("/mapRemove", request.Path);
        Assert.Equal($$$"""{"client":"{{{client.Id}}}","transport":"websocket","protocol":"json","encoding":"json","user":"42","channel":"asked:a","key":"x"}""", request.Text);
        Assert.Empty(await EntriesAsync(hub));
    }

    [Fact]
    public async Task Read_Pages_AreGivenToTheClient()
    {
        await using var backEnd = await BackEnd.StartAsync();
        await using var hub = await StartAsync(backEnd);
        await using var client = await ConnectAsync(hub);
        var at = await SetAsync(hub, "theirs:a", "a");
        backEnd.Answer($$$"""{"result":{"entries":[{"key":"a","data":{"v":1},"tags":{"t":"1"},"score":9,"offset":1}],"offset":{{{at.Offset}}},"epoch":"{{{at.Epoch}}}","cursor":"next"}}""");
        backEnd.Answer($$$"""{"result":{"entries":[{"key":"b","b64data":"Mg=="}],"offset":{{{at.Offset}}},"epoch":"{{{at.Epoch}}}"}}""");

        var first = await client.ResultAsync("subscribe", """{"channel":"theirs:a","type":1,"phase":2,"limit":1,"asc":true}""");
        var second = await client.ResultAsync("subscribe", $$"""{"channel":"theirs:a","type":1,"phase":2,"limit":1,"asc":true,"cursor":"{{first["cursor"]}}","offset":{{first["offset"]}},"epoch":"{{first["epoch"]}}"}""");

        var entry = first["state"]![0]!;
        Assert.Equal(("a", 1, "1", 1ul), ((string?)entry["key"], (int)entry["data"]!["v"]!, (string?)entry["tags"]!["t"], (ulong)entry["offset"]!));
        Assert.Equal(("b", 2), ((string?)second["state"]![0]!["key"], (int)second["state"]![0]!["data"]!));
        var requests = new[] { await backEnd.NextAsync(), await backEnd.NextAsync() };
        Assert.Equal(
            $$$"""{"client":"{{{client.Id}}}","transport":"websocket","protocol":"json","encoding":"json","user":"42","channel":"theirs:a","limit":1,"asc":true}""", requests[0].Text);
        Assert.Equal("next", (string?)requests[1].Body["cursor"]);
    }

    [Theory]
    [InlineData("""{"entries":[{"data":1}]}""")]
    [InlineData("""{"entries":[{"key":"a"}]}""")]
    [InlineData("""{"entries":[{"key":"a","b64data":"fQ=="}]}""")]
    [InlineData("""{"entries":[{"key":"a","data":1},{"key":"b","data":1},{"key":"c","data":1}]}""")]
    [InlineData("""{"entries":[{"key":"a","data":1,"offset":-1}]}""")]
    [InlineData("""{"entries":[7]}""")]
    [InlineData("""{"entries":{}}""")]
    [InlineData("""{"entries":[],"offset":-1}""")]
    [InlineData("""{"entries":[],"offset":1}""")]
    [InlineData("""{"entries":[],"cursor":7}""")]
    public async Task Read_Garbage_IsAnInternalError(string result)
    {
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer($$$"""{"result":{{{result}}}}""");
        await using var hub = await StartAsync(backEnd);
        await using var client = await ConnectAsync(hub);

        Assert.Equal(100, await client.ErrorAsync("subscribe", """{"channel":"theirs:a","type":1,"phase":2,"limit":2}"""));
    }

    [Fact]
    public async Task Events_OfEntries_HaveKeyScoreAndRemoved()
    {
        await using var backEnd = await BackEnd.StartAsync();
        await using var hub = await HubServer.StartAsync([.. backEnd.Options("events"), "Hooks:Http:Events:0=published", .. _namespaces]);
        var maps = hub.Get<MapPublisher>();

        await maps.ChangeAsync(new MapWish("asked:a", "a", IsRemoval: false) { Data = "1"u8.ToArray(), Options = new MapPublishOptions { Score = 4 } }, TestContext.Current.CancellationToken);
        var set = (await backEnd.NextAsync()).Body["events"]![0]!;
        await maps.ChangeAsync(new MapWish("asked:a", "a", IsRemoval: true), TestContext.Current.CancellationToken);
        var removed = (await backEnd.NextAsync()).Body["events"]![0]!;

        Assert.Equal(("published", "a", 4L, 1, 1ul), ((string?)set["type"], (string?)set["key"], (long)set["score"]!, (int)set["data"]!, (ulong)set["offset"]!));
        Assert.Null(set["removed"]);
        Assert.Equal(("a", true, 2ul), ((string?)removed["key"], (bool)removed["removed"]!, (ulong)removed["offset"]!));
        Assert.Null(removed["data"]);
    }

    private static Task<HubServer> StartAsync(BackEnd backEnd) => HubServer.StartAsync([.. backEnd.Options("mapPublish", "mapRemove", "mapRead"), .. _namespaces]);

    private static Task<WireClient> ConnectAsync(HubServer hub) => WireClient.ConnectAsync(hub, TokenFactory.Create("""{"sub":"42"}"""));

    private static async Task<Position> SetAsync(HubServer hub, string channel, string key)
    {
        var outcome = await hub.Get<MapPublisher>().ChangeAsync(new MapWish(channel, key, IsRemoval: false) { Data = "1"u8.ToArray() }, TestContext.Current.CancellationToken);
        Assert.True(outcome.IsSuccess, $"{outcome.Error}");
        return outcome.Value.Position;
    }

    private static async Task<IReadOnlyList<Publication>> EntriesAsync(HubServer hub)
        => (await hub.Get<IMapStore>().ReadEntriesAsync("asked:a", new StreamRetention(100, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)), new MapRead(), TestContext.Current.CancellationToken)).Entries;
}
