using System.Text.Json;
using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>Replies are no larger than <c>limits.replyBytes</c>.</content>
public abstract partial class WireSpec
{
    private const string SmallReplies = "Limits:ReplyBytes=1024";

    private static readonly string _text = $"\"{new string('x', 300)}\"";

    [WireFact(WireNeeds.Commands)]
    public Task Replies_HistoryOverTheBound_GoesOnFromItsLastOffset() => CheckAsync(SmallReplies, async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var top = await FillAsync(hub, 5);

        Assert.Equal([1, 2], OffsetsOf(await ann.ResultAsync("history", """{"channel":"room:a","limit":-1}""")));
        Assert.Equal([3, 4], OffsetsOf(await ann.ResultAsync("history", Since(2, top.Epoch))));
        var last = await ann.ResultAsync("history", Since(4, top.Epoch));
        Assert.Equal([5], OffsetsOf(last));
        Assert.Equal(5, last.Number("offset"));
        Assert.Equal([5, 4], OffsetsOf(await ann.ResultAsync("history", """{"channel":"room:a","limit":5,"reverse":true}""")));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Replies_LargerThanTheBoundByItself_IsSentAlone() => CheckAsync(SmallReplies, async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var large = $"\"{new string('x', 5000)}\"";
        await hub.PublishAsync("room:a", large);
        await hub.PublishAsync("room:a", large);

        Assert.Equal([1], OffsetsOf(await ann.ResultAsync("history", """{"channel":"room:a","limit":-1}""")));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Replies_RecoveryOverTheBound_IsNotRecovered() => CheckAsync(SmallReplies, async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var top = await FillAsync(hub, 5);

        var start = await ann.ResultAsync("subscribe", Recover(1, top.Epoch));

        Assert.False(start.Flag("recovered"));
        Assert.Empty(DataOf(start));
        Assert.Equal(5, start.Number("offset"));
        var other = await hub.ConnectAsync("bob");
        Assert.Equal(["4", "5"], (await other.ResultAsync("subscribe", Recover(3, top.Epoch))).List("publications").Select(static it => it.Json("offset")), StringComparer.Ordinal);
    });

    [WireFact(WireNeeds.ConnectSubscriptions)]
    public Task Replies_ManyRecoveriesInAConnect_ShareTheBound() => CheckAsync(SmallReplies, async hub =>
    {
        var a = await FillAsync(hub, 2);
        var b = await hub.PublishAsync("room:b", _text);
        await hub.PublishAsync("room:b", _text);

        var ann = await hub.ConnectAsync("ann", """
            "channels":["room:a","room:b"]
            """, $$"""
            "subs":{"room:a":{"recover":true,"offset":0,"epoch":"{{a.Epoch}}"},"room:b":{"recover":true,"offset":0,"epoch":"{{b.Epoch}}"} }
            """);

        var starts = new[] { await StartAsync(ann), await StartAsync(ann) };
        Assert.Single(starts, static start => start.Flag("recovered") && start.List("publications").Length == 2);
        Assert.Single(starts, static start => !start.Flag("recovered") && start.List("publications").Length == 0);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Replies_PresenceOverTheBound_IsAnError() => CheckAsync(SmallReplies, async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var claims = $"\"channels\":[\"room:a\"],\"info\":\"{new string('x', 600)}\"";
        await hub.BystanderAsync("bob", claims);
        await ann.ResultAsync("presence", """{"channel":"room:a"}""");
        await hub.BystanderAsync("cid", claims);

        var answer = await ann.CommandAsync("presence", """{"channel":"room:a"}""");

        Assert.Equal((ErrorCodes.LimitExceeded.Code, false), (answer.Code, answer.IsClosed));
        Assert.Contains("limits.replyBytes (1024)", answer.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await hub.Api.PresenceAsync("room:a", Cancelled)).Count);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Replies_InboxOverTheBound_HasACursor() => CheckAsync(SmallReplies, async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        for (var i = 0; i < 5; i++)
        {
            await hub.SendAsync("ann", _text);
        }

        var seen = 0;
        string? cursor = "";
        while (cursor is not null)
        {
            var page = await ann.ResultOfAsync("inbox", $$"""{"cursor":"{{cursor}}"}""");
            Assert.InRange(page.List("messages").Length, 1, 3);
            seen += page.List("messages").Length;
            cursor = page.Has("cursor") ? page.Text("cursor") : null;
        }

        Assert.Equal(5, seen);
    });

    private static async Task<JsonElement> StartAsync(WireConnection connection)
    {
        while (true)
        {
            if (await connection.FindAsync(WireEventKind.Subscribed) is var begun && begun.Channel.StartsWith("room:", StringComparison.Ordinal))
            {
                return begun.Body;
            }
        }
    }

    private static string Since(int offset, string epoch) => $$"""{"channel":"room:a","limit":-1,"since":{"offset":{{offset}},"epoch":"{{epoch}}"} }""";

    private static IEnumerable<long> OffsetsOf(JsonElement page) => page.List("publications").Select(static it => it.Number("offset"));

    private static async Task<Position> FillAsync(WireHub hub, int count)
    {
        Position position = default;
        for (var i = 0; i < count; i++)
        {
            position = await hub.PublishAsync("room:a", _text);
        }

        return position;
    }
}
