using Switchboard.Tests.Hooks;
using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>Coming, being refused, being told to go, and going.</content>
public abstract partial class WireSpec
{
    // Between two polls only the heartbeat shows that a client has vanished; that of the others is far off then.
    private static WireHubSetup Vanishing => new() { Options = ["SocketIo:PingIntervalMilliseconds=5000", "SocketIo:PingTimeoutMilliseconds=2000", "Connections:PingIntervalSeconds=3600"] };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [WireFact]
    public Task Connect_WithoutAToken_IsAnonymous() => CheckAsync(async hub =>
    {
        await hub.ConnectAsync("");

        Assert.Equal("", (await hub.Seen.NextAsync<ConnectedEvent>()).Connection.User);
    });

    [WireFact]
    public Task Connect_WithAToken_IsItsUserAndSeenBeforeAnythingElse() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", """
            "channels":["room:a"]
            """);

        Assert.Equal("ann", (await hub.Seen.NextAsync<ConnectedEvent>()).Connection.User);
        await hub.PublishAsync("room:a", "1");
        Assert.Equal(2, (await StartedAsync(ann, 2)).Count);
        Assert.Equal("1", (await ann.NextAsync(WireEventKind.Publication)).Data);
    });

    [WireFact]
    public Task Connect_AnonymousWhereNotAllowed_IsRefused() => CheckAsync("Connections:AllowAnonymous=false", async hub =>
    {
        var (connection, answer) = await hub.TryConnectAsync();

        AssertRefused(ErrorCodes.Unauthorized, connection, answer);
    });

    [WireFact]
    public Task Connect_InvalidToken_IsRefused() => CheckAsync(async hub =>
    {
        var (connection, answer) = await hub.TryConnectAsync("no-token");

        AssertRefused(CloseCodes.InvalidToken, connection, answer);
        Assert.Empty(hub.Seen.Rest());
    });

    [WireFact(WireNeeds.RefusalCloses | WireNeeds.RefusalCodes)]
    public Task Connect_InvalidToken_ClosesForGood() => CheckAsync(async hub =>
    {
        var (connection, _) = await hub.TryConnectAsync("no-token");

        await AssertClosedAsync(CloseCodes.InvalidToken, connection);
    });

    [WireFact]
    public Task Connect_ExpiredToken_IsToldToRenewIt() => CheckAsync(async hub =>
    {
        var (connection, answer) = await hub.TryConnectAsync(WireHub.Token("ann", $"\"exp\":{hub.In(-1)}"));

        AssertRefused(ErrorCodes.TokenExpired, connection, answer);
    });

    [WireFact(WireNeeds.ConnectAgain)]
    public Task Connect_AfterAnError_CanBeTriedAgain() => CheckAsync(async hub =>
    {
        var (connection, answer) = await hub.TryConnectAsync(WireHub.Token("ann", $"\"exp\":{hub.In(-1)}"));
        AssertRefused(ErrorCodes.TokenExpired, connection, answer);

        answer = await connection.ConnectAsync(WireHub.Token("ann"));

        Assert.Equal((0u, false), (answer.Code, answer.IsClosed));
        await connection.ResultAsync("publish", Publish);
        Assert.Equal("ann", (await hub.Seen.NextAsync<ConnectedEvent>()).Connection.User);
    });

    [WireFact]
    public Task Connect_DeniedByAHook_IsRefusedAndLeavesNothing() => CheckAsync(
        new WireHubSetup { Decisions = Decisions.OnConnecting(static context => context.Deny(new ErrorCode(1001, "not you"))) },
        async hub =>
        {
            var (connection, answer) = await hub.TryConnectAsync(WireHub.Token("ann"));

            AssertRefused(1001, "not you", connection, answer);
            Assert.Empty(hub.Seen.Rest());
        });

    [WireFact]
    public Task Connect_DisconnectedByAHook_IsRefusedAndLeavesNothing() => CheckAsync(
        new WireHubSetup { Decisions = Decisions.OnConnecting(static context => context.Disconnect(new CloseCode(4501, "go"))) },
        async hub =>
        {
            var (connection, answer) = await hub.TryConnectAsync(WireHub.Token("ann"));

            AssertRefused(4501, "go", connection, answer);
            Assert.Empty(hub.Seen.Rest());
        });

    [WireFact(WireNeeds.ConnectData)]
    public Task Connect_DataOfTheClient_ReachesTheHook() => CheckAsync(
        new WireHubSetup
        {
            Decisions = Decisions.OnConnecting(static context =>
            {
                if (!System.Text.Encoding.UTF8.GetString(context.Data.Span).Contains("\"open sesame\"", StringComparison.Ordinal))
                {
                    context.Deny();
                }
            }),
        },
        async hub =>
        {
            await hub.ConnectAsync("ann", fields: """
                "data":{"word":"open sesame"}
                """);

            var (connection, answer) = await hub.TryConnectAsync(WireHub.Token("ann"));
            AssertRefused(ErrorCodes.PermissionDenied, connection, answer);
        });

    [WireFact(WireNeeds.ConnectDetails)]
    public Task Connect_Answer_TellsExpiryAndData() => CheckAsync(
        new WireHubSetup { Decisions = Decisions.OnConnecting(static context => context.ReplyData = "7"u8.ToArray()) },
        async hub =>
        {
            var (_, answer) = await hub.TryConnectAsync(WireHub.Token("ann", $"\"exp\":{hub.In(60)}"));

            Assert.Equal((true, 60, "7"), (answer.Result.Flag("expires"), answer.Result.Number("ttl"), answer.Result.Json("data")));
        });

    [WireFact]
    public Task Connect_OverTheUsersLimit_IsRefusedUntilOneLeaves() => CheckAsync("Limits:ConnectionsPerUser=1", async hub =>
    {
        var first = await hub.ConnectAsync("ann");

        var (second, answer) = await hub.TryConnectAsync(WireHub.Token("ann"));

        AssertRefused(CloseCodes.ConnectionLimit, second, answer);
        await hub.SendAsync("ann", "1");
        Assert.Equal("1", (await first.FindAsync(WireEventKind.Publication)).Data);
        await first.LeaveAsync();
        await hub.GoneAsync();
        await hub.ConnectAsync("ann");
    });

    [WireFact]
    public Task Disconnect_ByTheServer_IsToldWithCodeAndReason() => CheckAsync(async hub =>
    {
        foreach (var code in new[] { CloseCodes.ForceDisconnect, new CloseCode(4242, "come back"), new CloseCode(4542, "stay away") })
        {
            var ann = await hub.ConnectAsync("ann");

            await hub.Api.DisconnectAsync(ConnectionTarget.OfUser("ann"), code, Cancelled);

            await AssertClosedAsync(code, ann);
            Assert.Equal(code, (await hub.GoneAsync()).Code);
        }
    });

    [WireFact]
    public Task Shutdown_OfTheServer_IsTold() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        var stopping = hub.StopAsync();

        await AssertClosedAsync(CloseCodes.Shutdown, ann);
        await ann.DisposeAsync();
        await hub.PassUntilAsync(StoppedAsync());

        async Task<bool> StoppedAsync()
        {
            await stopping;
            return true;
        }
    });

    [WireFact]
    public Task Leave_InOrder_IsSeenByOthers() => CheckAsync(Vanishing, static hub => CheckLeavingAsync(hub, static connection => connection.LeaveAsync()));

    [WireFact]
    public Task Leave_InOrder_IsItsUsersToObservers() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        await ann.LeaveAsync();

        Assert.Equal("ann", (await hub.GoneAsync()).Connection.User);
    });

    [WireFact]
    public Task Leave_WithoutAWord_IsSeenByOthers()
        => CheckAsync(Vanishing, static hub => CheckLeavingAsync(hub, static connection => connection.DisposeAsync().AsTask()));

    [WireFact(WireNeeds.OpenBeforeConnect)]
    public Task Open_WithoutConnecting_IsClosedInTime() => CheckAsync(async hub =>
    {
        var connection = hub.Create();
        await connection.OpenAsync();

        await AssertClosedInTimeAsync(hub, CloseCodes.Stale, connection);
    });

    [WireFact(WireNeeds.OpenBeforeConnect)]
    public Task Open_CommandBeforeConnecting_IsNotCarriedOut() => CheckAsync(async hub =>
    {
        var connection = hub.Create();
        await connection.OpenAsync();

        // Some wires close the connection for it, others pass it over.
        _ = connection.CommandAsync("publish", Publish);
        await connection.ConnectAsync(WireHub.Token("ann"));

        Assert.Empty((await hub.Api.HistoryAsync("room:a", cancellationToken: Cancelled)).Publications);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Connections_OfTheUser_AreListed() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await hub.BystanderAsync("ann");
        await hub.BystanderAsync("bob");
        await ann.ResultAsync("subscribe", """{"channel":"room:a"}""");

        var listed = (await ann.ResultOfAsync("connections", "{}")).List("connections");

        Assert.Equal(["ann", "ann"], listed.Select(static it => it.Text("user")), StringComparer.Ordinal);
        Assert.Single(listed, static it => it.List("channels").Any(static channel => channel.GetString() == "room:a"));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Observers_SeeEachEventOnceAndInOrder() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", """
            "channels":["room:s"]
            """);
        await ann.ResultAsync("subscribe", """{"channel":"room:a"}""");
        await ann.ResultAsync("subscribe", """{"channel":"room:b"}""");
        await ann.ResultAsync("unsubscribe", """{"channel":"room:a"}""");
        await ann.LeaveAsync();

        Assert.Equal("ann", (await hub.Seen.NextAsync<ConnectedEvent>()).Connection.User);
        var given = new[] { await hub.Seen.NextAsync<SubscribedEvent>(), await hub.Seen.NextAsync<SubscribedEvent>() };
        Assert.Equal([("#ann", true), ("room:s", true)], given.Select(static it => (it.Channel, it.IsServerSide)).Order());
        foreach (var channel in new[] { "room:a", "room:b" })
        {
            var begun = await hub.Seen.NextAsync<SubscribedEvent>();
            Assert.Equal((channel, false), (begun.Channel, begun.IsServerSide));
        }

        Assert.Equal("room:a", (await hub.Seen.NextAsync<UnsubscribedEvent>()).Channel);
        var ended = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ended.Add((await hub.Seen.NextAsync<UnsubscribedEvent>()).Channel);
        }

        Assert.Equal(["#ann", "room:b", "room:s"], ended.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        await hub.Seen.NextAsync<DisconnectedEvent>();
        Assert.Empty(hub.Seen.Rest());
    });

    /// <summary>Waits for what comes of it that a client has vanished. On polling that takes time.</summary>
    private static Task<T> WhenGoneAsync<T>(WireHub hub, Task<T> task)
        => hub.Wire is WireKind.SocketIo4Polling or WireKind.SocketIo5Polling ? hub.PassUntilAsync(task) : task;

    private static async Task CheckLeavingAsync(WireHub hub, Func<WireConnection, Task> leave)
    {
        var bob = await WatchAsync(hub);
        var ann = await hub.ConnectAsync("ann", """
            "channels":["room:a"]
            """);
        Assert.Equal("ann", (await bob.NextAsync(WireEventKind.Join)).Body.Text("user"));

        await leave(ann);

        Assert.Equal("ann", (await WhenGoneAsync(hub, bob.NextAsync(WireEventKind.Leave))).Body.Text("user"));
        await hub.CountAsync("room:a", 1);
        await WhenGoneAsync(hub, hub.GoneAsync());
    }

    /// <summary>Somebody who is in <c>room:a</c> and sees who comes and goes. The observers have nothing left to tell of them.</summary>
    private static async Task<WireConnection> WatchAsync(WireHub hub)
    {
        var bob = await hub.BystanderAsync("bob");
        await bob.NextAsync(WireEventKind.Subscribed);
        await bob.ResultAsync("subscribe", """{"channel":"room:a","join_leave":true}""");
        await bob.NextAsync(WireEventKind.Join);
        await hub.Seen.NextOfAsync<ConnectedEvent>("bob");
        await hub.Seen.NextOfAsync<SubscribedEvent>("bob");
        await hub.Seen.NextOfAsync<SubscribedEvent>("bob");
        return bob;
    }
}
