using Switchboard.Results;
using Switchboard.Tests.Hooks;
using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>Publishing and receiving.</content>
public abstract partial class WireSpec
{
    [WireFact]
    public Task Publish_ByTheServer_ArrivesWithItsPosition() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", """
            "channels":["room:a"]
            """);
        var position = await hub.PublishAsync("room:a", """{"text":"héllo","n":[1,null,true]}""");

        var publication = await ann.FindAsync(WireEventKind.Publication);
        Assert.Equal("room:a", publication.Channel);
        Assert.Equal("""{"text":"héllo","n":[1,null,true]}""", publication.Data);
        Assert.Equal(position.Offset, (ulong)publication.Body.Number("offset"));
        Assert.False(publication.Body.Has("info"));
    });

    [WireFact]
    public Task Publish_WithTagsAndAnEvent_ArrivesWithThem() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", """
            "channels":["room:a"]
            """);
        var tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["colour"] = "red" };
        await hub.Api.PublishAsync("room:a", "1"u8.ToArray(), new PublishOptions { Tags = tags }, Cancelled);
        await hub.Api.PublishAsync("room:a", "2"u8.ToArray(), new PublishOptions { Event = "news" }, Cancelled);

        var tagged = await ann.FindAsync(WireEventKind.Publication);
        Assert.Equal(("1", "red"), (tagged.Data, tagged.Body.GetProperty("tags").Text("colour")));
        var named = await ann.NextAsync(WireEventKind.Publication);
        Assert.Equal(("2", "news"), (named.Data, named.Body.GetProperty("tags").Text("event")));
    });

    [WireFact]
    public Task Publish_Many_ArriveInOrderAndOnce() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", """
            "channels":["room:a"]
            """);
        for (var i = 1; i <= 50; i++)
        {
            await hub.PublishAsync("room:a", $"{i}");
        }

        for (var i = 1; i <= 50; i++)
        {
            var publication = await ann.FindAsync(WireEventKind.Publication);
            Assert.Equal(($"{i}", i), (publication.Data, publication.Body.Number("offset")));
        }
    });

    [WireFact(WireNeeds.Commands)]
    public Task Publish_ByAClient_NamesItAndReachesItselfToo() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", """
            "info":{"name":"Ann"}
            """);
        var bob = await hub.BystanderAsync("bob");
        await ann.ResultAsync("subscribe", """{"channel":"room:a"}""");
        await bob.ResultAsync("subscribe", """{"channel":"room:a"}""");

        await ann.ResultAsync("publish", """{"channel":"room:a","data":"hello"}""");

        foreach (var connection in new[] { ann, bob })
        {
            var publication = await connection.FindAsync(WireEventKind.Publication);
            Assert.Equal(("room:a", "\"hello\"", 1), (publication.Channel, publication.Data, publication.Body.Number("offset")));
            var info = publication.Body.GetProperty("info");
            Assert.Equal(("ann", """{"name":"Ann"}"""), (info.Text("user"), info.Json("conn_info")));
        }
    });

    [WireFact(WireNeeds.Commands)]
    public Task Publish_NotAllowed_IsAnsweredWithTheReason() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        AssertError(ErrorCodes.PermissionDenied, await ann.CommandAsync("publish", """{"channel":"closed:a","data":1}"""));
        AssertError(ErrorCodes.UnknownChannel, await ann.CommandAsync("publish", """{"channel":"nowhere:a","data":1}"""));
        AssertError(InvalidField.Missing("data"), await ann.CommandAsync("publish", """{"channel":"room:a"}"""));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Publish_TooLarge_IsAnsweredLimitExceeded() => CheckAsync("Namespaces:room:MaxPayloadBytes=100", async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        AssertError(ErrorCodes.LimitExceeded, await ann.CommandAsync("publish", $$"""{"channel":"room:a","data":"{{new string('x', 100)}}"}"""));
        await ann.ResultAsync("publish", """{"channel":"room:a","data":1}""");
    });

    [WireFact(WireNeeds.Commands)]
    public Task Publish_RepeatedUnderItsKey_TakesEffectOnce() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        for (var i = 0; i < 2; i++)
        {
            await ann.ResultAsync("publish", """{"channel":"room:a","data":1,"idempotency_key":"k"}""");
        }

        var history = await hub.Api.HistoryAsync("room:a", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Single(history.Publications);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Publish_DecidedByAHook_IsAsTheHookSays() => CheckAsync(
        new WireHubSetup
        {
            Decisions = new Decisions
            {
                Subscribing = Decisions.At<SubscribingContext>(static context => context.Allow()),
                Publishing = Decisions.At<PublishingContext>(static context =>
                {
                    if (context.Channel == "hooked:no")
                    {
                        context.Deny(new ErrorCode(1001, "not now"));
                    }
                    else
                    {
                        context.Allow();
                        context.Data = "\"changed\""u8.ToArray();
                    }
                }),
            },
        },
        async hub =>
        {
            var ann = await hub.ConnectAsync("ann");
            await ann.ResultAsync("subscribe", """{"channel":"hooked:a"}""");

            AssertError(new ErrorCode(1001, "not now"), await ann.CommandAsync("publish", """{"channel":"hooked:no","data":1}"""));
            await ann.ResultAsync("publish", """{"channel":"hooked:a","data":1}""");

            Assert.Equal("\"changed\"", (await ann.FindAsync(WireEventKind.Publication)).Data);
        });

    [WireFact(WireNeeds.Commands | WireNeeds.AsyncMessage)]
    public Task Send_OfTheProtocol_ReachesTheApplication() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await hub.Seen.NextAsync<ConnectedEvent>();
        await hub.Seen.NextAsync<SubscribedEvent>();

        await ann.SendMessageAsync("""{"a":1}""");

        var seen = await hub.Seen.NextAsync<MessageReceivedEvent>();
        Assert.Equal(("ann", """{"a":1}"""), (seen.Connection.User, System.Text.Encoding.UTF8.GetString(seen.Data.Span)));
    });
}
