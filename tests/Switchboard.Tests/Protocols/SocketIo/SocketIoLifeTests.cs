using System.Collections.Concurrent;
using Switchboard.Channels;
using Switchboard.Connections;
using Switchboard.Protocols.SocketIo;
using Switchboard.Specs;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>Handlers, rooms and states of sockets, where things happen at the same time or not as planned.</summary>
public sealed class SocketIoLifeTests
{
    [Fact]
    public async Task OnConnection_AwaitsAnAck_GetsIt()
    {
        await using var server = await SioServer.StartAsync(static io => io.OnConnection(static async socket =>
        {
            var name = await socket.EmitWithAckAsync("who");
            socket.Emit("hello", name.Get<string>(0));
        }));
        await using var socket = await SioSocket.EnterAsync(server.Address);

        Assert.Equal("420[\"who\"]", await socket.NextAsync());

        Assert.Equal("42[\"hello\",\"ann\"]", await socket.AskAsync("430[\"ann\"]"));
    }

    [Fact]
    public async Task OnConnection_Throws_LeavesTheClientInside()
    {
        await using var server = await SioServer.StartAsync(static io => io
            .OnConnection((Func<SocketIoSocket, ValueTask>)(static _ => throw new InvalidOperationException()))
            .OnConnection(static socket => socket.Emit("hello")));
        await using var socket = await SioSocket.EnterAsync(server.Address);

        Assert.Equal("42[\"hello\"]", await socket.NextAsync());
    }

    [Fact]
    public async Task Ack_OfAValueThatCannotBeWritten_IsAnError()
    {
        await using var server = await SioServer.StartAsync(static io => io.OnConnection(static socket =>
            socket.On("loop", static happened => happened.Ack(new Loop()))));
        await using var socket = await SioSocket.EnterAsync(server.Address);

        Assert.StartsWith("430[{\"error\":{\"code\":100,", await socket.AskAsync("420[\"loop\"]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnDisconnect_AfterTheClientHasLeft_IsCalledAtOnce()
    {
        await using var server = await SioServer.StartAsync();
        await using var client = await SioSocket.EnterAsync(server.Address);
        var socket = server.Io.FetchSockets().Single();
        await client.SendAsync("41");
        Waiting.Until(() => !socket.Connected && server.Io.Main.Count == 0);
        var reasons = new ConcurrentQueue<string>();

        socket.OnDisconnecting(reasons.Enqueue);
        Waiting.Until(() => socket.Rooms.Count == 0);
        socket.OnDisconnect(reasons.Enqueue);

        Waiting.Until(() => reasons.Count == 2);
        Assert.All(reasons, static reason => Assert.Equal("client namespace disconnect", reason));
    }

    [Fact]
    public async Task Use_RefusesBehindAJoin_LeavesNoRoomBehind()
    {
        await using var server = await SioServer.StartAsync(static io => io
            .Use(static socket =>
            {
                socket.Join("room");
                return ValueTask.CompletedTask;
            })
            .Use(static _ => throw new SocketIoRefusedException("no")));
        var (socket, _) = await SioSocket.OpenAsync(server.Address);
        await using var __ = socket;

        Assert.Equal("44{\"message\":\"no\"}", await socket.AskAsync("40"));

        Assert.Equal(0, server.Get<ChannelRegistry>().Count);
    }

    [Fact]
    public async Task Use_Refuses_TheTimeToConnectGoesOn()
    {
        var time = new FakeTimeProvider();
        await using var server = await SioServer.StartAsync(
            static io => io.Use(static _ => throw new SocketIoRefusedException("no")), static options => options.ConnectTimeout = TimeSpan.FromSeconds(5), time: time);
        var session = await server.PollAsync(path: "/socket.io/");
        Assert.Equal("200 ok", await server.PostAsync(session, "40", "/socket.io/"));
        Assert.Equal("200 44{\"message\":\"no\"}", await server.GetAsync(session, "/socket.io/"));

        time.Advance(TimeSpan.FromSeconds(6));

        Waiting.Until(() => !server.Get<ConnectionRegistry>().All.Any());
    }

    [Fact]
    public async Task Rooms_LeftWhileTheyAreSentTo_DoNotLockUp()
    {
        await using var server = await SioServer.StartAsync();
        await using var client = await SioSocket.EnterAsync(server.Address);
        var socket = server.Io.FetchSockets().Single();
        socket.Join("room", "except");
        var filter = new AskingFilter(socket);
        var channels = server.Get<ChannelRegistry>();
        var subscription = new Subscription(socket.Connection, server.Io.Main.ChannelOf("room")) { Info = socket.Connection.Info, Filter = filter };
        channels.Add(subscription).GoLive(subscription, new Position(0, ""));

        // Under the lock of the room's channel, what is sent asks who is excepted ...
        var sending = Task.Run(() => server.Io.To("room").Except("except").Emit("never"), TestContext.Current.CancellationToken);
        await filter.IsAsked.Task.InTime();

        // ... while the socket is about to leave, and waits for that lock.
        var leaving = new Thread(() => socket.Leave("room")) { IsBackground = true };
        leaving.Start();
        Waiting.Until(() => leaving.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        filter.MayAnswer.Set();

        await sending.InTime();
        Assert.True(leaving.Join(Patience.Limit));
        channels.Remove(subscription);
        server.Io.Emit("last");
        Assert.Equal("42[\"last\"]", await client.NextAsync());
    }

    [Fact]
    public async Task Clients_GoneBeforeTheyAreIn_AreNotKept()
    {
        await using var server = await SioServer.StartAsync(
            static io => io.OnConnection(static socket => socket.Join("room")), static options => options.RecoveryTime = TimeSpan.FromMinutes(1));

        for (var i = 0; i < 200; i++)
        {
            var (socket, _) = await SioSocket.OpenAsync(server.Address);
            await socket.SendAsync("40");
            await socket.DisposeAsync();
        }

        Waiting.Until(() => server.Io.Main.Count == 0);
        Waiting.Until(() => server.Get<ChannelRegistry>().Count == 0);
    }

    [Fact]
    public async Task Namespace_Handlers_AnswerEveryClientUnlessItsSocketDoes()
    {
        await using var server = await SioServer.StartAsync(static io =>
        {
            io.On("who", static (socket, happened) => happened.Ack(socket.Id));
            io.Main.On<int, int>("double", static (_, number) => ValueTask.FromResult(number * 2));
            io.Main.On<string>("say", static (socket, text) =>
            {
                socket.Emit("said", text);
                return ValueTask.CompletedTask;
            });
            io.OnConnection(static socket => socket.On("own", static happened => happened.Ack("socket")));
            io.On("own", static (_, happened) => happened.Ack("namespace"));
        });
        await using var socket = await SioSocket.EnterAsync(server.Address);

        Assert.Equal($"430[\"{socket.Sid}\"]", await socket.AskAsync("420[\"who\"]"));
        Assert.Equal("431[42]", await socket.AskAsync("421[\"double\",21]"));
        Assert.Equal("42[\"said\",\"x\"]", await socket.AskAsync("42[\"say\",\"x\"]"));
        Assert.Equal("432[\"socket\"]", await socket.AskAsync("422[\"own\"]"));
        Assert.Throws<ArgumentException>(() => server.Io.On("own", static (_, _) => { }));
        Assert.Throws<ArgumentException>(() => server.Io.On("connect", static (_, _) => { }));
    }

    [Fact]
    public async Task Recovery_MoreThanMayBeKept_BeginsAnew()
    {
        await using var server = await SioServer.StartAsync(configure: static options =>
        {
            options.RecoveryTime = TimeSpan.FromMinutes(1);
            options.RecoveryBytes = 1000;
        });
        var first = await SioSocket.EnterAsync(server.Address);
        await first.DisposeAsync();
        Waiting.Until(() => server.Io.Main.Count == 0);
        server.Io.Emit("large", new string('x', 600));
        server.Io.Emit("large", new string('x', 600));

        await using var second = await SioSocket.EnterAsync(server.Address, $$"""{"pid":"{{first.Answer.GetProperty("pid").GetString()}}"}""");

        Assert.NotEqual(first.Sid, second.Sid, StringComparer.Ordinal);
        Assert.False(server.Io.FetchSockets().Single().Recovered);
    }

    [Theory]
    [InlineData("websocket")]
    [InlineData("polling")]
    public async Task Emit_TwoMegabyteEventsAtOnce_ReachAClientThatReads(string transport)
    {
        await using var server = await SioServer.StartAsync(static io => io.On("two", static (socket, _) =>
        {
            // Within the handling of one packet, so that nothing is sent in between.
            socket.Emit("first", new string('x', 1_000_000));
            socket.Emit("second", new string('y', 1_000_000));
        }));
        if (transport == "websocket")
        {
            await using var socket = await SioSocket.EnterAsync(server.Address);
            Assert.Equal(1_000_000 + 14, (await socket.AskAsync("42[\"two\"]")).Length);
            Assert.Equal(1_000_000 + 15, (await socket.NextAsync()).Length);
            return;
        }

        var session = await server.PollAsync(path: "/socket.io/");
        await server.PostAsync(session, "40", "/socket.io/");
        Assert.StartsWith("200 40", await server.GetAsync(session, "/socket.io/"), StringComparison.Ordinal);
        Assert.Equal("200 ok", await server.PostAsync(session, "42[\"two\"]", "/socket.io/"));
        Assert.StartsWith("200 42[\"first\"", await server.GetAsync(session, "/socket.io/"), StringComparison.Ordinal);
        Assert.StartsWith("200 42[\"second\"", await server.GetAsync(session, "/socket.io/"), StringComparison.Ordinal);
    }

    private sealed class AskingFilter(SocketIoSocket socket) : TagPredicate
    {
        public TaskCompletionSource IsAsked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim MayAnswer { get; } = new();

        public override bool Matches(IReadOnlyDictionary<string, string>? tags)
        {
            IsAsked.TrySetResult();
            MayAnswer.Wait(Patience.Limit);
            return !socket.IsIn("except");
        }
    }

    private sealed class Loop
    {
        public Loop Self => this;
    }
}
