using System.Collections.Concurrent;
using Switchboard.Connections;
using Switchboard.Protocols.EngineIo;
using Switchboard.Protocols.SocketIo;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>What waits for what: events for those before them in their Socket.IO namespace, and nothing else.</summary>
public sealed class SocketIoOrderTests
{
    [Fact]
    public async Task Handlers_ThatAwaitTheClient_GetItsAcknowledgements()
    {
        await using var server = await SioServer.StartAsync(
            static io => io.OnConnection(static socket => socket.On("ask", async happened => socket.Emit("told", (await socket.EmitWithAckAsync("who")).Get<int>(0)))),
            static options => options.MaxConcurrentEvents = 2);
        await using var socket = await SioSocket.EnterAsync(server.Address);
        for (var i = 0; i < 4; i++)
        {
            await socket.SendAsync("42[\"ask\"]");
        }

        Assert.Equal("420[\"who\"]", await socket.NextAsync());
        Assert.Equal("421[\"who\"]", await socket.NextAsync());
        await socket.SendAsync("430[0]");
        Assert.Equal(["422[\"who\"]", "42[\"told\",0]"], await NextAsync(socket, 2), StringComparer.Ordinal);
        await socket.SendAsync("431[1]");
        Assert.Equal(["423[\"who\"]", "42[\"told\",1]"], await NextAsync(socket, 2), StringComparer.Ordinal);
        await socket.SendAsync("433[3]");
        Assert.Equal("42[\"told\",3]", await socket.NextAsync());
        Assert.Equal("42[\"told\",2]", await socket.AskAsync("432[2]"));
    }

    [Fact]
    public async Task Handlers_AllBusy_OtherNamespacesGoOn()
    {
        await using var blocked = new Blocked();
        await using var server = await SioServer.StartAsync(blocked.Use, static options => options.MaxConcurrentEvents = 2);
        await using var socket = await SioSocket.EnterAsync(server.Address);
        Assert.StartsWith("40/free,{", await socket.AskAsync("40/free,"), StringComparison.Ordinal);
        for (var i = 0; i < 10; i++)
        {
            await socket.SendAsync($"42[\"wait\",{i}]");
        }

        Assert.Equal("43/free,7[]", await socket.AskAsync("42/free,7[\"echo\"]"));
        Assert.Equal(["0", "1"], blocked.Begun, StringComparer.Ordinal);

        blocked.MayGoOn.SetResult();
        Waiting.Until(() => blocked.Begun.Count == 10);
        Assert.Equal(Enumerable.Range(0, 10).Select(static number => $"{number}"), blocked.Begun, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Handlers_AllBusy_PostsAreAnswered()
    {
        await using var blocked = new Blocked();
        await using var server = await SioServer.StartAsync(blocked.Use, static options => options.MaxConcurrentEvents = 1);
        var session = await server.PollAsync(path: "/socket.io/");
        Assert.Equal("200 ok", await server.PostAsync(session, "40", "/socket.io/"));

        Assert.Equal("200 ok", await server.PostAsync(session, "42[\"wait\",0]\u001e42[\"wait\",1]", "/socket.io/"));

        Assert.StartsWith("200 40", await server.GetAsync(session, "/socket.io/"), StringComparison.Ordinal);
        Assert.Equal("200 ok", await server.PostAsync(session, "40/free,\u001e42/free,1[\"echo\"]", "/socket.io/"));
        Assert.EndsWith("43/free,1[]", await server.GetAsync(session, "/socket.io/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Middleware_Slow_HoldsUpItsNamespaceAlone()
    {
        await using var blocked = new Blocked();
        await using var server = await SioServer.StartAsync(blocked.Use);
        await using var socket = await SioSocket.EnterAsync(server.Address);
        await socket.SendAsync("40/slow,");
        await socket.SendAsync("42/slow,1[\"echo\"]");

        Assert.StartsWith("40/free,{", await socket.AskAsync("40/free,"), StringComparison.Ordinal);
        Assert.Equal("43/free,2[]", await socket.AskAsync("42/free,2[\"echo\"]"));
        blocked.MayGoOn.SetResult();

        Assert.StartsWith("40/slow,{", await socket.NextAsync(), StringComparison.Ordinal);
        Assert.Equal("43/slow,1[]", await socket.NextAsync());
    }

    [Fact]
    public async Task Leaving_BehindEventsThatWait_LetsThemBeHandledFirst()
    {
        var seen = new ConcurrentQueue<string>();
        await using var blocked = new Blocked();
        await using var server = await SioServer.StartAsync(
            io =>
            {
                blocked.Use(io);
                io.OnConnection(socket => socket.OnDisconnect(_ => seen.Enqueue($"gone behind {blocked.Begun.Count}")));
            },
            static options => options.MaxConcurrentEvents = 1);
        await using (var socket = await SioSocket.EnterAsync(server.Address))
        {
            await socket.AskAsync("40/free,");
            for (var i = 0; i < 5; i++)
            {
                await socket.SendAsync("42[\"wait\"]");
            }

            await socket.AskAsync("42/free,1[\"echo\"]");
        }

        Waiting.Until(() => !seen.IsEmpty);
        Assert.Equal("gone behind 5", Assert.Single(seen));
    }

    [Fact]
    public async Task SentAway_WithEventsThatWait_NoneIsHandled()
    {
        await using var blocked = new Blocked();
        await using var server = await SioServer.StartAsync(blocked.Use, static options => options.MaxConcurrentEvents = 1);
        await using var socket = await SioSocket.EnterAsync(server.Address);
        await socket.AskAsync("40/free,");
        await socket.SendAsync("42[\"wait\",0]");
        await socket.SendAsync("42[\"wait\",1]");
        await socket.AskAsync("42/free,1[\"echo\"]");

        server.Get<ConnectionRegistry>().All.Single().Close(CloseCodes.ForceDisconnect);
        Waiting.Until(() => server.Io.Main.Count == 0);
        blocked.MayGoOn.SetResult();

        Assert.Equal("0", Assert.Single(blocked.Begun));
    }

    [Fact]
    public async Task Queue_Full_TheClientIsReadFurtherOnceThereIsRoom()
    {
        await using var blocked = new Blocked();
        await using var server = await SioServer.StartAsync(blocked.Use, static options =>
        {
            options.MaxConcurrentEvents = 1;
            options.MaxQueuedMessages = 3;
        });
        await using var socket = await SioSocket.EnterAsync(server.Address);
        for (var i = 0; i < 50; i++)
        {
            await socket.SendAsync($"42[\"wait\",{i}]");
        }

        var session = server.Get<EngineIoSweeper>().Servers.SelectMany(static entry => entry.Server.Sessions).Single();
        Waiting.Until(() => session.Backlog.StuckMilliseconds > 0);
        blocked.MayGoOn.SetResult();

        Waiting.Until(() => blocked.Begun.Count == 50);
        Assert.Equal(0, session.Backlog.StuckMilliseconds);
    }

    [Fact]
    public async Task Queue_ManyBytes_IsFull()
    {
        await using var blocked = new Blocked();
        await using var server = await SioServer.StartAsync(blocked.Use, static options =>
        {
            options.MaxConcurrentEvents = 1;
            options.MaxQueuedBytes = 10_000;
        });
        await using var socket = await SioSocket.EnterAsync(server.Address);
        for (var i = 0; i < 3; i++)
        {
            await socket.SendAsync($"42[\"wait\",\"{new string('x', 9000)}\"]");
        }

        var session = server.Get<EngineIoSweeper>().Servers.SelectMany(static entry => entry.Server.Sessions).Single();
        Waiting.Until(() => session.Backlog.StuckMilliseconds > 0);
    }

    [Fact]
    public async Task Queue_FullAndNothingHandled_ClosesTheConnection()
    {
        var time = new FakeTimeProvider();
        await using var blocked = new Blocked();
        await using var server = await SioServer.StartAsync(
            blocked.Use,
            static options =>
            {
                options.MaxConcurrentEvents = 1;
                options.MaxQueuedMessages = 1;
                options.PingInterval = TimeSpan.FromSeconds(5);
                options.PingTimeout = TimeSpan.FromSeconds(20);
            },
            time: time);
        await using var socket = await time.PassUntilAsync(SioSocket.EnterAsync(server.Address), TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < 3; i++)
        {
            await socket.SendAsync("42[\"wait\"]");
        }

        var connection = server.Get<ConnectionRegistry>().All.Single();
        await time.PassUntilAsync(() => !connection.IsOpen, TimeSpan.FromSeconds(1));

        Assert.Equal(CloseCodes.TooManyRequests, connection.CloseCode);
    }

    [Fact]
    public async Task RawHandler_Slow_PingsGoOn()
    {
        var handler = new SlowHandler();
        await using var server = await SioServer.StartAsync(handler: handler);
        var (socket, _) = await SioSocket.OpenAsync(server.Address, "/engine.io/", "EIO=3&transport=websocket");
        await using var __ = socket;
        await socket.SendAsync("4slow");
        await handler.IsSlow.Task.InTime();

        Assert.Equal("3", await socket.AskAsync("2"));

        handler.MayGoOn.SetResult();
        Assert.Equal("4done", await socket.NextAsync());
    }

    private static async Task<IReadOnlyList<string>> NextAsync(SioSocket socket, int count)
    {
        var packets = new List<string>();
        for (var i = 0; i < count; i++)
        {
            packets.Add(await socket.NextAsync());
        }

        return [.. packets.Order(StringComparer.Ordinal)];
    }

    /// <summary>Handlers and middleware that wait for the test.</summary>
    private sealed class Blocked : IAsyncDisposable
    {
        public TaskCompletionSource MayGoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<string> Begun { get; } = [];

        public void Use(SocketIoServer io)
        {
            io.OnConnection(socket => socket.On("wait", async happened =>
            {
                Begun.Enqueue(happened.Arguments.Count > 0 ? happened.Get<System.Text.Json.JsonElement>(0).ToString() : "");
                await MayGoOn.Task;
            }));
            io.Of("/free").OnConnection(static socket => socket.On("echo", static happened => happened.Ack()));
            io.Of("/slow").Use(_ => new ValueTask(MayGoOn.Task)).OnConnection(static socket => socket.On("echo", static happened => happened.Ack()));
        }

        public ValueTask DisposeAsync()
        {
            MayGoOn.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class SlowHandler : IEngineIoHandler
    {
        public TaskCompletionSource IsSlow { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource MayGoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask OnOpenAsync(EngineIoSocket socket) => ValueTask.CompletedTask;

        public async ValueTask OnMessageAsync(EngineIoSocket socket, EngineIoMessage message)
        {
            IsSlow.SetResult();
            await MayGoOn.Task;
            socket.Send("done");
        }

        public ValueTask OnCloseAsync(EngineIoSocket socket, string reason) => ValueTask.CompletedTask;
    }
}
