using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>A bare WebSocket to an Engine.IO endpoint: what goes over the wire and nothing else. Pings are answered in between.</summary>
internal sealed class SioSocket : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[2_000_000];

    /// <summary>Opens a WebSocket and returns it with the first packet, which opens the session.</summary>
    public static async Task<(SioSocket Socket, string Open)> OpenAsync(Uri server, string path = "/socket.io/", string query = "EIO=4&transport=websocket")
    {
        var socket = await ConnectAsync(server, path, query);
        return (socket, await socket.NextAsync());
    }

    /// <summary>Opens a WebSocket.</summary>
    public static async Task<SioSocket> ConnectAsync(Uri server, string path, string query)
    {
        var socket = new SioSocket();
        await socket._socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = path, Query = query }.Uri, TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>Opens a session and enters the main namespace.</summary>
    public static async Task<SioSocket> EnterAsync(Uri server, string auth = "")
    {
        var (socket, _) = await OpenAsync(server);
        var answer = await socket.AskAsync($"40{auth}");
        Assert.StartsWith("40{", answer, StringComparison.Ordinal);
        socket.Answer = JsonElement.Parse(answer.AsSpan(2));
        return socket;
    }

    /// <summary>What the server said when it let the client in.</summary>
    public JsonElement Answer { get; private set; }

    /// <summary>The id of the client.</summary>
    public string Sid => Answer.GetProperty("sid").GetString()!;

    public Task SendAsync(string text)
        => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

    public Task SendAsync(params byte[] bytes)
        => _socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, TestContext.Current.CancellationToken);

    /// <summary>Sends a text and returns the next one.</summary>
    public async Task<string> AskAsync(string text)
    {
        await SendAsync(text);
        return await NextAsync();
    }

    /// <summary>Sends a text that ends the connection for good, and returns how: the client is told to leave first.</summary>
    public async Task<string> FailAsync(string text)
    {
        Assert.Equal("41", await AskAsync(text));
        return await NextAsync();
    }

    /// <summary>The next packet; bytes as <c>b</c> and hexadecimal digits, the end as <c>closed</c> and its code.</summary>
    public async Task<string> NextAsync()
    {
        while (true)
        {
            var packet = await ReceiveAsync();
            if (packet != "2")
            {
                return packet;
            }

            await SendAsync("3");
        }
    }

    /// <summary>The next packet, pings too.</summary>
    public async Task<string> ReceiveAsync()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience.Limit);
        var length = 0;
        WebSocketReceiveResult part;
        do
        {
            try
            {
                part = await _socket.ReceiveAsync(new ArraySegment<byte>(_buffer, length, _buffer.Length - length), timeout.Token);
            }
            catch (WebSocketException)
            {
                return "closed";
            }

            length += part.Count;
        }
        while (!part.EndOfMessage);

        return part.MessageType switch
        {
            WebSocketMessageType.Close => $"closed {(int?)_socket.CloseStatus}",
            WebSocketMessageType.Binary => $"b{Convert.ToHexString(_buffer.AsSpan(0, length))}",
            _ => Encoding.UTF8.GetString(_buffer, 0, length),
        };
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
