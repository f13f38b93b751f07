using System.Text.Json;
using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>The past of a channel, and getting what was missed of it.</content>
public abstract partial class WireSpec
{
    [WireFact(WireNeeds.Commands)]
    public Task History_Page_IsWhatWasAskedFor() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var top = await PublishAsync(hub, 5);

        var all = await ann.ResultAsync("history", """{"channel":"room:a","limit":-1}""");
        Assert.Equal(["1", "2", "3", "4", "5"], DataOf(all), StringComparer.Ordinal);
        Assert.Equal((top.Epoch, 5), (all.Text("epoch"), all.Number("offset")));
        Assert.Equal(["1", "2"], DataOf(await ann.ResultAsync("history", """{"channel":"room:a","limit":2}""")), StringComparer.Ordinal);
        Assert.Equal(["5", "4"], DataOf(await ann.ResultAsync("history", """{"channel":"room:a","limit":2,"reverse":true}""")), StringComparer.Ordinal);
        Assert.Equal(["4", "5"], DataOf(await ann.ResultAsync(
            "history", $$"""{"channel":"room:a","limit":-1,"since":{"offset":3,"epoch":"{{top.Epoch}}"} }""")), StringComparer.Ordinal);
        var position = await ann.ResultAsync("history", """{"channel":"room:a","limit":0}""");
        Assert.Empty(DataOf(position));
        Assert.Equal((top.Epoch, 5), (position.Text("epoch"), position.Number("offset")));
    });

    [WireFact(WireNeeds.Commands)]
    public Task History_Refused_IsAnsweredWithTheReason() => CheckAsync("Namespaces:default:AllowHistory=user", async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await PublishAsync(hub, 1);

        AssertError(ErrorCodes.PermissionDenied, await ann.CommandAsync("history", """{"channel":"closed:a","limit":1}"""));
        AssertError(ErrorCodes.NotAvailable, await ann.CommandAsync("history", """{"channel":"a","limit":1}"""));
        AssertError(ErrorCodes.UnrecoverablePosition, await ann.CommandAsync("history", """{"channel":"room:a","limit":1,"since":{"offset":1,"epoch":"another"} }"""));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Recover_FromAPosition_BringsWhatWasMissedAndGoesOn() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var top = await PublishAsync(hub, 3);

        var start = await ann.ResultAsync("subscribe", Recover(1, top.Epoch));

        Assert.True(start.Flag("recovered"));
        Assert.Equal(["2", "3"], DataOf(start), StringComparer.Ordinal);
        Assert.Equal([2, 3], start.List("publications").Select(static it => it.Number("offset")));
        await hub.PublishAsync("room:a", "4");
        var next = await ann.FindAsync(WireEventKind.Publication);
        Assert.Equal(("4", 4), (next.Data, next.Body.Number("offset")));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Recover_Answer_NamesThePositionThatItStartsBehind() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var top = await PublishAsync(hub, 3);

        var start = await ann.ResultAsync("subscribe", Recover(1, top.Epoch));

        Assert.Equal((top.Epoch, 1), (start.Text("epoch"), start.Number("offset")));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Recover_LeftBeforeWhatWasMissed_BringsItAgain() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var top = await PublishAsync(hub, 3);
        var first = await ann.ResultAsync("subscribe", Recover(1, top.Epoch));
        await ann.ResultAsync("unsubscribe", """{"channel":"room:a"}""");

        var second = await ann.ResultAsync("subscribe", Recover((int)first.Number("offset"), first.Text("epoch")));

        Assert.True(second.Flag("recovered"));
        Assert.Equal(["2", "3"], DataOf(second), StringComparer.Ordinal);
    });

    [WireFact(WireNeeds.ConnectSubscriptions)]
    public Task Recover_ServerSide_NamesThePositionThatItStartsBehind() => CheckAsync(async hub =>
    {
        var top = await PublishAsync(hub, 3);

        var ann = await hub.ConnectAsync("ann", """
            "channels":["room:a"]
            """, $$"""
            "subs":{"room:a":{"recover":true,"offset":1,"epoch":"{{top.Epoch}}"} }
            """);

        var start = await StartOfAsync(ann, "room:a");
        Assert.Equal((top.Epoch, 1, true), (start.Text("epoch"), start.Number("offset"), start.Flag("recovered")));
    });

    [WireFact]
    public Task Recover_ByAService_NamesThePositionThatItStartsBehind() => CheckAsync(async hub =>
    {
        var top = await PublishAsync(hub, 3);
        var ann = await hub.ConnectAsync("ann");

        await hub.Api.SubscribeAsync(new ConnectionTarget { User = "ann" }, "room:a", new SubscribeOptions { RecoverSince = top with { Offset = 1 } }, TestContext.Current.CancellationToken);

        var start = await StartOfAsync(ann, "room:a");
        Assert.Equal((top.Epoch, 1), (start.Text("epoch"), start.Number("offset")));
        var missed = new[] { await ann.FindAsync(WireEventKind.Publication), await ann.FindAsync(WireEventKind.Publication) };
        Assert.Equal(["2", "3"], missed.Select(static it => it.Data), StringComparer.Ordinal);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Recover_NothingMissed_IsRecovered() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var top = await PublishAsync(hub, 2);

        var start = await ann.ResultAsync("subscribe", Recover(2, top.Epoch));

        Assert.True(start.Flag("recovered"));
        Assert.Empty(DataOf(start));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Recover_EmptyChannel_IsRecovered() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var first = await ann.ResultAsync("subscribe", """{"channel":"room:a","recoverable":true,"positioned":true}""");
        await ann.ResultAsync("unsubscribe", """{"channel":"room:a"}""");

        var again = await ann.ResultAsync("subscribe", Recover(0, first.Text("epoch")));

        Assert.NotEmpty(first.Text("epoch"));
        Assert.True(again.Flag("recovered"));
        Assert.Equal(first.Text("epoch"), again.Text("epoch"));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Recover_MoreThanIsKept_IsNotRecoveredAndBringsNothing() => CheckAsync("Namespaces:room:HistorySize=2", async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var top = await PublishAsync(hub, 5);

        var start = await ann.ResultAsync("subscribe", Recover(1, top.Epoch));

        Assert.False(start.Flag("recovered"));
        Assert.Empty(DataOf(start));
        Assert.Equal((top.Epoch, 5), (start.Text("epoch"), start.Number("offset")));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Recover_FromAnotherEpoch_IsNotRecovered() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await PublishAsync(hub, 2);

        var start = await ann.ResultAsync("subscribe", Recover(1, "another"));

        Assert.False(start.Flag("recovered"));
        Assert.Empty(DataOf(start));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Recover_InACacheNamespace_BringsTheNewest() => CheckAsync("Namespaces:room:Recovery=cache", async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var top = await PublishAsync(hub, 3);

        var start = await ann.ResultAsync("subscribe", Recover(1, top.Epoch));

        Assert.Equal(["3"], DataOf(start), StringComparer.Ordinal);
    });

    [WireFact(WireNeeds.ConnectSubscriptions)]
    public Task Recover_ServerSide_BringsWhatWasMissed() => CheckAsync(async hub =>
    {
        var top = await PublishAsync(hub, 3);

        var ann = await hub.ConnectAsync("ann", """
            "channels":["room:a"]
            """, $$"""
            "subs":{"room:a":{"recover":true,"offset":1,"epoch":"{{top.Epoch}}"} }
            """);

        var missed = new[] { await ann.FindAsync(WireEventKind.Publication), await ann.FindAsync(WireEventKind.Publication) };
        Assert.Equal(["2", "3"], missed.Select(static it => it.Data), StringComparer.Ordinal);
    });

    /// <summary>What the server says of a subscription that it began.</summary>
    private static async Task<JsonElement> StartOfAsync(WireConnection connection, string channel)
    {
        while (true)
        {
            if (await connection.FindAsync(WireEventKind.Subscribed) is var begun && begun.Channel == channel)
            {
                return begun.Body;
            }
        }
    }

    private static string Recover(int offset, string epoch) => $$"""{"channel":"room:a","recover":true,"offset":{{offset}},"epoch":"{{epoch}}"}""";

    private static async Task<Position> PublishAsync(WireHub hub, int count)
    {
        Position position = default;
        for (var i = 1; i <= count; i++)
        {
            position = await hub.PublishAsync("room:a", $"{i}");
        }

        return position;
    }

    private static IEnumerable<string> DataOf(JsonElement page) => page.List("publications").Select(static it => it.Json("data"));
}
