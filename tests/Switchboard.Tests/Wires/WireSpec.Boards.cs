using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>Boards: lines that people take and free.</content>
public abstract partial class WireSpec
{
    private const string Two = """{"channel":"line:a","title":"Lines","lines":[{"main":"vpn","sub":"1"},{"main":"vpn","sub":"2","line":"two"}]}""";
    private const string First = """{"channel":"line:a","line":"vpn/1"}""";

    private static readonly string[] _boards =
    [
        "Namespaces:line:Type=map", "Namespaces:line:Board=true", "Namespaces:line:Storage=durable", "Namespaces:line:AllowSubscribe=user", "Namespaces:line:AllowTake=user",
        "Namespaces:line:AllowTakeOver=user", "Namespaces:line:AllowFree=service", "Namespaces:line:AllowNote=user", "Namespaces:line:AllowBoardHistory=user", "Namespaces:line:AllowBoardManage:0=user",
        "Namespaces:line:AllowBoardManage:1=service",
    ];

    [WireFact(WireNeeds.Commands)]
    public Task Board_TakenAndFreed_IsSeenByThoseWhoWatch() => CheckBoardAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var created = await ann.ResultOfAsync("board_create", Two);
        var map = new WireMap(await hub.ConnectAsync("eve"), "line:a");
        await map.ComeInAsync();

        var taken = await ann.ResultOfAsync("board_take", First);
        await map.ReachAsync((ulong)taken.Number("offset"));

        Assert.Equal((2, 2), (created.Number("added"), created.Number("lines")));
        Assert.Equal(("vpn/1", "ann"), (taken.Text("line"), taken.GetProperty("data").Text("holder")));
        Assert.Equal(3, map.Entries.Count);
        Assert.Contains("\"holder\":\"ann\"", map.Entries["vpn/1"], StringComparison.Ordinal);
        Assert.Contains("\"title\":\"Lines\"", map.Entries[BoardEntry.BoardKey], StringComparison.Ordinal);

        var freed = await ann.ResultOfAsync("board_free", First);
        await map.ReachAsync((ulong)freed.Number("offset"));
        Assert.DoesNotContain("holder", map.Entries["vpn/1"], StringComparison.Ordinal);
        var change = freed.GetProperty("data").GetProperty("change");
        Assert.Equal(("free", "user:ann", "ann"), (change.Text("op"), change.Text("by"), change.Text("before")));
        Assert.True(change.Number("held_ms") >= 0);
        Assert.Equal("free", (await ann.ResultOfAsync("board_free", First)).Text("suppress_reason"));

        // The application is told as of every map.
        while (await hub.Seen.NextAsync<HookEvent>() is var next && !(next is PublishedEvent told && BoardLine.Read(told.Publication) is { Entry.Change.Op: BoardActions.Free }))
        {
            Assert.NotNull(next);
        }
    });

    [WireFact(WireNeeds.Commands)]
    public Task Board_HeldBySomebodyElse_IsAConflictThatTellsWho() => CheckBoardAsync(async hub =>
    {
        var (ann, bob) = (await hub.ConnectAsync("ann"), await hub.ConnectAsync("bob"));
        await ann.ResultOfAsync("board_create", Two);
        await bob.ResultAsync("subscribe", """{"channel":"line:a","type":1,"phase":2}""");
        var seen = await ann.ResultOfAsync("board_take", First);

        var late = await bob.OperateAsync("board_take", First);
        AssertCode(ErrorCodes.Conflict, late);
        Assert.Equal("held", late.Details.Text("reason"));
        Assert.Equal(("vpn/1", "ann"), (late.Details.GetProperty("current").Text("key"), late.Details.GetProperty("current").GetProperty("data").Text("holder")));
        AssertError(ErrorCodes.PermissionDenied, await bob.OperateAsync("board_free", First));

        var taken = await bob.ResultOfAsync("board_take", """{"channel":"line:a","line":"vpn/1","take_over":true,"note":"mine"}""");
        var change = taken.GetProperty("data").GetProperty("change");
        Assert.Equal(("take_over", "ann", "mine"), (change.Text("op"), change.Text("before"), taken.GetProperty("data").Text("note")));
        AssertCode(ErrorCodes.Conflict, await ann.OperateAsync(
            "board_free", $$"""{"channel":"line:a","line":"vpn/1","expected_offset":{{seen.Number("offset")}},"expected_epoch":"{{seen.Text("epoch")}}"}"""));
        AssertError(ErrorCodes.PermissionDenied, await ann.OperateAsync("board_take", """{"channel":"line:a","line":"two","for":"bob"}"""));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Board_History_TellsEveryChangeOnce() => CheckBoardAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await ann.ResultOfAsync("board_create", Two);
        await ann.ResultOfAsync("board_take", """{"channel":"line:a","line":"two","idempotency_key":"k"}""");
        Assert.Equal("idempotency", (await ann.ResultOfAsync("board_take", """{"channel":"line:a","line":"two","idempotency_key":"k"}""")).Text("suppress_reason"));
        Assert.Equal("free", (await ann.ResultOfAsync("board_free", """{"channel":"line:a","line":"two","idempotency_key":"k"}""")).GetProperty("data").GetProperty("change").Text("op"));
        await ann.ResultOfAsync("board_take", """{"channel":"line:a","line":"two"}""");
        await ann.ResultOfAsync("board_note", """{"channel":"line:a","line":"two","note":"until noon"}""");
        await ann.ResultOfAsync("board_change", """{"channel":"line:a","title":"Other","rename":[{"main":"vpn","sub":"zwei","line":"two"}],"remove":["vpn/1"],"add":[{"main":"vpn","sub":"3"}]}""");

        var all = (await ann.ResultOfAsync("board_history", """{"channel":"line:a","oldest_first":true}""")).List("changes");
        var ofTwo = (await ann.ResultOfAsync("board_history", """{"channel":"line:a","line":"two","user":"ann","limit":2}""")).List("changes");
        var boards = (await ann.ResultOfAsync("boards", "{}")).List("boards").Single();

        Assert.Equal(
            ["create", "create", "create", "take", "free", "take", "note", "rename", "rename", "remove", "create"],
            all.Select(static change => change.GetProperty("data").GetProperty("change").Text("op")),
            StringComparer.Ordinal);
        Assert.Equal(["rename", "note"], ofTwo.Select(static change => change.GetProperty("data").GetProperty("change").Text("op")), StringComparer.Ordinal);
        Assert.Equal(("zwei", "ann", "2"), (ofTwo[0].GetProperty("data").Text("sub"), ofTwo[0].GetProperty("data").Text("holder"), ofTwo[0].GetProperty("data").GetProperty("change").Text("before_sub")));
        Assert.Equal(("line:a", "Other", 2), (boards.Text("channel"), boards.Text("title"), boards.Number("lines")));
        AssertCode(ErrorCodes.Conflict, await ann.OperateAsync("board_delete", """{"channel":"line:a"}"""));
        Assert.Equal(0, (await ann.ResultOfAsync("board_delete", """{"channel":"line:a","force":true}""")).Number("lines"));
        Assert.Empty((await ann.ResultOfAsync("boards", "{}")).List("boards"));
        var last = (await ann.ResultOfAsync("board_history", """{"channel":"line:a","op":"remove","line":"two"}""")).List("changes").Single();
        Assert.Equal(("ann", "removed", true), (last.GetProperty("data").GetProperty("change").Text("before"), last.GetProperty("data").GetProperty("change").Text("reason"), last.Flag("removed")));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Board_TakenForAMap_OrTheOtherWayRound_IsAnErrorThatSaysSo() => CheckBoardAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var publisher = await hub.ConnectAsync("ann", """
            "caps":[{"channels":["line:*","map:*"],"match":"wildcard","allow":["pub","sub","hst"]}]
            """.Trim());

        var published = await publisher.OperateAsync("map_publish", """{"channel":"line:a","key":"k","data":1}""");
        var removed = await publisher.OperateAsync("map_remove", """{"channel":"line:a","key":"k"}""");
        AssertCode(ErrorCodes.BadRequest, published);
        AssertCode(ErrorCodes.BadRequest, removed);
        Assert.Equal("board", published.Details.Text("reason"));
        Assert.Equal("no_board", (await ann.OperateAsync("board_take", """{"channel":"map:a","line":"k"}""")).Details.Text("reason"));
        Assert.Equal("no_board", (await ann.OperateAsync("board_create", """{"channel":"room:a"}""")).Details.Text("reason"));
        AssertCode(ErrorCodes.BadRequest, await ann.OperateAsync("board_take", First));
        AssertError(ErrorCodes.UnknownChannel, await ann.OperateAsync("board_take", """{"channel":"nowhere:a","line":"k"}"""));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Board_WithoutPermission_IsRefused() => CheckAsync(
        new WireHubSetup { HasDurableInbox = true, Options = ["Namespaces:line:Type=map", "Namespaces:line:Board=true", "Namespaces:line:Storage=durable"] },
        async hub =>
        {
            await hub.Api.BoardCreateAsync("line:a", new BoardDefinition { Lines = [new BoardLineName("vpn", "1")] }, Cancelled);
            var ann = await hub.ConnectAsync("ann");
            foreach (var operation in new[] { "board_create", "board_change", "board_delete", "board_history" })
            {
                AssertError(ErrorCodes.PermissionDenied, await ann.OperateAsync(operation, """{"channel":"line:a"}"""));
            }

            AssertError(ErrorCodes.PermissionDenied, await ann.OperateAsync("board_take", First));
            AssertError(ErrorCodes.PermissionDenied, await ann.OperateAsync("board_free", First));
            AssertError(ErrorCodes.PermissionDenied, await ann.OperateAsync("board_note", """{"channel":"line:a","line":"vpn/1","note":"n"}"""));
            Assert.Empty((await ann.ResultOfAsync("boards", "{}")).List("boards"));

            var bob = await hub.ConnectAsync("bob", """
                "caps":[{"channels":["line:a"],"allow":["take"]}]
                """.Trim());
            Assert.Equal("bob", (await bob.ResultOfAsync("board_take", First)).GetProperty("data").Text("holder"));
            AssertError(ErrorCodes.PermissionDenied, await bob.OperateAsync("board_note", """{"channel":"line:a","line":"vpn/1","note":"n"}"""));
        });

    [WireFact(WireNeeds.Commands)]
    public Task Board_ThatSomebodyMayNotRead_TellsThemNothingOfTheLine() => CheckAsync(
        new WireHubSetup { HasDurableInbox = true, Options = ["Namespaces:line:Type=map", "Namespaces:line:Board=true", "Namespaces:line:Storage=durable"] },
        async hub =>
        {
            await hub.Api.BoardCreateAsync("line:a", new BoardDefinition { Lines = [new BoardLineName("vpn", "1")] }, Cancelled);
            await hub.Api.BoardTakeAsync("line:a", "vpn/1", new BoardLineOptions { For = "ann", Note = "secret" }, Cancelled);
            var bob = await hub.ConnectAsync("bob", """
                "caps":[{"channels":["line:a"],"allow":["take","take_over","free","note"]}]
                """.Trim());

            var same = (await bob.ResultOfAsync("board_note", """{"channel":"line:a","line":"vpn/1","note":"secret"}""")).GetProperty("data");
            var noted = (await bob.ResultOfAsync("board_note", """{"channel":"line:a","line":"vpn/1","note":"other"}""")).GetProperty("data");
            var taken = (await bob.ResultOfAsync("board_take", """{"channel":"line:a","line":"vpn/1","take_over":true}""")).GetProperty("data");
            var freed = (await bob.ResultOfAsync("board_free", First)).GetProperty("data");

            Assert.Equal(("bob", "take_over"), (taken.Text("holder"), taken.GetProperty("change").Text("op")));
            Assert.Equal(("note", "free"), (noted.GetProperty("change").Text("op"), freed.GetProperty("change").Text("op")));
            foreach (var told in new[] { same, noted, taken, freed })
            {
                Assert.DoesNotContain("ann", told.GetRawText(), StringComparison.Ordinal);
                Assert.DoesNotContain("vpn", told.GetRawText(), StringComparison.Ordinal);
                Assert.False(told.TryGetProperty("note", out _) || told.TryGetProperty("since", out _) || told.GetProperty("change").TryGetProperty("before_since", out _));
            }
        });

    [WireFact(WireNeeds.Commands)]
    public Task Board_WhoComesBackTooLate_BeginsAnew_AndTheHistoryIsThere() => CheckAsync(
        new WireHubSetup { HasDurableInbox = true, Options = [.. _boards, "Namespaces:line:MapStreamSize=2"] },
        async hub =>
        {
            var ann = await hub.ConnectAsync("ann");
            await ann.ResultOfAsync("board_create", Two);
            var map = new WireMap(ann, "line:a");
            await map.ComeInAsync();
            await ann.ResultAsync("unsubscribe", """{"channel":"line:a"}""");
            await ann.ResultOfAsync("board_take", First);
            await ann.ResultOfAsync("board_free", First);

            Assert.True((await map.ComeBackAsync()).Result.Flag("recovered"));
            await ann.ResultAsync("unsubscribe", """{"channel":"line:a"}""");
            await ann.ResultOfAsync("board_take", First);
            await ann.ResultOfAsync("board_free", First);
            await ann.ResultOfAsync("board_take", First);

            AssertError(ErrorCodes.UnrecoverablePosition, await map.ComeBackAsync());
            await map.ComeInAsync();
            Assert.Contains("\"holder\":\"ann\"", map.Entries["vpn/1"], StringComparison.Ordinal);
            Assert.Equal(8, (await ann.ResultOfAsync("board_history", """{"channel":"line:a"}""")).List("changes").Length);
        });

    // The messages say more than the code.
    private static void AssertCode(ErrorCode error, WireAnswer answer) => Assert.Equal((error.Code, false), (answer.Code, answer.IsClosed));

    private Task CheckBoardAsync(Func<WireHub, Task> check) => CheckAsync(new WireHubSetup { HasDurableInbox = true, Options = _boards }, check);
}
