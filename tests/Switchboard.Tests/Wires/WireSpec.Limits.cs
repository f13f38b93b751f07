using Switchboard.Tests.Hooks;
using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>Limits, and the heartbeat.</content>
public abstract partial class WireSpec
{
    private const string Publish = """{"channel":"room:a","data":1}""";

    [WireFact(WireNeeds.Commands)]
    public Task Commands_TooMany_AreRefusedAndThenCloseTheConnection() => CheckAsync("Limits:CommandsPerSecond=5", async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var answers = new List<WireAnswer>();

        while (answers is not [.., { IsClosed: true }])
        {
            answers.Add(await ann.CommandAsync("publish", Publish));
            Assert.InRange(answers.Count, 1, 20);
        }

        Assert.Contains(answers, static answer => answer.Code == 0);
        Assert.All(answers.SkipWhile(static answer => answer.Code == 0).SkipLast(1), static answer => AssertError(ErrorCodes.TooManyRequests, answer));
        Assert.Equal(5, answers.Count(static answer => answer is { Code: 111, IsClosed: false }));
        await AssertClosedAsync(CloseCodes.TooManyRequests, ann);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Commands_TooMany_AreTakenAgainInTheNextSecond() => CheckAsync("Limits:CommandsPerSecond=5", async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        while ((await ann.CommandAsync("publish", Publish)).Code == 0)
        {
        }

        hub.Advance(TimeSpan.FromSeconds(1));

        await ann.ResultAsync("publish", Publish);
    });

    [WireFact(WireNeeds.Commands | WireNeeds.Heartbeat)]
    public Task Commands_Pongs_AreNotCounted() => CheckAsync("Limits:CommandsPerSecond=5", async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        for (var i = 0; i < 20; i++)
        {
            await ann.SendPongAsync();
        }

        await ann.ResultAsync("publish", Publish);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Channels_OverTheLimit_AreRefusedUntilOneIsLeft() => CheckAsync("Limits:ChannelsPerConnection=2", async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await ann.ResultAsync("subscribe", """{"channel":"room:a"}""");

        AssertError(ErrorCodes.LimitExceeded, await ann.CommandAsync("subscribe", """{"channel":"room:b"}"""));
        await ann.ResultAsync("unsubscribe", """{"channel":"room:a"}""");
        await ann.ResultAsync("subscribe", """{"channel":"room:b"}""");
    });

    [WireFact(WireNeeds.Commands)]
    public Task Memory_NoRoomForAFurtherStream_RefusesPublicationsAloneAndForNow() => CheckAsync("Limits:MemoryStreams=1", async hub =>
    {
        var bob = await hub.BystanderAsync("bob");
        await bob.ResultAsync("subscribe", """{"channel":"room:b","positioned":true}""");
        await bob.ResultAsync("publish", """{"channel":"room:b","data":1}""");
        var ann = await hub.ConnectAsync("ann");

        AssertError(ErrorCodes.NotAvailable with { Temporary = true }, await ann.CommandAsync("publish", Publish));
        await ann.ResultAsync("subscribe", """{"channel":"room:a"}""");
        Assert.Equal(0, (await ann.ResultAsync("history", """{"channel":"room:c","limit":1}""")).Number("offset"));
        await bob.ResultAsync("unsubscribe", """{"channel":"room:b"}""");
        await ann.ResultAsync("publish", Publish);
    });

    [WireFact]
    public Task Reader_TooSlow_IsClosed() => CheckAsync("Limits:OutboundQueueBytes=65536", async hub =>
    {
        var ann = await hub.ConnectAsync("ann", """
            "channels":["room:a"]
            """);
        var bob = await hub.BystanderAsync("bob");
        await bob.ResultAsync("subscribe", """{"channel":"room:b"}""");
        ann.StopReading();

        var large = $"\"{new string('x', 60_000)}\"";
        var gone = hub.GoneAsync();
        while (!gone.IsCompleted)
        {
            await hub.PublishAsync("room:a", large);
        }

        Assert.Equal(("ann", CloseCodes.Slow), ((await gone).Connection.User, (await gone).Code));
        ann.GoOnReading();
        await AssertClosedAsync(CloseCodes.Slow, ann);
        await hub.PublishAsync("room:b", "1");
        Assert.Equal("1", (await bob.FindAsync(WireEventKind.Publication)).Data);
    });

    [WireFact(WireNeeds.ServerPings)]
    public Task Heartbeat_Ping_Comes() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        await hub.PassUntilAsync(ann.PingAsync());
    });

    [WireFact(WireNeeds.Commands | WireNeeds.Heartbeat)]
    public Task Heartbeat_Answered_KeepsTheConnection() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await ann.SettleAsync();

        for (var i = 0; i < 3; i++)
        {
            hub.Advance(TimeSpan.FromSeconds(26));
            await ann.KeepAliveAsync();
            await ann.ResultAsync("publish", Publish);
        }
    });

    // What Socket.IO does, which reads on, SocketIoOrderTests have.
    [WireFact(WireNeeds.Commands | WireNeeds.Heartbeat | WireNeeds.AsyncMessage)]
    public Task Heartbeat_AnsweredBehindASlowCommand_KeepsTheConnection()
    {
        var gate = new Gate();
        var setup = new WireHubSetup
        {
            Options = ["Hooks:DecisionTimeoutMilliseconds=300000"],
            Decisions = new Decisions { Subscribing = context => context.Channel == "room:a" ? gate.WaitAsync() : Task.CompletedTask },
        };
        return CheckAsync(setup, async hub =>
        {
            var ann = await hub.ConnectAsync("ann");
            await ann.SettleAsync();
            var subscribing = ann.CommandAsync("subscribe", """{"channel":"room:a"}""");
            await gate.Reached;
            for (var i = 0; i < 3; i++)
            {
                hub.Advance(TimeSpan.FromSeconds(26));
                await ann.KeepAliveAsync();
            }

            gate.Open();

            Assert.Equal((0u, false), ((await subscribing).Code, (await subscribing).IsClosed));
            await ann.ResultAsync("publish", Publish);
        });
    }

    [WireFact(WireNeeds.Heartbeat)]
    public Task Heartbeat_NotAnswered_ClosesTheConnection() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        await AssertClosedInTimeAsync(hub, CloseCodes.NoPong, ann);

        Assert.Equal(CloseCodes.NoPong, (await hub.GoneAsync()).Code);
    });

    /// <summary>Asserts that a connection is closed as time passes.</summary>
    private Task<bool> AssertClosedInTimeAsync(WireHub hub, CloseCode code, WireConnection connection)
    {
        return hub.PassUntilAsync(ClosedAsync());

        async Task<bool> ClosedAsync()
        {
            await AssertClosedAsync(code, connection);
            return true;
        }
    }
}
