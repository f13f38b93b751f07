using System.Collections.Concurrent;
using Switchboard.Connections;
using Switchboard.Protocols.EngineIo;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>What begins and ends together in an Engine.IO session.</summary>
public sealed class EngineIoLifeTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Upgrade_SessionEndsMeanwhile_EndsTheWebSocket(bool isProbed)
    {
        await using var server = await SioServer.StartAsync();
        var session = await server.PollAsync();
        await using var socket = await SioSocket.ConnectAsync(server.Address, "/engine.io/", session.Replace("polling", "websocket", StringComparison.Ordinal));
        if (isProbed)
        {
            Assert.Equal("3probe", await socket.AskAsync("2probe"));
        }

        Assert.Equal("200 ok", await server.PostAsync(session, "1"));

        Assert.StartsWith("closed", await socket.NextAsync(), StringComparison.Ordinal);
        Assert.Equal("200 6", await server.GetAsync(session));
        AssertNothingIsLeft(server);
    }

    [Fact]
    public async Task Upgrade_Completed_EndsWithItsWebSocket()
    {
        await using var server = await SioServer.StartAsync();
        var session = await server.PollAsync();
        await using (var socket = await SioSocket.ConnectAsync(server.Address, "/engine.io/", session.Replace("polling", "websocket", StringComparison.Ordinal)))
        {
            Assert.Equal("3probe", await socket.AskAsync("2probe"));
            await socket.SendAsync("5");
            Assert.Equal("4a", await socket.AskAsync("4a"));
        }

        AssertNothingIsLeft(server);
    }

    [Fact]
    public async Task Upgrade_DuringAPost_HandlesWhatWasPostedFirst()
    {
        var handler = new Recorder();
        await using var server = await SioServer.StartAsync(handler: handler);
        var session = await server.PollAsync();
        var post = server.PostAsync(session, "4slow");
        await handler.IsSlow.Task.InTime();
        await using var socket = await SioSocket.ConnectAsync(server.Address, "/engine.io/", session.Replace("polling", "websocket", StringComparison.Ordinal));
        Assert.Equal("3probe", await socket.AskAsync("2probe"));
        await socket.SendAsync("5");
        await socket.SendAsync("4second");

        handler.MayGoOn.SetResult();

        Assert.Equal("4done slow", await socket.NextAsync());
        Assert.Equal("4done second", await socket.NextAsync());
        Assert.Equal("200 ok", await post);
    }

    [Fact]
    public async Task Close_WhileAMessageIsHandled_IsToldBehindIt()
    {
        var handler = new Recorder();
        await using var server = await SioServer.StartAsync(handler: handler);
        var (socket, _) = await SioSocket.OpenAsync(server.Address, "/engine.io/");
        await using var __ = socket;
        await socket.SendAsync("4slow");
        await handler.IsSlow.Task.InTime();
        server.Get<ConnectionRegistry>().All.Single().Close(CloseCodes.ForceReconnect);
        Assert.Equal("closed 3011", await socket.NextAsync());

        handler.MayGoOn.SetResult();

        Waiting.Until(() => handler.Calls.Count == 3);
        Assert.Equal(["open", "slow", "close"], handler.Calls, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("polling")]
    [InlineData("websocket")]
    public async Task Cookie_Wanted_IsGivenToSessionsThatPoll(string transport)
    {
        await using var server = await SioServer.StartAsync(raw: new EngineIoOptions { CookieName = "io" });
        if (transport == "polling")
        {
            using var opened = await server.Http.GetAsync(new Uri("/engine.io/?EIO=4&transport=polling", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Matches("^io=[\\w-]{20}; path=/; samesite=lax; httponly$", opened.Headers.GetValues("Set-Cookie").Single());
            return;
        }

        var (socket, open) = await SioSocket.OpenAsync(server.Address, "/engine.io/");
        await using var _ = socket;
        Assert.StartsWith("0{", open, StringComparison.Ordinal);
        Assert.Equal("4a", await socket.AskAsync("4a"));
    }

    [Fact]
    public async Task Polling_ClientVanishes_IsClosedByPingTimeout()
    {
        var time = new FakeTimeProvider();
        await using var server = await SioServer.StartAsync(static io => io.OnConnection(static socket => socket.Join("room")), time: time);
        var session = await server.PollAsync(path: "/socket.io/");
        Assert.Equal("200 ok", await server.PostAsync(session, "40", "/socket.io/"));
        Assert.StartsWith("200 40{", await server.GetAsync(session, "/socket.io/"), StringComparison.Ordinal);
        var reasons = new ConcurrentQueue<string>();
        Observe(server, reasons);
        var connection = Remember(server);

        // In two steps, since timers see the time at the end of a step: the ping goes out at 25 seconds.
        time.Advance(TimeSpan.FromSeconds(25));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("200 2", await server.GetAsync(session, "/socket.io/"));
        time.Advance(TimeSpan.FromSeconds(18));
        AssertOpen(server);
        time.Advance(TimeSpan.FromSeconds(2));

        Waiting.Until(() => reasons.Contains("ping timeout", StringComparer.Ordinal));
        AssertNothingIsLeft(server);
        Assert.Equal(0, server.Get<Switchboard.Channels.ChannelRegistry>().Count);
        Assert.StartsWith("400 {\"code\":1", await server.GetAsync(session, "/socket.io/"), StringComparison.Ordinal);
        Waiting.Until(() =>
        {
            GC.Collect();
            return !connection.IsAlive;
        });
    }

    // What is looked at in the test's own method may stay in its frame, where nothing collects it: these have frames of their own.
    private static WeakReference Remember(SioServer server) => new(server.Get<ConnectionRegistry>().All.Single());

    private static void Observe(SioServer server, ConcurrentQueue<string> reasons) => server.Io.FetchSockets().Single().OnDisconnect(reasons.Enqueue);

    private static void AssertOpen(SioServer server) => Assert.True(server.Get<ConnectionRegistry>().All.Single().IsOpen);

    private static void AssertNothingIsLeft(SioServer server)
    {
        Waiting.Until(() => !server.Get<ConnectionRegistry>().All.Any());
        Waiting.Until(() => server.Get<EngineIoSweeper>().Servers.All(static entry => !entry.Server.Sessions.Any()));
        Waiting.Until(() => server.Get<ConnectionRegistry>().Count == 0);
    }

    private sealed class Recorder : IEngineIoHandler
    {
        public ConcurrentQueue<string> Calls { get; } = [];

        public TaskCompletionSource IsSlow { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource MayGoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask OnOpenAsync(EngineIoSocket socket)
        {
            Calls.Enqueue("open");
            return ValueTask.CompletedTask;
        }

        public async ValueTask OnMessageAsync(EngineIoSocket socket, EngineIoMessage message)
        {
            var text = message.Text;
            if (text == "slow")
            {
                IsSlow.SetResult();
                await MayGoOn.Task;
            }

            Calls.Enqueue(text);
            socket.Send($"done {text}");
        }

        public ValueTask OnCloseAsync(EngineIoSocket socket, string reason)
        {
            Calls.Enqueue("close");
            return ValueTask.CompletedTask;
        }
    }
}
