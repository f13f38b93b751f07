using System.Text.Json;
using Switchboard.Protocols.SocketIo;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>The server API, with bare clients.</summary>
public sealed class SocketIoServerTests
{
    [Theory]
    [InlineData("40", "40")]
    [InlineData("40{\"token\":\"123\"}", "40")]
    [InlineData("40/custom,", "40/custom,")]
    [InlineData("40/custom,{\"token\":\"abc\"}", "40/custom,")]
    public async Task Connect_Auth_ReachesTheApplication(string connect, string head)
    {
        await using var server = await SioServer.StartAsync(static io =>
        {
            io.OnConnection(static socket => socket.Emit("auth", socket.Handshake.Auth));
            io.Of("custom").OnConnection(static socket => socket.Emit("auth", socket.Handshake.Auth));
        });
        var (socket, _) = await SioSocket.OpenAsync(server.Address);
        await using var __ = socket;

        Assert.StartsWith(head + "{\"sid\":\"", await socket.AskAsync(connect), StringComparison.Ordinal);

        var auth = connect.Contains('{', StringComparison.Ordinal) ? connect[connect.IndexOf('{', StringComparison.Ordinal)..] : "{}";
        Assert.Equal($"{head.Replace("40", "42", StringComparison.Ordinal)}[\"auth\",{auth}]", await socket.NextAsync());
    }

    [Fact]
    public async Task Connect_UnknownNamespace_IsRefused()
    {
        await using var server = await SioServer.StartAsync();
        var (socket, _) = await SioSocket.OpenAsync(server.Address);
        await using var __ = socket;

        Assert.Equal("44/random,{\"message\":\"Invalid namespace\"}", await socket.AskAsync("40/random"));
    }

    [Fact]
    public async Task Use_Refusing_IsAConnectError()
    {
        await using var server = await SioServer.StartAsync(static io => io.Use(static socket =>
            socket.Handshake.Auth.TryGetProperty("token", out _)
                ? ValueTask.CompletedTask
                : throw new SocketIoRefusedException("who are you?") { Details = new { retry = false } }));
        var (socket, _) = await SioSocket.OpenAsync(server.Address);
        await using var __ = socket;

        Assert.Equal("44{\"message\":\"who are you?\",\"data\":{\"retry\":false}}", await socket.AskAsync("40"));
        Assert.StartsWith("40{", await socket.AskAsync("40{\"token\":\"x\"}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("42[\"message\",1,\"2\",{\"3\":[true]}]", "42[\"message-back\",1,\"2\",{\"3\":[true]}]")]
    [InlineData("42456[\"with-ack\",1,\"2\",{\"3\":[false]}]", "43456[1,\"2\",{\"3\":[false]}]")]
    [InlineData("427[\"double\",21]", "437[42]")]
    public async Task Event_Handled_IsAnswered(string packet, string answer)
    {
        await using var server = await SioServer.StartAsync(UseEcho);
        await using var socket = await SioSocket.EnterAsync(server.Address);

        Assert.Equal(answer, await socket.AskAsync(packet));
    }

    [Theory]
    [InlineData("452-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]", "452-[\"message-back\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]")]
    [InlineData("452-789[\"with-ack\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]", "462-789[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]")]
    public async Task Event_Binary_ComesBackInOrder(string packet, string answer)
    {
        await using var server = await SioServer.StartAsync(UseEcho);
        await using var socket = await SioSocket.EnterAsync(server.Address);

        await socket.SendAsync(packet);
        await socket.SendAsync(1, 2, 3);
        await socket.SendAsync(4, 5, 6);

        Assert.Equal(answer, await socket.NextAsync());
        Assert.Equal("b010203", await socket.NextAsync());
        Assert.Equal("b040506", await socket.NextAsync());
    }

    [Fact]
    public async Task Event_HandlerThrows_IsAcknowledgedWithAnErrorAndTheClientStays()
    {
        await using var server = await SioServer.StartAsync(static io => io.OnConnection(static socket =>
            socket.On("boom", static (SocketIoEvent _) => throw new InvalidOperationException())));
        await using var socket = await SioSocket.EnterAsync(server.Address);

        Assert.StartsWith("430[{\"error\":{\"code\":100,", await socket.AskAsync("420[\"boom\"]"), StringComparison.Ordinal);
        Assert.StartsWith("431[{\"error\":{\"code\":100,", await socket.AskAsync("421[\"boom\"]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmitWithAck_Answered_Returns()
    {
        await using var server = await SioServer.StartAsync();
        await using var socket = await SioSocket.EnterAsync(server.Address);

        var asking = server.Io.FetchSockets().Single().EmitWithAckAsync("question", 6);
        Assert.Equal("420[\"question\",6]", await socket.NextAsync());
        await socket.SendAsync("430[7]");

        Assert.Equal(7, (await asking).Get<int>(0));
    }

    [Fact]
    public async Task EmitWithAck_NotAnswered_TimesOut()
    {
        await using var server = await SioServer.StartAsync();
        await using var socket = await SioSocket.EnterAsync(server.Address);

        await Assert.ThrowsAsync<TimeoutException>(() => server.Io.FetchSockets().Single()
            .EmitWithAckAsync("question", TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Rooms_ToExceptBroadcast_ReachWhomTheyAreFor()
    {
        await using var server = await SioServer.StartAsync(static io => io.OnConnection(static socket =>
        {
            socket.On<string[]>("join", rooms =>
            {
                socket.Join(rooms!);
                return ValueTask.CompletedTask;
            });
            socket.On("others", happened => socket.Broadcast.Emit("from", happened.Get<string>(0)));
        }));
        await using var first = await SioSocket.EnterAsync(server.Address);
        await using var second = await SioSocket.EnterAsync(server.Address);
        await first.SendAsync("42[\"join\",[\"a\",\"b\"]]");
        await second.SendAsync("42[\"join\",[\"b\"]]");
        Waiting.Until(() => server.Io.To("b").FetchSockets().Count == 2 && server.Io.To("a").FetchSockets().Count == 1);

        server.Io.To("a").To("b").Emit("both", 1);
        server.Io.To("b").Except("a").Emit("second", 2);
        server.Io.To(first.Sid).Emit("first", 3);
        await second.SendAsync("42[\"others\",\"second\"]");

        Assert.Equal("42[\"both\",1]", await first.NextAsync());
        Assert.Equal("42[\"first\",3]", await first.NextAsync());
        Assert.Equal("42[\"from\",\"second\"]", await first.NextAsync());
        Assert.Equal("42[\"both\",1]", await second.NextAsync());
        Assert.Equal("42[\"second\",2]", await second.NextAsync());
    }

    [Fact]
    public async Task Emit_BytesWithinObject_BecomeAttachments()
    {
        await using var server = await SioServer.StartAsync();
        await using var socket = await SioSocket.EnterAsync(server.Address);

        server.Io.Emit("file", "a.bin", new { Content = new byte[] { 1, 2 } });

        Assert.Equal("451-[\"file\",\"a.bin\",{\"content\":{\"_placeholder\":true,\"num\":0}}]", await socket.NextAsync());
        Assert.Equal("b0102", await socket.NextAsync());
    }

    [Fact]
    public async Task Disconnect_ByEitherSide_TellsTheReason()
    {
        var reasons = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var server = await SioServer.StartAsync(io => io.OnConnection(socket =>
        {
            socket.Join("room");
            socket.OnDisconnecting(reason => reasons.Enqueue($"{reason}, {socket.Rooms.Count} rooms"));
            socket.OnDisconnect(reason => reasons.Enqueue($"{reason}, {socket.Rooms.Count} rooms"));
        }));
        await using (var leaving = await SioSocket.EnterAsync(server.Address))
        {
            await leaving.SendAsync("41");
            Waiting.Until(() => reasons.Count == 2);
        }

        await using (var sent = await SioSocket.EnterAsync(server.Address))
        {
            server.Io.FetchSockets().Single().Disconnect();
            Assert.Equal("41", await sent.NextAsync());
        }

        await using (await SioSocket.EnterAsync(server.Address))
        {
            Waiting.Until(() => server.Io.Main.Count == 1);
        }

        Waiting.Until(() => reasons.Count == 6);
        Assert.Equal(
            ["client namespace disconnect, 1 rooms", "client namespace disconnect, 0 rooms", "server namespace disconnect, 1 rooms", "server namespace disconnect, 0 rooms", "transport close, 1 rooms", "transport close, 0 rooms"],
            reasons,
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task Disconnect_OfOneNamespace_LeavesTheOthers()
    {
        await using var server = await SioServer.StartAsync(static io =>
        {
            UseEcho(io);
            io.Of("/custom");
        });
        await using var socket = await SioSocket.EnterAsync(server.Address);
        await socket.AskAsync("40/custom,");

        await socket.SendAsync("41/custom,");

        Assert.Equal("42[\"message-back\",1]", await socket.AskAsync("42[\"message\",1]"));
        Assert.Equal(0, server.Io.Of("/custom").Count);
    }

    [Fact]
    public async Task Recovery_CutOffTwice_BringsWhatWasMissed()
    {
        await using var server = await SioServer.StartAsync(
            static io => io.OnConnection(static socket =>
            {
                if (!socket.Recovered)
                {
                    socket.Join("room");
                    socket.Data["name"] = "somebody";
                }
            }),
            static options => options.RecoveryTime = TimeSpan.FromMinutes(1));
        var first = await SioSocket.EnterAsync(server.Address);
        var (sid, pid) = (first.Sid, first.Answer.GetProperty("pid").GetString());

        // Nothing has been received before the first cut.
        await CutAsync(server, first);
        server.Io.To("room").Emit("missed", 1);
        var second = await SioSocket.EnterAsync(server.Address, $$"""{"pid":"{{pid}}"}""");
        Assert.Equal($"{sid} {pid}", $"{second.Sid} {second.Answer.GetProperty("pid").GetString()}");
        var missed = JsonElement.Parse((await second.NextAsync()).AsSpan(2));
        Assert.Equal("missed", missed[0].GetString());

        await CutAsync(server, second);
        server.Io.Emit("again", 2);
        server.Io.To("other").Emit("not for it", 3);
        await using var third = await SioSocket.EnterAsync(server.Address, $$"""{"pid":"{{pid}}","offset":"{{missed[2].GetString()}}"}""");
        Assert.Equal(sid, third.Sid);
        Assert.StartsWith("42[\"again\",2,", await third.NextAsync(), StringComparison.Ordinal);
        Assert.Equal("somebody", server.Io.Main.Find(sid)!.Data["name"]);
        Assert.True(server.Io.Main.Find(sid)!.Recovered);
    }

    [Fact]
    public async Task Recovery_UnknownSecret_BeginsAnew()
    {
        await using var server = await SioServer.StartAsync(configure: static options => options.RecoveryTime = TimeSpan.FromMinutes(1));

        await using var socket = await SioSocket.EnterAsync(server.Address, """{"pid":"nonsense","offset":"x"}""");

        Assert.NotEqual("nonsense", socket.Answer.GetProperty("pid").GetString(), StringComparer.Ordinal);
    }

    private static async Task CutAsync(SioServer server, SioSocket socket)
    {
        await socket.DisposeAsync();
        Waiting.Until(() => server.Io.Main.Count == 0);
    }

    private static void UseEcho(SocketIoServer io) => io.OnConnection(static socket =>
    {
        socket.On("message", happened => socket.Emit("message-back", happened.Arguments));
        socket.On("with-ack", static happened => happened.Ack(happened.Arguments));
        socket.On<int, int>("double", static number => ValueTask.FromResult(number * 2));
    });
}
