using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests;

/// <summary>A client that speaks the Centrifuge protocol, in JSON, over WebSocket.</summary>
internal sealed class TestClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly Queue<JsonElement> _messages = new();
    private int _lastId;

    /// <summary>The client id.</summary>
    public string Id { get; private set; } = "";

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? CloseReason => _socket.CloseStatusDescription;

    /// <summary>Connects, anonymous unless there is a token.</summary>
    public static async Task<TestClient> ConnectAsync(TestHub hub, string token = "")
    {
        var client = new TestClient();
        var address = new UriBuilder(hub.BaseAddress) { Scheme = "ws", Path = "/connection/websocket" };
        await client._socket.ConnectAsync(address.Uri, TestContext.Current.CancellationToken);
        var reply = await client.AskAsync($$"""{"token":"{{token}}","name":"test"}""", "connect");
        client.Id = reply.GetProperty("client").GetString()!;
        return client;
    }

    public Task SubscribeAsync(string channel, string token = "") => AskAsync($$"""{"channel":"{{channel}}","token":"{{token}}"}""", "subscribe");

    /// <summary>Sends a command and returns its reply. Pushes that come before are kept.</summary>
    public async Task<JsonElement> AskAsync(string body, string command)
    {
        var id = ++_lastId;
        var text = Encoding.UTF8.GetBytes($$"""{"id":{{id}},"{{command}}":{{body}}}""");
        await _socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        var reply = await NextAsync(message => message.TryGetProperty("id", out var value) && value.GetInt32() == id);
        Assert.False(reply.TryGetProperty("error", out var error), $"{error}");
        return reply.GetProperty(command);
    }

    /// <summary>The next push of a kind.</summary>
    public async Task<JsonElement> NextPushAsync(string kind)
    {
        var message = await NextAsync(message => message.TryGetProperty("push", out var push) && push.TryGetProperty(kind, out _));
        return message.GetProperty("push").GetProperty(kind);
    }

    /// <summary>Waits until the server has closed the connection.</summary>
    public async Task<int> WaitForCloseAsync()
    {
        while (_socket.State == WebSocketState.Open)
        {
            await ReceiveAsync();
        }

        return (int)_socket.CloseStatus!;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<JsonElement> NextAsync(Predicate<JsonElement> predicate)
    {
        for (var waiting = _messages.Count; ; waiting--)
        {
            if (waiting <= 0)
            {
                await ReceiveAsync();
                Assert.Equal(WebSocketState.Open, _socket.State);
                waiting = _messages.Count;
            }

            var message = _messages.Dequeue();
            if (predicate(message))
            {
                return message;
            }

            _messages.Enqueue(message);
        }
    }

    private async Task ReceiveAsync()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience.Limit);
        var buffer = new byte[65_536];
        var length = 0;
        WebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), timeout.Token);
            length += part.Count;
        }
        while (!part.EndOfMessage);

        foreach (var line in Encoding.UTF8.GetString(buffer, 0, length).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            _messages.Enqueue(JsonElement.Parse(line));
        }
    }
}
