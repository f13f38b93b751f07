using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Switchboard.Identity.Tests.Support;

/// <summary>Speaks the wires by hand, as far as connecting goes.</summary>
internal sealed class ConnectionClient(Uri server)
{
    /// <summary>Connects on the Centrifuge wire.</summary>
    /// <param name="connect">The connect command.</param>
    /// <param name="headers">Headers of the request.</param>
    public async Task<OpenConnection> ConnectAsync(object connect, params (string Name, string Value)[] headers)
    {
        var socket = await OpenAsync("/connection/websocket", headers);
        await socket.SendAsync(JsonSerializer.Serialize(new { id = 1, connect }));
        return socket;
    }

    /// <summary>Connects on the Socket.IO wire, and gives what it is answered with.</summary>
    public async Task<string> ConnectSocketIoAsync(object auth)
    {
        using var socket = await OpenAsync("/socket.io/?EIO=4&transport=websocket", []);
        Assert.StartsWith("0{", await socket.ReceiveAsync(), StringComparison.Ordinal);
        await socket.SendAsync($"40{JsonSerializer.Serialize(auth)}");
        return await socket.ReceiveAsync();
    }

    private async Task<OpenConnection> OpenAsync(string path, (string Name, string Value)[] headers)
    {
        var socket = new ClientWebSocket();
        foreach (var (name, value) in headers)
        {
            socket.Options.SetRequestHeader(name, value);
        }

        await socket.ConnectAsync(new Uri($"ws://{server.Authority}{path}"), TestContext.Current.CancellationToken);
        return new OpenConnection(socket);
    }
}

/// <summary>A connection of text frames.</summary>
internal sealed class OpenConnection(ClientWebSocket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[65_536];

    public async Task SendAsync(string text)
        => await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

    /// <summary>The next frame; where the server closes, <c>close</c> and its code.</summary>
    public async Task<string> ReceiveAsync()
    {
        var received = await socket.ReceiveAsync(_buffer, TestContext.Current.CancellationToken);
        return received.MessageType == WebSocketMessageType.Close ? $"close {(int?)received.CloseStatus}" : Encoding.UTF8.GetString(_buffer, 0, received.Count);
    }

    /// <summary>The error code of the next reply; 0 where it is a result.</summary>
    public async Task<uint> ReceiveErrorAsync()
    {
        var reply = await ReceiveAsync();
        Assert.StartsWith("{", reply, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(reply.Split('\n')[0]);
        return document.RootElement.TryGetProperty("error", out var error) ? error.GetProperty("code").GetUInt32() : 0;
    }

    /// <summary>Asks for an operation, and gives the reply.</summary>
    public async Task<string> CallAsync(string method, string data = "{}")
    {
        await SendAsync($"{{\"id\":2,\"rpc\":{{\"method\":\"sb.{method}\",\"data\":{data}}}}}");
        string reply;
        do
        {
            reply = await ReceiveAsync();
        }
        while (!reply.Contains("\"id\":2", StringComparison.Ordinal) && !reply.StartsWith("close", StringComparison.Ordinal));
        return reply;
    }

    /// <summary>The code with which the server closes.</summary>
    public async Task<string> ReceiveCloseAsync()
    {
        string frame;
        do
        {
            frame = await ReceiveAsync();
        }
        while (!frame.StartsWith("close", StringComparison.Ordinal));
        return frame;
    }

    public void Dispose() => socket.Dispose();
}
