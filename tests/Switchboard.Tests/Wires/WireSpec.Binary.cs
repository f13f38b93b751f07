using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>Publications that are not JSON, for clients that speak JSON.</content>
public abstract partial class WireSpec
{
    private const string Any = "Namespaces:room:Payload=any";

    private static readonly byte[] _bytes = [0x00, 0xFF, 0x10];

    [WireFact(WireNeeds.Commands | WireNeeds.JsonAlone)]
    public Task Binary_InARequestedChannel_ClosesTheConnection() => CheckAsync(Any, async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await ann.ResultAsync("subscribe", """{"channel":"room:a"}""");

        await PublishBytesAsync(hub, "room:a");

        await AssertClosedAsync(CloseCodes.InappropriateProtocol, ann);
    });

    [WireFact(WireNeeds.Commands | WireNeeds.JsonAlone)]
    public Task Binary_AmongWhatWasMissed_ClosesTheConnection() => CheckAsync(Any, async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var top = await PublishAsync(hub, 2);
        await PublishBytesAsync(hub, "room:a");

        var answer = await ann.CommandAsync("subscribe", Recover(1, top.Epoch));

        Assert.True(answer.IsClosed);
        await AssertClosedAsync(CloseCodes.InappropriateProtocol, ann);
        await hub.EmptyAsync("room:a");
    });

    [WireFact(WireNeeds.Commands | WireNeeds.JsonAlone)]
    public Task Binary_InHistory_ClosesTheConnection() => CheckAsync(Any, async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await PublishAsync(hub, 2);
        await PublishBytesAsync(hub, "room:a");
        Assert.Equal(["1", "2"], DataOf(await ann.ResultAsync("history", """{"channel":"room:a","limit":2}""")), StringComparer.Ordinal);

        var answer = await ann.CommandAsync("history", """{"channel":"room:a","limit":3}""");

        Assert.True(answer.IsClosed);
        await AssertClosedAsync(CloseCodes.InappropriateProtocol, ann);
    });

    [WireFact(WireNeeds.Commands | WireNeeds.JsonAlone | WireNeeds.ConnectSubscriptions)]
    public Task Binary_InHistoryOfAServersChannel_IsAnError() => CheckAsync(Any, async hub =>
    {
        await PublishBytesAsync(hub, "room:a");
        var ann = await hub.ConnectAsync("ann", """
            "channels":["room:a"]
            """);

        var answer = await ann.CommandAsync("history", """{"channel":"room:a","limit":1}""");

        Assert.Equal((ErrorCodes.NotAvailable.Code, false), (answer.Code, answer.IsClosed));
    });

    [WireFact(WireNeeds.JsonAlone)]
    public Task Binary_InAServersChannel_IsLeftOut() => CheckAsync(Any, async hub =>
    {
        var ann = await hub.ConnectAsync("ann", """
            "channels":["room:a"]
            """);

        await PublishBytesAsync(hub, "room:a");
        await hub.PublishAsync("room:a", "2");

        var next = await ann.FindAsync(WireEventKind.Publication);
        Assert.Equal(("2", 2), (next.Data, next.Body.Number("offset")));
    });

    [WireFact(WireNeeds.JsonAlone | WireNeeds.ConnectSubscriptions)]
    public Task Binary_AmongWhatAServersChannelMissed_IsLeftOut() => CheckAsync(Any, async hub =>
    {
        var top = await hub.PublishAsync("room:a", "1");
        await PublishBytesAsync(hub, "room:a");
        await hub.PublishAsync("room:a", "3");

        var ann = await hub.ConnectAsync("ann", """
            "channels":["room:a"]
            """, $$"""
            "subs":{"room:a":{"recover":true,"offset":1,"epoch":"{{top.Epoch}}"} }
            """);

        var start = await StartOfAsync(ann, "room:a");
        Assert.Equal((1, true), (start.Number("offset"), start.Flag("recovered")));
        Assert.Equal("3", (await ann.FindAsync(WireEventKind.Publication)).Data);
    });

    [WireFact(WireNeeds.JsonAlone | WireNeeds.ConnectSubscriptions)]
    public Task Binary_AmongWhatAConnectAsksFor_RefusesIt() => CheckAsync(Any, async hub =>
    {
        var top = await hub.PublishAsync("room:a", "1");
        await PublishBytesAsync(hub, "room:a");

        var (ann, answer) = await hub.TryConnectAsync(WireHub.Token("ann"), $$"""
            "subs":{"room:a":{"recover":true,"offset":1,"epoch":"{{top.Epoch}}"} }
            """);

        AssertRefused(CloseCodes.InappropriateProtocol, ann, answer);
    });

    [WireFact(WireNeeds.JsonAlone)]
    public Task Binary_ToAUser_IsLeftOutOfItsInbox() => CheckAsync("Namespaces:default:Payload=any", async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        await hub.Api.SendAsync("ann", _bytes, cancellationToken: TestContext.Current.CancellationToken);
        await hub.SendAsync("ann", "2");

        Assert.Equal("2", (await ann.FindAsync(WireEventKind.Publication)).Data);
    });

    private static Task<Position> PublishBytesAsync(WireHub hub, string channel)
        => hub.Api.PublishAsync(channel, _bytes, cancellationToken: TestContext.Current.CancellationToken).AsTask();
}
