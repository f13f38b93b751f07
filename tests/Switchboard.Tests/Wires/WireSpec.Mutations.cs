using System.Text.Json;
using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>Publications that change: what they are after it, and who may.</content>
public abstract partial class WireSpec
{
    private const string Grown = """{"channel":"grow:a","id":"g1","data":"Hello","open":true}""";

    [WireFact(WireNeeds.Commands)]
    public Task Mutation_OfAClient_ReachesTheOthersWithItsTags() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var bob = await hub.ConnectAsync("bob");
        await ann.ResultAsync("subscribe", """{"channel":"grow:a"}""");

        var published = await bob.ResultOfAsync("publish", Grown);
        var appended = await bob.ResultOfAsync("append", """{"channel":"grow:a","id":"g1","data":", world"}""");
        await bob.ResultOfAsync("replace", """{"channel":"grow:a","id":"g1","data":"Bye"}""");
        await bob.ResultOfAsync("end", """{"channel":"grow:a","id":"g1"}""");
        await bob.ResultOfAsync("delete", """{"channel":"grow:a","id":"g1"}""");

        Assert.Equal(("g1", 1, "g1", 2), (published.Text("id"), published.Number("offset"), appended.Text("id"), appended.Number("offset")));
        Assert.Equal("\"Hello\" id=g1 state=open", await NextChangeAsync(ann));
        Assert.Equal("\", world\" change=append of=g1", await NextChangeAsync(ann));
        Assert.Equal("\"Bye\" change=replace of=g1", await NextChangeAsync(ann));
        Assert.Equal("null change=end of=g1 state=ended", await NextChangeAsync(ann));
        Assert.Equal("null change=delete of=g1", await NextChangeAsync(ann));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Mutation_ReplaceByNull_IsDataLikeAnyOther() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await ann.ResultOfAsync("publish", Grown);

        await ann.ResultOfAsync("replace", """{"channel":"grow:a","id":"g1","data":null}""");

        var whole = (await ann.ResultAsync("history", """{"channel":"grow:a","limit":10}""")).List("publications")[0];
        Assert.True(!whole.TryGetProperty("data", out var data) || data.ValueKind == JsonValueKind.Null, $"{whole}");
    });

    [WireFact(WireNeeds.Commands)]
    public Task Mutation_PlainPublish_HasAnIdOfTheHubs() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await ann.ResultAsync("publish", """{"channel":"grow:a","data":"plain"}""");
        var other = await ann.ResultOfAsync("publish", """{"channel":"grow:a","data":"with"}""");

        var ids = (await ann.ResultAsync("history", """{"channel":"grow:a","limit":10}""")).List("publications").Select(static it => it.GetProperty("tags").Text("id")).ToArray();
        Assert.Equal(2, ids.Length);
        Assert.All(ids, static id => Assert.Equal(32, id.Length));
        Assert.Equal(other.Text("id"), ids[1]);
        await ann.ResultOfAsync("append", $$"""{"channel":"grow:a","id":"{{ids[0]}}","data":" and simple"}""");
    });

    [WireFact(WireNeeds.Commands)]
    public Task Mutation_WhoComes_IsSentTheWholesAndThenWhatFollows() => CheckAsync(async hub =>
    {
        var bob = await hub.ConnectAsync("bob");
        await bob.ResultOfAsync("publish", Grown);
        await bob.ResultOfAsync("append", """{"channel":"grow:a","id":"g1","data":", world"}""");
        await bob.ResultOfAsync("publish", """{"channel":"grow:a","id":"g2","data":[1]}""");
        await bob.ResultOfAsync("publish", """{"channel":"grow:a","id":"g3","data":{}}""");
        await bob.ResultOfAsync("delete", """{"channel":"grow:a","id":"g3"}""");

        var ann = await hub.ConnectAsync("ann");
        var start = await ann.ResultAsync("subscribe", """{"channel":"grow:a"}""");

        Assert.Equal(
            "\"Hello, world\" id=g1 state=open|[1] id=g2 state=complete",
            string.Join('|', start.List("publications").Select(static it => Tagged(it.GetProperty("data").GetRawText(), it))));
        Assert.Equal(5, start.Number("offset"));
        Assert.All(start.List("publications"), static it => Assert.False(it.TryGetProperty("offset", out var offset) && offset.GetInt64() > 0));
        await bob.ResultOfAsync("append", """{"channel":"grow:a","id":"g1","data":"!"}""");
        Assert.Equal("\"!\" change=append of=g1", await NextChangeAsync(ann));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Mutation_WhoComesBack_IsSentTheChanges_OrTheWholes() => CheckAsync("Namespaces:grow:HistorySize=2", async hub =>
    {
        var bob = await hub.ConnectAsync("bob");
        await bob.ResultOfAsync("publish", Grown);
        var top = await bob.ResultOfAsync("append", """{"channel":"grow:a","id":"g1","data":"1"}""");
        await bob.ResultOfAsync("append", """{"channel":"grow:a","id":"g1","data":"2"}""");
        await bob.ResultOfAsync("append", """{"channel":"grow:a","id":"g1","data":"3"}""");

        var ann = await hub.ConnectAsync("ann");
        var inTime = await ann.ResultAsync("subscribe", $$"""{"channel":"grow:a","recover":true,"offset":2,"epoch":"{{top.Text("epoch")}}"}""");
        await ann.ResultAsync("unsubscribe", """{"channel":"grow:a"}""");
        var late = await ann.ResultAsync("subscribe", $$"""{"channel":"grow:a","recover":true,"offset":1,"epoch":"{{top.Text("epoch")}}"}""");

        Assert.True(inTime.Flag("recovered"));
        Assert.Equal(["\"2\"", "\"3\""], DataOf(inTime), StringComparer.Ordinal);
        Assert.False(late.Flag("recovered"));
        Assert.Equal(["\"Hello123\""], DataOf(late), StringComparer.Ordinal);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Mutation_KeyOfOneChange_IsNoneOfAnother() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        foreach (var id in (string[])["one", "two"])
        {
            await ann.ResultOfAsync("publish", $$"""{"channel":"grow:a","id":"{{id}}","open":true,"data":"","idempotency_key":"{{id}}"}""");
            await ann.ResultOfAsync("append", $$"""{"channel":"grow:a","id":"{{id}}","data":"1","idempotency_key":"1"}""");
            await ann.ResultOfAsync("append", $$"""{"channel":"grow:a","id":"{{id}}","data":"1","idempotency_key":"1"}""");
        }

        await AssertRefusedAsync(413, "missing", ann, "append", """{"channel":"grow:a","id":"none","data":"1","idempotency_key":"1"}""");
        Assert.Equal(["\"1\"", "\"1\""], DataOf(await ann.ResultAsync("history", """{"channel":"grow:a","limit":10}""")), StringComparer.Ordinal);
        await ann.ResultOfAsync("delete", """{"channel":"grow:a","id":"two","idempotency_key":"1"}""");
        Assert.Equal(["\"1\""], DataOf(await ann.ResultAsync("history", """{"channel":"grow:a","limit":10}""")), StringComparer.Ordinal);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Mutation_Refused_SaysWhy() => CheckAsync("Namespaces:grow:MutableBytes=10", async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var bob = await hub.ConnectAsync("bob");
        await ann.ResultOfAsync("publish", Grown);

        await AssertRefusedAsync(413, "missing", bob, "append", """{"channel":"grow:a","id":"g9","data":"x"}""");
        await AssertRefusedAsync(103, "foreign", bob, "append", """{"channel":"grow:a","id":"g1","data":"x"}""");
        await AssertRefusedAsync(413, "exists", bob, "publish", Grown);
        await AssertRefusedAsync(107, "", ann, "append", """{"channel":"grow:a","id":"g1","data":[1]}""");
        await AssertRefusedAsync(106, "mutableBytes", ann, "append", """{"channel":"grow:a","id":"g1","data":"123456"}""");
        await AssertRefusedAsync(107, "", ann, "append", """{"channel":"grow:a","data":"x"}""");
        await AssertRefusedAsync(107, "", ann, "append", """{"channel":"grow:a","id":"g1"}""");
        await AssertRefusedAsync(107, "", ann, "publish", """{"channel":"grow:a","data":"x","tags":{"of":"g1"}}""");
        await AssertRefusedAsync(108, "mutable", ann, "append", """{"channel":"room:a","id":"g1","data":"x"}""");
        await AssertRefusedAsync(108, "mutable", ann, "publish", """{"channel":"room:a","id":"g1","data":"x"}""");
        await ann.ResultOfAsync("end", """{"channel":"grow:a","id":"g1"}""");
        await AssertRefusedAsync(413, "ended", ann, "append", """{"channel":"grow:a","id":"g1","data":"x"}""");
        await ann.ResultOfAsync("delete", """{"channel":"grow:a","id":"g1"}""");
        await AssertRefusedAsync(413, "deleted", ann, "delete", """{"channel":"grow:a","id":"g1"}""");
        await AssertRefusedAsync(103, "foreign", bob, "delete", """{"channel":"grow:a","id":"g1"}""");
    });

    [WireFact(WireNeeds.Commands)]
    public Task Mutation_WhoMayEdit_ChangesThoseOfOthers() => CheckAsync("Namespaces:grow:AllowEdit=user", async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var bob = await hub.ConnectAsync("bob");
        await ann.ResultOfAsync("publish", Grown);

        await bob.ResultOfAsync("append", """{"channel":"grow:a","id":"g1","data":" all"}""");

        Assert.Equal(["\"Hello all\""], DataOf(await ann.ResultAsync("history", """{"channel":"grow:a","limit":1}""")), StringComparer.Ordinal);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Mutation_Repeated_TakesEffectOnceAndHasTheFirstId() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        const string Begin = """{"channel":"grow:a","data":"a","open":true,"idempotency_key":"p1"}""";
        var first = await ann.ResultOfAsync("publish", Begin);
        var append = $$"""{"channel":"grow:a","id":"{{first.Text("id")}}","data":"b","idempotency_key":"a1"}""";
        var appended = await ann.ResultOfAsync("append", append);

        Assert.Equal(first.Text("id"), (await ann.ResultOfAsync("publish", Begin)).Text("id"));
        Assert.Equal(appended.Number("offset"), (await ann.ResultOfAsync("append", append)).Number("offset"));
        Assert.Equal(["\"ab\""], DataOf(await ann.ResultAsync("history", """{"channel":"grow:a","limit":9}""")), StringComparer.Ordinal);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Mutation_WriterThatVanishes_LeavesABrokenOne() => CheckAsync("Namespaces:grow:AppendTimeoutSeconds=2", async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await ann.ResultAsync("subscribe", """{"channel":"grow:a"}""");
        await hub.Api.PublishMutableAsync("grow:a", "\"x\""u8.ToArray(), new PublishOptions { Id = "g1", Open = true }, Cancelled);
        Assert.Equal("\"x\" id=g1 state=open", await NextChangeAsync(ann));

        hub.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("null change=end of=g1 reason=timeout state=broken", await NextChangeAsync(ann));
    });

    private static async Task<string> NextChangeAsync(WireConnection connection)
    {
        var pushed = await connection.FindAsync(WireEventKind.Publication);
        return Tagged(pushed.Data, pushed.Body);
    }

    private static string Tagged(string data, JsonElement publication) => $"{data} " + string.Join(
        ' ', publication.GetProperty("tags").EnumerateObject().Select(static tag => $"{tag.Name}={tag.Value.GetString()}").Order(StringComparer.Ordinal));

    private static async Task AssertRefusedAsync(uint code, string reason, WireConnection connection, string operation, string request)
    {
        var answer = await connection.OperateAsync(operation, request);
        Assert.Equal((code, false), (answer.Code, answer.IsClosed));
        if (reason.Length > 0)
        {
            Assert.Equal(reason, answer.Details.Text("reason"));
        }
    }
}
