using Switchboard.Tests.Hooks;
using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>A connect that fails on its way leaves nothing behind.</content>
public abstract partial class WireSpec
{
    [WireFact]
    public Task Connect_SubscriptionOverTheLimit_LeavesNothingBehind() => CheckAsync(
        new WireHubSetup { Options = ["Limits:ChannelsPerConnection=2", "Limits:ConnectionsPerUser=1"] },
        async hub =>
        {
            var bob = await WatchAsync(hub);

            var (connection, answer) = await hub.TryConnectAsync(WireHub.Token("ann", """
                "channels":["room:a","room:b"]
                """));

            AssertRefused(CloseCodes.ChannelLimit, connection, answer);
            await AssertNothingOfAnnAsync(hub, bob);
        });

    [WireFact]
    public Task Connect_SubscriptionFails_LeavesNothingBehind() => CheckAsync(
        new WireHubSetup { BrokenChannel = "room:broken", Options = ["Limits:ConnectionsPerUser=1"] },
        async hub =>
        {
            var bob = await WatchAsync(hub);

            var (_, answer) = await hub.TryConnectAsync(WireHub.Token("ann", """
                "channels":["room:a","room:broken"]
                """));

            Assert.NotEqual((0u, false), (answer.Code, answer.IsClosed));
            await AssertNothingOfAnnAsync(hub, bob);
        });

    [WireFact]
    public Task Connect_HookFails_LeavesNothingBehind() => CheckAsync(
        new WireHubSetup
        {
            Options = ["Limits:ConnectionsPerUser=1"],
            Decisions = Decisions.OnConnecting(static context =>
            {
                if (context.Principal.Info.Length > 0)
                {
                    throw new InvalidOperationException("The application's fault.");
                }
            }),
        },
        async hub =>
        {
            var bob = await WatchAsync(hub);

            var (_, answer) = await hub.TryConnectAsync(WireHub.Token("ann", """
                "info":1,"channels":["room:a"]
                """));

            Assert.NotEqual((0u, false), (answer.Code, answer.IsClosed));
            await AssertNothingOfAnnAsync(hub, bob);
        });

    [WireFact(WireNeeds.ConnectSubscriptions)]
    public Task Connect_HookThatIsAskedForASubscriptionClosesIt_LeavesNothingBehind() => CheckAsync(
        new WireHubSetup
        {
            Options = ["Limits:ConnectionsPerUser=1"],
            Decisions = new Decisions
            {
                Subscribing = Decisions.At<SubscribingContext>(static context =>
                {
                    if (context.Channel == "room:b")
                    {
                        context.Disconnect(new CloseCode(4501, "out"));
                    }
                }),
            },
        },
        async hub =>
        {
            var bob = await WatchAsync(hub);

            var (connection, answer) = await hub.TryConnectAsync(WireHub.Token("ann", """
                "channels":["room:a"]
                """), """
                "subs":{"room:b":{}}
                """);

            AssertRefused(new CloseCode(4501, "out"), connection, answer);
            await AssertNothingOfAnnAsync(hub, bob);
        });

    [WireFact(WireNeeds.ConnectAgain)]
    public Task Connect_Failed_MayDoNothing() => CheckAsync(new WireHubSetup { BrokenChannel = "room:broken" }, async hub =>
    {
        var (connection, answer) = await hub.TryConnectAsync(WireHub.Token("ann", """
            "channels":["room:a","room:broken"]
            """));
        Assert.NotEqual((0u, false), (answer.Code, answer.IsClosed));

        // Some wires close the connection for it, others pass it over.
        var publishing = connection.CommandAsync("publish", Publish);
        if (WireExceptions.Has(Wire, WireNeeds.RefusalCloses))
        {
            await AssertClosedAsync(CloseCodes.BadRequest, connection);
            Assert.True((await publishing).IsClosed);
        }
        else
        {
            await connection.ConnectAsync(WireHub.Token("ann"));
        }

        Assert.Empty((await hub.Api.HistoryAsync("room:a", cancellationToken: Cancelled)).Publications);
    });

    [WireFact(WireNeeds.ConnectAgain)]
    public Task Connect_Failed_IsClosedInTime() => CheckAsync(new WireHubSetup { BrokenChannel = "room:broken" }, async hub =>
    {
        var (connection, answer) = await hub.TryConnectAsync(WireHub.Token("ann", """
            "channels":["room:broken"]
            """));
        if (answer.IsClosed)
        {
            // A Socket.IO client comes back only where the transport ends, so that happens at once.
            Assert.False(WireExceptions.Has(Wire, WireNeeds.RefusalCloses));
            return;
        }

        await AssertClosedInTimeAsync(hub, CloseCodes.Stale, connection);
    });

    /// <summary>It is mended sooner or later: no client may have given up by then.</summary>
    [WireFact]
    public Task Connect_StoreIsDamaged_HasTheClientComeBack() => CheckAsync(DamagedStore, async hub =>
    {
        var (connection, answer) = await hub.TryConnectAsync(WireHub.Token("ann", """
            "channels":["room:a"]
            """));

        if (answer.IsClosed)
        {
            Assert.True((await connection.FindAsync(WireEventKind.Closed)).Body.Flag("reconnect"));
        }
        else
        {
            Assert.Equal((108u, true), (answer.Code, answer.IsTemporary));
        }
    });

    [WireFact(WireNeeds.Commands)]
    public Task Commands_StoreIsDamaged_SayWhetherTryingAgainHelps() => CheckAsync(DamagedStore, async hub =>
    {
        var connection = await hub.ConnectAsync("ann");

        Assert.Equal((108u, true), CodeOf(await connection.CommandAsync("subscribe", """{"channel":"room:a"}""")));
        Assert.Equal((108u, false), CodeOf(await connection.CommandAsync("publish", Publish)));
        Assert.Equal((108u, false), CodeOf(await connection.CommandAsync("history", """{"channel":"room:a","limit":1}""")));
    });

    [WireFact]
    public Task Connect_SubscriptionOfAHookIsUnknown_LeavesNothingBehind() => CheckAsync(
        new WireHubSetup
        {
            Options = ["Limits:ConnectionsPerUser=1"],
            Decisions = Decisions.OnConnecting(static context =>
            {
                if (context.Principal.Info.Length > 0)
                {
                    context.Subscribe("room:a");
                    context.Subscribe("nowhere:a");
                }
            }),
        },
        async hub =>
        {
            var bob = await WatchAsync(hub);

            var (connection, answer) = await hub.TryConnectAsync(WireHub.Token("ann", """
                "info":1
                """));

            AssertRefused(ErrorCodes.UnknownChannel, connection, answer);
            await AssertNothingOfAnnAsync(hub, bob);
        });

    private static WireHubSetup DamagedStore => new() { HasDurableInbox = true, AreStreamsDamaged = true, Options = ["Namespaces:room:Storage=durable"] };

    private static (uint Code, bool IsTemporary) CodeOf(WireAnswer answer) => (answer.Code, answer.IsTemporary);

    private static async Task AssertNothingOfAnnAsync(WireHub hub, WireConnection bob)
    {
        await hub.CountAsync("room:a", 1);
        await hub.EmptyAsync("room:b");
        await hub.PublishAsync("room:a", "\"nobody came\"");
        Assert.Equal("\"nobody came\"", (await bob.NextAsync(WireEventKind.Publication)).Data);
        Assert.DoesNotContain(hub.Seen.Rest(), static happened => happened is not PublishedEvent);

        // The user's place is free: it may have one connection, and has no other.
        var ann = await hub.BystanderAsync("ann");
        Assert.Equal("ann", (await hub.Seen.NextAsync<ConnectedEvent>()).Connection.User);
        Assert.Single((await ann.ResultOfAsync("connections", "{}")).List("connections"));
    }
}
