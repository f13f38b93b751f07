using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Switchboard.Extensibility;
using Switchboard.Tests.Hub;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Hooks;

/// <summary>What deciding hooks can do to entries of map channels, and the entries that they give.</summary>
public sealed class MapHooksTests
{
    private static readonly string[] _namespaces =
    [
        "Namespaces:open:Type=map", "Namespaces:open:AllowMapPublish:0=service", "Namespaces:open:AllowMapPublish:1=anonymous", "Namespaces:open:AllowMapRemove=anonymous",
        "Namespaces:asked:Type=map", "Namespaces:asked:AllowMapPublish:0=hook", "Namespaces:asked:AllowMapPublish:1=service", "Namespaces:asked:AllowMapRemove=hook",
        "Namespaces:theirs:Type=map", "Namespaces:theirs:MapExternalState=true", "Namespaces:theirs:AllowSubscribe=anonymous",
        "Namespaces:theirs:MaxPayloadBytes=1000",
    ];

    [Fact]
    public async Task Publishing_LeftToTheHook_IsDeniedUnlessAllowed()
    {
        var undecided = new List<bool>();
        var hooks = new Decisions
        {
            MapPublishing = Decisions.At<MapPublishingContext>(context =>
            {
                undecided.Add(context.IsUndecided);
                if (context.Key == "a")
                {
                    context.Allow();
                }
            }),
        };
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.ConnectAsync(hub);

        await client.ResultAsync("publish", """{"channel":"asked:a","type":1,"key":"a","data":1}""");
        await client.ResultAsync("publish", """{"channel":"open:a","type":1,"key":"b","data":1}""");

        Assert.Equal(103, await client.ErrorAsync("publish", """{"channel":"asked:a","type":1,"key":"b","data":1}"""));
        Assert.Equal([true, false, true], undecided);
        Assert.Equal(["a=1"], await EntriesAsync(hub, "asked:a"), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Publishing_KeyDataAndOptions_AreReplaced()
    {
        var hooks = new Decisions
        {
            MapPublishing = Decisions.At<MapPublishingContext>(context =>
            {
                context.Key = $"of-{context.Key}";
                context.Data = "{\n\"checked\":true}"u8.ToArray();
                context.Options = context.Options with { Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["by"] = "hook" }, Score = 7, KeyMode = MapKeyMode.IfNew };
            }),
        };
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.ConnectAsync(hub);

        await client.ResultAsync("publish", """{"channel":"open:a","type":1,"key":"a","data":{"checked":false}}""");
        await client.ResultAsync("publish", """{"channel":"open:a","type":1,"key":"a","data":{"checked":false}}""");

        var page = await hub.Get<IMapStore>().ReadEntriesAsync("open:a", Retention, new MapRead(), TestContext.Current.CancellationToken);
        var entry = Assert.Single(page.Entries);
        Assert.Equal(("of-a", "{\"checked\":true}", "hook", 7L), (entry.Key, Encoding.UTF8.GetString(entry.Data.Span), entry.Tags!["by"], entry.Score));
        Assert.Equal(1ul, page.Top.Offset);
    }

    [Fact]
    public async Task Publishing_Expectation_IsHeld()
    {
        var hooks = new Decisions { MapPublishing = Decisions.At<MapPublishingContext>(context => context.Options = context.Options with { Expected = new Position(0, "") }) };
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.ConnectAsync(hub);
        const string Set = """{"channel":"open:a","type":1,"key":"a","data":1}""";

        await client.ResultAsync("publish", Set);

        Assert.Equal(413, await client.ErrorAsync("publish", Set));
    }

    [Theory]
    [InlineData("", "1")]
    [InlineData("a\u0001", "1")]
    [InlineData("a", "no json")]
    public async Task Publishing_WhatTheNamespaceRefuses_IsABadRequest(string key, string data)
    {
        var hooks = new Decisions { MapPublishing = Decisions.At<MapPublishingContext>(context => (context.Key, context.Data) = (key, Encoding.UTF8.GetBytes(data))) };
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal(107, await client.ErrorAsync("publish", """{"channel":"open:a","type":1,"key":"a","data":1}"""));
        Assert.Empty(await EntriesAsync(hub, "open:a"));
    }

    [Fact]
    public async Task Publishing_Denied_IsAnsweredAndChangesNothing()
    {
        var hooks = new Decisions { MapPublishing = Decisions.At<MapPublishingContext>(context => context.Deny(new ErrorCode(461, "not today"))) };
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal(461, await client.ErrorAsync("publish", """{"channel":"open:a","type":1,"key":"a","data":1}"""));
        Assert.Empty(await EntriesAsync(hub, "open:a"));
    }

    [Fact]
    public async Task Publishing_Disconnect_ClosesTheConnection()
    {
        var hooks = new Decisions { MapPublishing = Decisions.At<MapPublishingContext>(context => context.Disconnect(new CloseCode(4501, "go"))) };
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.ConnectAsync(hub);

        await client.Socket.SendAsync("""{"id":9,"publish":{"channel":"open:a","type":1,"key":"a","data":1}}""");

        Assert.Equal(4501, (await client.Socket.ReceiveCloseAsync()).Code);
        Assert.Empty(await EntriesAsync(hub, "open:a"));
    }

    [Fact]
    public async Task Removing_LeftToTheHook_TakesItsKeyAndTags()
    {
        var hooks = new Decisions
        {
            MapRemoving = Decisions.At<MapRemovingContext>(context =>
            {
                if (context.Key == "x")
                {
                    context.Key = "a";
                    context.Options = context.Options with { Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["why"] = "over" } };
                    context.Allow();
                }
            }),
        };
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.ConnectAsync(hub);
        await SetAsync(hub, "asked:a", "a");
        await SetAsync(hub, "asked:a", "b");

        await client.ResultAsync("publish", """{"channel":"asked:a","type":1,"key":"x","removed":true}""");

        Assert.Equal(103, await client.ErrorAsync("publish", """{"channel":"asked:a","type":1,"key":"b","removed":true}"""));
        Assert.Equal(["b=1"], await EntriesAsync(hub, "asked:a"), StringComparer.Ordinal);
        var changes = await hub.Get<IStreamStore>().ReadAsync("asked:a", Retention, new StreamRead { Limit = 100 }, TestContext.Current.CancellationToken);
        Assert.Equal("over", changes.Publications[^1].Tags!["why"]);
    }

    [Fact]
    public async Task Services_AreNotAskedAbout()
    {
        var hooks = new Decisions { MapPublishing = Decisions.At<MapPublishingContext>(context => context.Deny()) };
        await using var hub = await StartAsync(hooks);

        await SetAsync(hub, "open:a", "a");

        Assert.Single(await EntriesAsync(hub, "open:a"));
    }

    [Fact]
    public async Task Reading_Pages_AreSentWithWhatHasChangedSince()
    {
        var asked = new List<(string Cursor, int Limit, bool Ascending)>();
        Position? at = null;
        var hooks = new Decisions
        {
            MapReading = Decisions.At<MapReadingContext>(context =>
            {
                asked.Add((context.Cursor, context.Limit, context.Ascending));
                var isFirst = context.Cursor.Length == 0;
                context.Position = at;
                context.Entries = [EntryOf(isFirst ? "a" : "b", "{\r\n\"v\":1}")];
                context.NextCursor = isFirst ? "behind a" : "";
            }),
        };
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.ConnectAsync(hub);
        at = await SetAsync(hub, "theirs:a", "a");
        await SetAsync(hub, "theirs:a", "c");

        var first = await client.ResultAsync("subscribe", """{"channel":"theirs:a","type":1,"phase":2,"limit":1,"asc":true}""");
        var second = await client.ResultAsync("subscribe", $$"""{"channel":"theirs:a","type":1,"phase":2,"limit":1,"asc":true,"cursor":"{{first["cursor"]}}","offset":{{first["offset"]}},"epoch":"{{first["epoch"]}}"}""");

        Assert.Equal([("", 1, true), ("behind a", 1, true)], asked);
        Assert.Equal(("a", 1, 1ul), ((string?)first["state"]![0]!["key"], (int)first["state"]![0]!["data"]!["v"]!, (ulong)first["offset"]!));
        Assert.Equal("b", (string?)second["state"]![0]!["key"]);
        Assert.Equal("c", (string?)second["publications"]![0]!["key"]);
        await SetAsync(hub, "theirs:a", "d");
        Assert.Equal("d", (string?)(await client.PushAsync())["pub"]!["key"]);
    }

    [Fact]
    public async Task Reading_BeforeTheFirstChange_StartsThere()
    {
        var hooks = new Decisions { MapReading = Decisions.At<MapReadingContext>(context => (context.Position, context.Entries) = (new Position(0, ""), [EntryOf("a", "1")])) };
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.ConnectAsync(hub);

        var reply = await client.ResultAsync("subscribe", """{"channel":"theirs:a","type":1,"phase":2}""");
        await SetAsync(hub, "theirs:a", "b");

        Assert.Equal("a", (string?)Assert.Single(reply["state"]!.AsArray())!["key"]);
        Assert.Equal("b", (string?)(await client.PushAsync())["pub"]!["key"]);
    }

    [Fact]
    public async Task Reading_NoAnswer_IsNotAvailable()
    {
        await using var hub = await StartAsync(new Decisions { MapReading = Decisions.At<MapReadingContext>(static _ => { }) });
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal(108, await client.ErrorAsync("subscribe", """{"channel":"theirs:a","type":1,"phase":2}"""));
    }

    [Fact]
    public async Task Reading_Denied_IsAnswered()
    {
        await using var hub = await StartAsync(new Decisions { MapReading = Decisions.At<MapReadingContext>(context => context.Deny()) });
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal(103, await client.ErrorAsync("subscribe", """{"channel":"theirs:a","type":1,"phase":2}"""));
    }

    [Theory]
    [InlineData("no key")]
    [InlineData("a key of control characters")]
    [InlineData("the same key twice")]
    [InlineData("no JSON")]
    [InlineData("no data")]
    [InlineData("too large")]
    [InlineData("a removal")]
    [InlineData("tags without text")]
    [InlineData("info that is no JSON")]
    [InlineData("too many")]
    [InlineData("a position without an epoch")]
    [InlineData("a long cursor")]
    public async Task Reading_WhatIsNotInOrder_IsAnInternalErrorThatIsLogged(string fault)
    {
        using var log = new ApplicationLog();
        var good = EntryOf("a", "1");
        var hooks = new Decisions
        {
            MapReading = Decisions.At<MapReadingContext>(context =>
            {
                context.Position = fault == "a position without an epoch" ? new Position(3, "") : new Position(0, "");
                context.NextCursor = fault == "a long cursor" ? new string('c', 5000) : "";
                context.Entries = fault switch
                {
                    "no key" => [good with { Key = null }],
                    "a key of control characters" => [good with { Key = "a\n" }],
                    "the same key twice" => [good, good],
                    "no JSON" => [EntryOf("a", "no json")],
                    "no data" => [EntryOf("a", "")],
                    "too large" => [EntryOf("a", $"\"{new string('x', 1000)}\"")],
                    "a removal" => [good with { IsRemoval = true }],
                    "tags without text" => [good with { Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = null! } }],
                    "info that is no JSON" => [good with { Publisher = new ClientInfo("c", "u") { ConnectionInfo = "}"u8.ToArray() } }],
                    "too many" => [good, EntryOf("b", "1"), EntryOf("c", "1")],
                    _ => [good],
                };
            }),
        };
        await using var hub = await HubServer.StartAsync(
            builder =>
            {
                log.AddTo(builder);
                builder.AddHooks(hooks);
            },
            _namespaces);
        await using var client = await WireClient.ConnectAsync(hub);

        var reply = await client.CommandAsync("subscribe", """{"channel":"theirs:a","type":1,"phase":2,"limit":2}""");

        Assert.Equal(100, (int?)reply["error"]?["code"]);
        var (_, _, text) = Assert.Single(log.Log.Entries, entry => entry.Level > LogLevel.Information);
        Assert.Contains("The decision about map_read", text, StringComparison.Ordinal);
        Assert.Contains("Error id", text, StringComparison.Ordinal);
    }

    private static StreamRetention Retention => new(100, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));

    private static Task<HubServer> StartAsync(Decisions hooks) => HubServer.StartAsync(builder => builder.AddHooks(hooks), _namespaces);

    private static Publication EntryOf(string key, string data) => new() { Key = key, Data = Encoding.UTF8.GetBytes(data) };

    private static async Task<Position> SetAsync(HubServer hub, string channel, string key)
    {
        var outcome = await hub.Get<Switchboard.Maps.MapPublisher>().ChangeAsync(
            new Switchboard.Maps.MapWish(channel, key, IsRemoval: false) { Data = "1"u8.ToArray() }, TestContext.Current.CancellationToken);
        Assert.True(outcome.IsSuccess, $"{outcome.Error}");
        return outcome.Value.Position;
    }

    private static async Task<string[]> EntriesAsync(HubServer hub, string channel)
    {
        var page = await hub.Get<IMapStore>().ReadEntriesAsync(channel, Retention, new MapRead(), TestContext.Current.CancellationToken);
        return [.. page.Entries.Select(entry => $"{entry.Key}={JsonNode.Parse(entry.Data.Span)!.ToJsonString()}")];
    }
}
