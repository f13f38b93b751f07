using System.Text.Json;
using Switchboard.Tests.Hooks;
using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>Subscriptions: the client's, and the server's.</content>
public abstract partial class WireSpec
{
    [WireFact(WireNeeds.Commands)]
    public Task Subscribe_Channel_StartsAtItsPosition() => CheckAsync(async hub =>
    {
        var top = await hub.PublishAsync("room:a", "1");
        var ann = await hub.ConnectAsync("ann");

        var start = await ann.ResultAsync("subscribe", """{"channel":"room:a"}""");

        Assert.Equal((top.Epoch, (long)top.Offset, true), (start.Text("epoch"), start.Number("offset"), start.Flag("recoverable")));
        Assert.False(start.Flag("recovered"));
        await hub.PublishAsync("room:a", "2");
        Assert.Equal("2", (await ann.FindAsync(WireEventKind.Publication)).Data);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Subscribe_Refused_IsAnsweredWithTheReason() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await ann.ResultAsync("subscribe", """{"channel":"room:a"}""");

        AssertError(ErrorCodes.AlreadySubscribed, await ann.CommandAsync("subscribe", """{"channel":"room:a"}"""));
        AssertError(ErrorCodes.PermissionDenied, await ann.CommandAsync("subscribe", """{"channel":"closed:a"}"""));
        AssertError(ErrorCodes.UnknownChannel, await ann.CommandAsync("subscribe", """{"channel":"nowhere:a"}"""));
        AssertError(ErrorCodes.PermissionDenied, await ann.CommandAsync("subscribe", """{"channel":"closed:a","token":"none"}"""));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Subscribe_WithAToken_IsLetInAndGivenItsData() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var token = WireHub.Token("ann", """
            "channel":"closed:a","data":{"x":1}
            """);

        var start = await ann.ResultAsync("subscribe", $$"""{"channel":"closed:a","token":"{{token}}"}""");

        Assert.Equal("""{"x":1}""", start.Json("data"));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Subscribe_PrivateChannel_NeedsAToken() => CheckAsync("Channels:PrivatePrefix=$", async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var token = WireHub.Token("ann", """
            "channel":"$room:a"
            """);

        AssertError(ErrorCodes.PermissionDenied, await ann.CommandAsync("subscribe", """{"channel":"$room:a"}"""));
        await ann.ResultAsync("subscribe", $$"""{"channel":"$room:a","token":"{{token}}"}""");
        await ann.ResultAsync("publish", """{"channel":"$room:a","data":1}""");

        var publication = await ann.FindAsync(WireEventKind.Publication);
        Assert.Equal(("$room:a", "1"), (publication.Channel, publication.Data));
        await hub.CountAsync("$room:a", 1);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Subscribe_WithATokenThatIsExpired_IsToldToRenewIt() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        AssertError(ErrorCodes.TokenExpired, await ann.CommandAsync("subscribe", Subscribe(hub, -1)));
        await ann.ResultAsync("subscribe", Subscribe(hub, 10));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Subscribe_WithATokenOfAnother_ClosesTheConnection() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var token = WireHub.Token("bob", """
            "channel":"closed:a"
            """);

        Assert.True((await ann.CommandAsync("subscribe", $$"""{"channel":"closed:a","token":"{{token}}"}""")).IsClosed);

        await AssertClosedAsync(CloseCodes.InvalidToken, ann);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Subscribe_DecidedByAHook_IsAsTheHookSays() => CheckAsync(
        new WireHubSetup
        {
            Decisions = new Decisions
            {
                Subscribing = Decisions.At<SubscribingContext>(static context =>
                {
                    switch (context.Channel)
                    {
                        case "hooked:no":
                            context.Deny(new ErrorCode(1001, "not now"));
                            break;
                        case "hooked:out":
                            context.Disconnect(new CloseCode(4501, "out"));
                            break;
                        default:
                            context.Allow();
                            break;
                    }
                }),
            },
        },
        async hub =>
        {
            var ann = await hub.ConnectAsync("ann");

            AssertError(new ErrorCode(1001, "not now"), await ann.CommandAsync("subscribe", """{"channel":"hooked:no"}"""));
            await ann.ResultAsync("subscribe", """{"channel":"hooked:a"}""");
            Assert.True((await ann.CommandAsync("subscribe", """{"channel":"hooked:out"}""")).IsClosed);
            await AssertClosedAsync(new CloseCode(4501, "out"), ann);
        });

    [WireFact(WireNeeds.Commands)]
    public Task Unsubscribe_Channel_ReceivesNothingMore() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await ann.ResultAsync("subscribe", """{"channel":"room:a"}""");
        await ann.ResultAsync("subscribe", """{"channel":"room:b"}""");

        await ann.ResultAsync("unsubscribe", """{"channel":"room:a"}""");

        await hub.PublishAsync("room:a", "1");
        await hub.PublishAsync("room:b", "2");
        Assert.Equal(("room:b", "2"), ((await ann.FindAsync(WireEventKind.Publication)) is var it ? it.Channel : "", it.Data));
        await ann.ResultAsync("subscribe", """{"channel":"room:a"}""");
    });

    [WireFact(WireNeeds.Commands)]
    public Task Unsubscribe_ChannelWithoutASubscription_IsAnswered() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        await ann.ResultAsync("unsubscribe", """{"channel":"room:a"}""");
    });

    [WireFact]
    public Task ServerSide_OfTheToken_AreToldWithTheirPositions() => CheckAsync(async hub =>
    {
        var top = await hub.PublishAsync("room:a", "1");
        var ann = await hub.ConnectAsync("ann", """
            "channels":["room:a"],"subs":{"room:b":{"data":{"x":1}}}
            """);

        var started = await StartedAsync(ann, 3);

        Assert.Equal(["#ann", "room:a", "room:b"], started.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal((top.Epoch, (long)top.Offset, true), (started["room:a"].Text("epoch"), started["room:a"].Number("offset"), started["room:a"].Flag("recoverable")));
        Assert.Equal("""{"x":1}""", started["room:b"].Json("data"));
        await hub.PublishAsync("room:b", "2");
        Assert.Equal(("room:b", "2"), ((await ann.NextAsync(WireEventKind.Publication)) is var it ? it.Channel : "", it.Data));
    });

    [WireFact(WireNeeds.ConnectSubscriptions)]
    public Task ServerSide_AskedForWhenConnecting_AreHadWhereTheyMay() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", fields: """
            "subs":{"room:a":{},"closed:a":{}}
            """);

        Assert.Equal(["#ann", "room:a"], (await StartedAsync(ann, 2)).Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    });

    [WireFact]
    public Task ServerSide_ByTheServerLater_IsToldAndEnded() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await StartedAsync(ann, 1);

        await hub.Api.SubscribeAsync(ConnectionTarget.OfUser("ann"), "room:a", new SubscribeOptions { Data = "5"u8.ToArray() }, TestContext.Current.CancellationToken);
        var started = await ann.NextAsync(WireEventKind.Subscribed);
        Assert.Equal(("room:a", "5"), (started.Channel, started.Data));
        await hub.PublishAsync("room:a", "1");
        Assert.Equal("1", (await ann.NextAsync(WireEventKind.Publication)).Data);

        await hub.Api.UnsubscribeAsync(ConnectionTarget.OfUser("ann"), "room:a", cancellationToken: TestContext.Current.CancellationToken);
        var ended = await ann.NextAsync(WireEventKind.Unsubscribed);
        Assert.Equal(("room:a", 2000, "server unsubscribe"), (ended.Channel, ended.Body.Number("code"), ended.Body.Text("reason")));
        await hub.EmptyAsync("room:a");
    });

    private static async Task<Dictionary<string, JsonElement>> StartedAsync(WireConnection connection, int count)
    {
        var started = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        while (started.Count < count)
        {
            var next = await connection.NextAsync(WireEventKind.Subscribed);
            started.Add(next.Channel, next.Body);
        }

        return started;
    }
}
