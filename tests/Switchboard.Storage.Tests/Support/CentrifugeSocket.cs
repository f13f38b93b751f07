using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Storage.Tests.Support;

/// <summary>A client that speaks the Centrifuge protocol, in JSON, over WebSocket.</summary>
internal sealed class CentrifugeSocket : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly Queue<JsonObject> _received = [];
    private readonly Queue<JsonNode> _publications = [];
    private readonly byte[] _buffer = new byte[1024 * 1024];
    private int _lastId;

    public static async Task<CentrifugeSocket> ConnectAsync(Uri address, string connect = "{}")
    {
        var client = new CentrifugeSocket();
        await client._socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/connection/websocket" }.Uri, TestContext.Current.CancellationToken);
        await client.CommandAsync("connect", connect);
        return client;
    }

    /// <summary>The result of a command that must succeed.</summary>
    public async Task<JsonNode> CommandAsync(string name, string request)
    {
        var reply = await RequestAsync(name, request);
        Assert.True(reply[name] is not null, reply.ToJsonString());
        return reply[name]!;
    }

    /// <summary>The error of a command that must fail.</summary>
    public async Task<JsonNode> ErrorAsync(string name, string request)
    {
        var reply = await RequestAsync(name, request);
        Assert.True(reply["error"] is not null, reply.ToJsonString());
        return reply["error"]!;
    }

    /// <summary>The next publication.</summary>
    public async Task<JsonNode> PublicationAsync()
    {
        while (_publications.Count == 0)
        {
            await NextAsync();
        }

        return _publications.Dequeue();
    }

    /// <summary>The publications that have arrived with replies, oldest first.</summary>
    public IReadOnlyList<JsonNode> TakePublications()
    {
        JsonNode[] taken = [.. _publications];
        _publications.Clear();
        return taken;
    }

    /// <summary>The reply to a command, with its result or error.</summary>
    /// <exception cref="WebSocketException">The server has gone.</exception>
    public async Task<JsonObject> RequestAsync(string name, string request)
    {
        var id = ++_lastId;
        await WriteAsync($$"""{"id":{{id}},"{{name}}":{{request}}}""");
        while (true)
        {
            var message = await NextAsync();
            if ((int?)message["id"] == id)
            {
                return message;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<JsonObject> NextAsync()
    {
        while (_received.Count == 0)
        {
            var text = await ReceiveAsync();
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                _received.Enqueue(JsonNode.Parse(line)!.AsObject());
            }
        }

        var message = _received.Dequeue();
        if (message.Count == 0)
        {
            // A ping, and its pong.
            await WriteAsync("{}");
        }

        if (message["push"]?["pub"] is { } publication)
        {
            _publications.Enqueue(publication);
        }

        return message;
    }

    private Task WriteAsync(string text)
        => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

    private async Task<string> ReceiveAsync()
    {
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), TestContext.Current.CancellationToken).AsTask()
                .WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely, _socket.CloseStatusDescription);
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(_buffer, 0, length);
            }
        }
    }
}
