using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>Who is in a channel, and who comes and goes.</content>
public abstract partial class WireSpec
{
    [WireFact(WireNeeds.Commands)]
    public Task Presence_OfAChannel_ListsWhoIsThere() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", """
            "info":{"name":"Ann"}
            """);
        var bob = await hub.BystanderAsync("bob");
        await ann.ResultAsync("subscribe", """{"channel":"room:a"}""");
        await bob.ResultAsync("subscribe", """{"channel":"room:a"}""");

        var present = (await ann.ResultAsync("presence", """{"channel":"room:a"}""")).GetProperty("presence").EnumerateObject().ToArray();

        Assert.Equal(["ann", "bob"], present.Select(static it => it.Value.Text("user")).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(present, static it => Assert.Equal(it.Name, it.Value.Text("client")));
        Assert.Single(present, static it => it.Value.Json("conn_info") == """{"name":"Ann"}""");
    });

    [WireFact(WireNeeds.Commands)]
    public Task PresenceStats_OfAChannel_CountsWhoIsThere() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var other = await hub.BystanderAsync("ann");
        await ann.ResultAsync("subscribe", """{"channel":"room:a"}""");
        await other.ResultAsync("subscribe", """{"channel":"room:a"}""");

        var stats = await ann.ResultAsync("presence_stats", """{"channel":"room:a"}""");

        Assert.Equal((2, 1), (stats.Number("num_clients"), stats.Number("num_users")));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Presence_NotAllowedOrNotKept_IsAnsweredWithTheReason() => CheckAsync("Namespaces:default:AllowPresence=user", async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        AssertError(ErrorCodes.PermissionDenied, await ann.CommandAsync("presence", """{"channel":"closed:a"}"""));
        AssertError(ErrorCodes.NotAvailable, await ann.CommandAsync("presence", """{"channel":"a"}"""));
    });

    [WireFact(WireNeeds.Commands)]
    public Task JoinLeave_OfOthers_IsToldToWhoAsksForIt() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await ann.ResultAsync("subscribe", """{"channel":"room:a","join_leave":true}""");
        Assert.Equal("ann", (await ann.FindAsync(WireEventKind.Join)).Body.Text("user"));
        var bob = await hub.BystanderAsync("bob");
        await bob.ResultAsync("subscribe", """{"channel":"room:a"}""");

        var join = await ann.NextAsync(WireEventKind.Join);
        Assert.Equal(("room:a", "bob"), (join.Channel, join.Body.Text("user")));

        await bob.ResultAsync("unsubscribe", """{"channel":"room:a"}""");
        var leave = await ann.NextAsync(WireEventKind.Leave);
        Assert.Equal(("room:a", "bob"), (leave.Channel, leave.Body.Text("user")));
    });

    [WireFact(WireNeeds.Commands)]
    public Task JoinLeave_NotAskedFor_IsNotTold() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await StartedAsync(ann, 1);
        await ann.ResultAsync("subscribe", """{"channel":"room:a"}""");
        var bob = await hub.BystanderAsync("bob");
        await bob.ResultAsync("subscribe", """{"channel":"room:a"}""");
        await hub.PublishAsync("room:a", "1");

        await ann.NextAsync(WireEventKind.Publication);
    });

    [WireFact]
    public Task JoinLeave_ForcedByTheNamespace_IsToldToAll() => CheckAsync("Namespaces:room:ForcePushJoinLeave=true", async hub =>
    {
        var ann = await hub.ConnectAsync("ann", """
            "channels":["room:a"]
            """);
        Assert.Equal("ann", (await ann.FindAsync(WireEventKind.Join)).Body.Text("user"));
        var bob = await hub.BystanderAsync("bob");
        await bob.ResultAsync("subscribe", """{"channel":"room:a"}""");

        Assert.Equal("bob", (await ann.FindAsync(WireEventKind.Join)).Body.Text("user"));
        await bob.DisposeAsync();
        Assert.Equal("bob", (await ann.NextAsync(WireEventKind.Leave)).Body.Text("user"));
    });
}
