using System.Collections.Concurrent;
using Switchboard.Connections;
using Switchboard.Protocols.SocketIo;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>A connection that the server closes, with all Socket.IO namespaces that its client is in.</summary>
public sealed class SocketIoClosingTests
{
    [Fact]
    public async Task Disconnect_Close_LeavesEveryNamespace()
    {
        var reasons = new ConcurrentQueue<string>();
        await using var server = await SioServer.StartAsync(io => Use(io, reasons));
        await using var client = await SioSocket.EnterAsync(server.Address);
        await client.AskAsync("40/chat,");

        server.Io.Of("/chat").FetchSockets().Single().Disconnect(close: true);

        Assert.Equal("41/chat,", await client.NextAsync());
        Assert.Equal("41", await client.NextAsync());
        Assert.Equal("closed 3503", await client.NextAsync());
        Waiting.Until(() => reasons.Count == 2);
        Assert.All(reasons, static reason => Assert.Equal("server namespace disconnect", reason));
    }

    [Theory]
    [InlineData(4, "40\u001e40/chat,", "41\u001e41/chat,", "1")]
    [InlineData(3, "8:40/chat,", "2:418:41/chat,", "1:1")]
    public async Task FinalCode_Polling_LeavesEveryNamespaceBeforeTheClose(int version, string enter, string leave, string close)
    {
        await using var server = await SioServer.StartAsync(static io => Use(io, []));
        var session = await server.PollAsync(version, "/socket.io/");
        await server.PostAsync(session, enter, "/socket.io/");
        Waiting.Until(() => server.Io.Main.Count == 1 && server.Io.Of("/chat").Count == 1);
        var connection = server.Get<ConnectionRegistry>().All.Single();
        Waiting.Until(() => connection.Outbound.QueuedBytes == 0);
        Assert.Contains("40/chat,", await server.GetAsync(session + "&b64=1", "/socket.io/"), StringComparison.Ordinal);

        connection.Close(CloseCodes.ForceDisconnect);

        Assert.Equal($"200 {leave}", await server.GetAsync(session + "&b64=1", "/socket.io/"));
        Assert.Equal($"200 {close}", await server.GetAsync(session + "&b64=1", "/socket.io/"));
    }

    [Fact]
    public async Task FinalCode_WhileTheClientEnters_LeavesThatNamespaceToo()
    {
        var mayEnter = new TaskCompletionSource();
        var isAsked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await SioServer.StartAsync(io => io.Of("/slow").Use(_ =>
        {
            isAsked.SetResult();
            return new ValueTask(mayEnter.Task);
        }));
        var (client, _) = await SioSocket.OpenAsync(server.Address);
        await using var __ = client;
        await client.SendAsync("40/slow,");
        await isAsked.Task.InTime();

        server.Get<ConnectionRegistry>().All.Single().Close(CloseCodes.ForceDisconnect);

        Assert.Equal("41/slow,", await client.NextAsync());
        Assert.Equal("closed 3503", await client.NextAsync());
        mayEnter.SetResult();
        Assert.Equal(0, server.Io.Of("/slow").Count);
    }

    [Fact]
    public async Task ReconnectCode_TellsNobodyToLeave()
    {
        await using var server = await SioServer.StartAsync(static io => Use(io, []));
        await using var client = await SioSocket.EnterAsync(server.Address);

        server.Get<ConnectionRegistry>().All.Single().Close(CloseCodes.ForceReconnect);

        Assert.Equal("closed 3011", await client.NextAsync());
    }

    private static void Use(SocketIoServer io, ConcurrentQueue<string> reasons)
    {
        io.OnConnection(socket => socket.OnDisconnect(reasons.Enqueue));
        io.Of("/chat").OnConnection(socket => socket.OnDisconnect(reasons.Enqueue));
    }
}
