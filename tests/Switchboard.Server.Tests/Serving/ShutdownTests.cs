using System.Net.WebSockets;
using Switchboard.Server.Tests.CommandLine;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Server.Tests.Serving;

public sealed class ShutdownTests : IDisposable
{
    private static readonly Dictionary<string, string> _noVariables = new(StringComparer.Ordinal);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");
    private readonly List<IDisposable> _clients = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Terminate_Connections_AreAllToldBeforeTheEnd()
    {
        using var server = Start(drainSeconds: 1, closeTimeoutSeconds: 60);
        var address = await server.ReadAddressAsync(Cancellation);
        var sockets = new List<ClientWebSocket>();
        for (var i = 0; i < 25; i++)
        {
            sockets.Add(await ConnectAsync(address));
        }

        await server.TerminateAsync(Cancellation);
        var codes = await Task.WhenAll(sockets.Select(CloseCodeAsync));
        var result = await server.WaitAsync(Cancellation);

        Assert.All(codes, code => Assert.Equal(3001, code));
        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("are cut", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_NoConnections_EndsWithoutWaiting()
    {
        using var server = Start(drainSeconds: 3600, closeTimeoutSeconds: 3600);
        await server.ReadUntilAsync("Application started", Cancellation);

        await server.TerminateAsync(Cancellation);

        Assert.Equal(0, (await server.WaitAsync(Cancellation)).ExitCode);
    }

    [Fact]
    public async Task Terminate_ClientThatNeverAnswers_IsCut()
    {
        using var server = Start(drainSeconds: 0, closeTimeoutSeconds: 1);
        var address = await server.ReadAddressAsync(Cancellation);
        await ConnectAsync(address);

        // The client neither reads nor answers from here on.
        await server.TerminateAsync(Cancellation);
        var result = await server.WaitAsync(Cancellation);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("1 connections had not ended in time and are cut.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_Twice_EndsAtOnce()
    {
        using var server = Start(drainSeconds: 3600, closeTimeoutSeconds: 3600);
        var address = await server.ReadAddressAsync(Cancellation);
        await ConnectAsync(address);
        await ConnectAsync(address);

        await server.TerminateAsync(Cancellation);
        await server.ReadUntilAsync("Telling 2 connections", Cancellation);
        await server.TerminateAsync(Cancellation);

        Assert.Equal(1, (await server.WaitAsync(Cancellation)).ExitCode);
    }

    public void Dispose()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private SwitchboardProcess Start(int drainSeconds, int closeTimeoutSeconds) => SwitchboardProcess.Start(
        _folder.FullName,
        _noVariables,
        "serve", "--urls", "http://127.0.0.1:0",
        "--set", "connections.allowAnonymous=true",
        "--set", $"shutdown.drainSeconds={drainSeconds}",
        "--set", $"shutdown.closeTimeoutSeconds={closeTimeoutSeconds}");

    private async Task<ClientWebSocket> ConnectAsync(Uri address)
    {
        var socket = new ClientWebSocket();
        _clients.Add(socket);
        await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/connection/websocket" }.Uri, Cancellation);
        await socket.SendAsync("""{"id":1,"connect":{}}"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        var reply = await socket.ReceiveAsync(new byte[4096], Cancellation).WaitAsync(Patience.Limit, Cancellation);
        Assert.Equal(WebSocketMessageType.Text, reply.MessageType);
        return socket;
    }

    private static async Task<int> CloseCodeAsync(ClientWebSocket socket)
    {
        while (true)
        {
            var part = await socket.ReceiveAsync(new byte[4096], Cancellation).WaitAsync(Patience.Limit, Cancellation);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(part.CloseStatus!.Value, null, Cancellation);
                return (int)part.CloseStatus.Value;
            }
        }
    }
}
