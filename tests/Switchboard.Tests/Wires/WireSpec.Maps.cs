using System.Text;
using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>Map channels: entries by key, and the way into them.</content>
public abstract partial class WireSpec
{
    private const string Set = """{"channel":"map:a","key":"k","data":{"n":1}}""";

    [WireFact(WireNeeds.Commands)]
    public Task Map_OfSeveralPages_IsWholeWhileItChanges() => CheckAsync(async hub =>
    {
        for (var i = 0; i < 20; i++)
        {
            await SetAsync(hub, $"k{i:00}", $"{i}");
        }

        var map = new WireMap(await hub.ConnectAsync("ann"), "map:a");
        var turn = 0;
        await map.ComeInAsync(limit: 4, async () =>
        {
            await SetAsync(hub, "k00", $"{100 + ++turn}");
            await SetAsync(hub, $"new{turn}", "1");
            await hub.Api.MapRemoveAsync("map:a", $"k{19 - turn:00}", cancellationToken: Cancelled);
        });
        await AssertSameAsync(hub, map);
        await SetAsync(hub, "k00", "7");
        await map.ReachAsync((await hub.Api.MapRemoveAsync("map:a", "k01", cancellationToken: Cancelled)).Position.Offset);

        Assert.True(map.Steps >= 4, $"It took {map.Steps} answers.");
        await AssertSameAsync(hub, map);
        Assert.Equal((true, false), (map.Live.Flag("recoverable"), map.Live.Flag("recovered")));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Map_WhoComesBack_IsSentWhatChanged() => CheckAsync(async hub =>
    {
        await SetAsync(hub, "stays", "1");
        await SetAsync(hub, "goes", "2");
        var ann = await hub.ConnectAsync("ann");
        var map = new WireMap(ann, "map:a");
        await map.ComeInAsync();
        await ann.ResultAsync("unsubscribe", """{"channel":"map:a"}""");
        await SetAsync(hub, "comes", "3");
        await hub.Api.MapRemoveAsync("map:a", "goes", cancellationToken: Cancelled);

        var answer = await map.ComeBackAsync();

        Assert.True(answer.Result.Flag("recovered"));
        Assert.Equal(2, answer.Result.List("publications").Length);
        await AssertSameAsync(hub, map);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Map_WhoComesBackTooLate_BeginsAnew() => CheckAsync("Namespaces:map:MapStreamSize=2", async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var map = new WireMap(ann, "map:a");
        await map.ComeInAsync();
        await ann.ResultAsync("unsubscribe", """{"channel":"map:a"}""");
        for (var i = 0; i < 3; i++)
        {
            await SetAsync(hub, $"k{i}", "1");
        }

        AssertError(ErrorCodes.UnrecoverablePosition, await map.ComeBackAsync());
        await map.ComeInAsync();
        await AssertSameAsync(hub, map);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Map_ChangedByAClient_ReachesTheOthers() => CheckAsync(async hub =>
    {
        var map = new WireMap(await hub.ConnectAsync("ann"), "map:a");
        await map.ComeInAsync();
        var bob = await hub.ConnectAsync("bob");

        var set = await bob.ResultOfAsync("map_publish", Set);
        var same = await bob.ResultOfAsync("map_publish", """{"channel":"map:a","key":"k","data":2,"key_mode":"if_new"}""");
        var gone = await bob.ResultOfAsync("map_remove", """{"channel":"map:a","key":"nobody"}""");
        await map.ReachAsync(1);

        Assert.Equal((1, false), (set.Number("offset"), set.Flag("suppressed")));
        Assert.Equal((1, true, "key_exists"), (same.Number("offset"), same.Flag("suppressed"), same.Text("suppress_reason")));
        Assert.Equal((true, "key_not_found"), (gone.Flag("suppressed"), gone.Text("suppress_reason")));
        Assert.Equal("""{"n":1}""", map.Entries["k"]);
        Assert.Equal(1, (await bob.ResultOfAsync("map_stats", """{"channel":"map:a"}""")).Number("num_keys"));
        var read = (await bob.ResultOfAsync("map_read_state", """{"channel":"map:a"}""")).List("entries").Single();
        Assert.Equal(("k", """{"n":1}""", "bob"), (read.Text("key"), read.Json("data"), read.GetProperty("info").Text("user")));
        Assert.Equal(1, (await bob.ResultOfAsync("map_read_stream", """{"channel":"map:a"}""")).List("entries").Single().Number("offset"));
        await bob.ResultOfAsync("map_remove", """{"channel":"map:a","key":"k"}""");
        await map.ReachAsync(2);
        Assert.Empty(map.Entries);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Map_SetWithAnExpectation_TellsWhatIsThere() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var first = await ann.ResultOfAsync("map_publish", """{"channel":"map:a","key":"k","data":1,"expected_offset":0}""");
        var epoch = first.Text("epoch");
        var changed = await ann.ResultOfAsync("map_publish", $$"""{"channel":"map:a","key":"k","data":2,"expected_offset":1,"expected_epoch":"{{epoch}}"}""");

        var late = await ann.OperateAsync("map_publish", $$"""{"channel":"map:a","key":"k","data":3,"expected_offset":1,"expected_epoch":"{{epoch}}"}""");
        var missing = await ann.OperateAsync("map_remove", $$"""{"channel":"map:a","key":"other","expected_offset":1,"expected_epoch":"{{epoch}}"}""");

        AssertError(ErrorCodes.Conflict, late);
        var current = late.Details.GetProperty("current");
        Assert.Equal(("k", "2", changed.Number("offset"), epoch), (current.Text("key"), current.Json("data"), current.Number("offset"), current.Text("epoch")));
        AssertError(ErrorCodes.Conflict, missing);
        Assert.Equal("missing", missing.Details.Text("reason"));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Map_OrStream_TakenForTheOther_IsAnErrorThatSaysSo() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        foreach (var answer in new[]
        {
            await ann.CommandAsync("publish", """{"channel":"map:a","data":1}"""),
            await ann.CommandAsync("history", """{"channel":"map:a","limit":1}"""),
            await ann.OperateAsync("map_publish", """{"channel":"room:a","key":"k","data":1}"""),
            await ann.OperateAsync("map_remove", """{"channel":"room:a","key":"k"}"""),
            await ann.OperateAsync("map_read_state", """{"channel":"room:a"}"""),
        })
        {
            Assert.Equal(ErrorCodes.BadRequest.Code, answer.Code);
            Assert.Matches("map_publish|publish with publish", answer.Message);
        }
    });

    [WireFact(WireNeeds.Commands)]
    public Task Map_WithAKeyThatMayNotBe_IsRefusedByItsName() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        foreach (var key in new[] { "", new string('k', 10_000), "a\\u0000b", "a\\nb" })
        {
            var answer = await ann.OperateAsync("map_publish", $$"""{"channel":"map:a","key":"{{key}}","data":1}""");
            Assert.Equal((ErrorCodes.BadRequest.Code, "key"), (answer.Code, answer.Details.Text("field")));
        }

        await ann.ResultOfAsync("map_publish", """{"channel":"map:a","key":"__proto__","data":{"polluted":true}}""");
        var map = new WireMap(ann, "map:a");
        await map.ComeInAsync();
        Assert.Equal("""{"polluted":true}""", map.Entries["__proto__"]);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Map_ChangedByAClientWithTags_IsRefused() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        foreach (var answer in new[]
        {
            await ann.OperateAsync("map_publish", """{"channel":"map:a","key":"k","data":1,"tags":{"a":"b"}}"""),
            await ann.OperateAsync("map_remove", """{"channel":"map:a","key":"k","tags":{}}"""),
        })
        {
            Assert.Equal((ErrorCodes.BadRequest.Code, "tags"), (answer.Code, answer.Details.Text("field")));
        }
    });

    [WireFact(WireNeeds.Commands)]
    public Task Map_ThatNobodyMayChange_IsClosed() => CheckAsync(
        new WireHubSetup { Options = ["Namespaces:map:AllowMapPublish=service", "Namespaces:map:AllowMapRemove=service"] },
        async hub =>
        {
            var ann = await hub.ConnectAsync("ann");
            AssertError(ErrorCodes.PermissionDenied, await ann.OperateAsync("map_publish", Set));
            AssertError(ErrorCodes.PermissionDenied, await ann.OperateAsync("map_remove", """{"channel":"map:a","key":"k"}"""));
        });

    [WireFact(WireNeeds.Commands)]
    public Task Map_ThatOneMayNotRead_IsNotToldByAConflict() => CheckAsync("Namespaces:map:AllowHistory=service", async hub =>
    {
        await SetAsync(hub, "k", "\"secret\"");
        var ann = await hub.ConnectAsync("ann");

        var unseen = await ann.OperateAsync("map_publish", """{"channel":"map:a","key":"k","data":1,"expected_offset":0}""");
        await new WireMap(ann, "map:a").ComeInAsync();
        var seen = await ann.OperateAsync("map_publish", """{"channel":"map:a","key":"k","data":1,"expected_offset":0}""");

        AssertError(ErrorCodes.Conflict, unseen);
        Assert.Equal(("changed", ""), (unseen.Details.Text("reason"), unseen.Details.Json("current")));
        Assert.Equal("\"secret\"", seen.Details.GetProperty("current").Json("data"));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Map_ThatIsCleared_IsBegunAnewByThoseWhoWatch() => CheckAsync(async hub =>
    {
        await SetAsync(hub, "a", "1");
        var ann = await hub.ConnectAsync("ann");
        var map = new WireMap(ann, "map:a");
        await map.ComeInAsync();

        await hub.Api.MapClearAsync("map:a", Cancelled);

        Assert.Equal(UnsubscribeCodes.InsufficientState.Code, (uint)(await ann.FindAsync(WireEventKind.Unsubscribed)).Body.Number("code"));
        AssertError(ErrorCodes.UnrecoverablePosition, await map.ComeBackAsync());
        await map.ComeInAsync();
        Assert.Empty(map.Entries);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Map_WithAForgedCursor_IsRefused() => CheckAsync(async hub =>
    {
        await SetAsync(hub, "a", "1");
        await SetAsync(hub, "b", "2");
        var ann = await hub.ConnectAsync("ann");
        var first = await ann.ResultAsync("subscribe", """{"channel":"map:a","type":1,"phase":2,"limit":1}""");
        await hub.Api.MapClearAsync("map:a", Cancelled);
        await SetAsync(hub, "c", "3");
        await SetAsync(hub, "d", "4");

        var old = await ann.CommandAsync("subscribe", $$"""{"channel":"map:a","type":1,"phase":2,"limit":1,"cursor":"{{first.Text("cursor")}}","offset":2,"epoch":"{{first.Text("epoch")}}"}""");
        var unknown = await ann.CommandAsync("subscribe", """{"channel":"map:a","type":1,"phase":2,"cursor":"bm90IG9uZQ"}""");
        var forged = await ann.OperateAsync("map_read_state", """{"channel":"map:a","cursor":"../../etc"}""");

        AssertError(ErrorCodes.UnrecoverablePosition, old);
        AssertError(ErrorCodes.UnrecoverablePosition, unknown);
        Assert.Equal((ErrorCodes.BadRequest.Code, "cursor"), (forged.Code, forged.Details.Text("field")));
    });

    private static async Task SetAsync(WireHub hub, string key, string json)
        => await hub.Api.MapPublishAsync("map:a", key, Encoding.UTF8.GetBytes(json), cancellationToken: Cancelled);

    private static async Task AssertSameAsync(WireHub hub, WireMap map)
    {
        var page = await hub.Api.MapReadStateAsync("map:a", cancellationToken: Cancelled);
        Assert.Equal(
            page.Entries.Select(static entry => (entry.Key!, Encoding.UTF8.GetString(entry.Data.Span))),
            map.Entries.Select(static entry => (entry.Key, entry.Value)).OrderBy(static entry => entry.Key, StringComparer.Ordinal));
    }
}
