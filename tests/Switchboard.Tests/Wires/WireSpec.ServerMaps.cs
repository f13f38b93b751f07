using System.Text;
using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>Map channels that the server subscribes its clients to: they are sent whole.</content>
public abstract partial class WireSpec
{
    private static readonly string[] _smallPages = ["Namespaces:map:MapPageSize=2", "Namespaces:map:MapMaxPageSize=2"];

    [WireFact]
    public Task ServerSide_MapOfTheToken_IsSentWholeAndThenWhatComes() => CheckAsync(new WireHubSetup { Options = _smallPages }, async hub =>
    {
        var top = await FillMapAsync(hub, 5);

        var ann = await hub.ConnectAsync("ann", "\"channels\":[\"map:a\"]");

        var started = await FindStartAsync(ann);
        Assert.Equal((top.Epoch, (long)top.Offset, false), (started.Text("epoch"), started.Number("offset"), started.Flag("recovered")));
        await AssertEntriesAsync(ann, ["k0=0", "k1=1", "k2=2", "k3=3", "k4=4"]);
        await SetAsync(hub, "k1", "7");
        var change = await ann.FindAsync(WireEventKind.Publication);
        Assert.Equal(("k1", "7", (long)top.Offset + 1), (change.Body.Text("key"), change.Data, change.Body.Number("offset")));
        await hub.Api.MapRemoveAsync("map:a", "k0", cancellationToken: Cancelled);
        var removal = await ann.FindAsync(WireEventKind.Publication);
        Assert.Equal(("k0", true), (removal.Body.Text("key"), removal.Body.Flag("removed")));
    });

    [WireFact]
    public Task ServerSide_MapByTheServerLater_IsSentWhole() => CheckAsync(new WireHubSetup { Options = _smallPages }, async hub =>
    {
        await FillMapAsync(hub, 3);
        var ann = await hub.ConnectAsync("ann");

        await hub.Api.SubscribeAsync(ConnectionTarget.OfUser("ann"), "map:a", cancellationToken: Cancelled);

        await FindStartAsync(ann);
        await AssertEntriesAsync(ann, ["k0=0", "k1=1", "k2=2"]);
    });

    [WireFact]
    public Task ServerSide_MapFromAPosition_IsSentWhatChanged() => CheckAsync(async hub =>
    {
        var top = await FillMapAsync(hub, 3);
        await SetAsync(hub, "k1", "7");
        await hub.Api.MapRemoveAsync("map:a", "k0", cancellationToken: Cancelled);
        var ann = await hub.ConnectAsync("ann");

        await hub.Api.SubscribeAsync(ConnectionTarget.OfUser("ann"), "map:a", new SubscribeOptions { RecoverSince = top }, Cancelled);

        Assert.Equal((long)top.Offset, (await FindStartAsync(ann)).Number("offset"));
        var first = await ann.NextAsync(WireEventKind.Publication);
        var second = await ann.NextAsync(WireEventKind.Publication);
        Assert.Equal(("k1", "7", (long)top.Offset + 1), (first.Body.Text("key"), first.Data, first.Body.Number("offset")));
        Assert.Equal(("k0", true), (second.Body.Text("key"), second.Body.Flag("removed")));
    });

    [WireFact]
    public Task ServerSide_MapFromAPositionThatIsLost_IsSentWhole() => CheckAsync("Namespaces:map:MapStreamSize=2", async hub =>
    {
        var top = await FillMapAsync(hub, 1);
        await FillMapAsync(hub, 4);
        var ann = await hub.ConnectAsync("ann");

        await hub.Api.SubscribeAsync(ConnectionTarget.OfUser("ann"), "map:a", new SubscribeOptions { RecoverSince = top }, Cancelled);

        Assert.Equal(5, (await FindStartAsync(ann)).Number("offset"));
        await AssertEntriesAsync(ann, ["k0=0", "k1=1", "k2=2", "k3=3"]);
    });

    [WireFact(WireNeeds.ConnectSubscriptions)]
    public Task ServerSide_MapAskedForWhenConnecting_IsSentWhole() => CheckAsync(async hub =>
    {
        await FillMapAsync(hub, 2);

        var ann = await hub.ConnectAsync("ann", fields: "\"subs\":{\"map:a\":{}}");

        await FindStartAsync(ann);
        await AssertEntriesAsync(ann, ["k0=0", "k1=1"]);
    });

    [WireFact]
    public Task ServerSide_MapThatIsTooLarge_IsLeftOutAndShutsNobodyOut() => CheckAsync("Limits:ReplyBytes=1024", async hub =>
    {
        await FillMapAsync(hub, 40);
        var ann = await hub.ConnectAsync("ann", """
            "channels":["map:a","room:b"]
            """);

        await hub.Api.MapPublishAsync("map:a", "more", "1"u8.ToArray(), cancellationToken: Cancelled);
        await hub.PublishAsync("room:b", "2");

        var first = await ann.FindAsync(WireEventKind.Publication);
        Assert.Equal(("room:b", "2"), (first.Channel, first.Data));
    });

    private static async Task<Position> FillMapAsync(WireHub hub, int count)
    {
        for (var i = 0; i < count - 1; i++)
        {
            await SetAsync(hub, $"k{i}", $"{i}");
        }

        return (await hub.Api.MapPublishAsync("map:a", $"k{count - 1}", Encoding.UTF8.GetBytes($"{count - 1}"), cancellationToken: Cancelled)).Position;
    }

    private static async Task<System.Text.Json.JsonElement> FindStartAsync(WireConnection connection)
    {
        while (true)
        {
            var started = await connection.FindAsync(WireEventKind.Subscribed);
            if (started.Channel == "map:a")
            {
                return started.Body;
            }
        }
    }

    // In the order of the map, and without positions of their own: that of the subscription is behind all of them.
    private static async Task AssertEntriesAsync(WireConnection connection, string[] expected)
    {
        var entries = new List<string>();
        while (entries.Count < expected.Length)
        {
            var entry = await connection.FindAsync(WireEventKind.Publication);
            Assert.Equal(("map:a", 0L), (entry.Channel, entry.Body.Number("offset")));
            entries.Add($"{entry.Body.Text("key")}={entry.Data}");
        }

        Assert.Equal(expected, entries, StringComparer.Ordinal);
    }
}
