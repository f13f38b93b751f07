using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Server.Tests.Serving;

/// <summary>A client that speaks the Centrifuge protocol, in JSON, over WebSocket.</summary>
internal sealed class SocketClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly Queue<JsonObject> _messages = [];
    private readonly Queue<JsonObject> _pushes = [];
    private readonly Queue<JsonObject> _calls = [];
    private int _lastId;

    private SocketClient()
    {
    }

    /// <summary>Connects with a token, or with a cookie.</summary>
    /// <exception cref="SocketClosedException">The server refuses.</exception>
    public static Task<SocketClient> ConnectAsync(Uri address, string token, string cookie = "", string name = "")
        => ConnectAsync(address, token, options => options.SetRequestHeader("Cookie", cookie), http: null, name);

    /// <summary>Connects in any way.</summary>
    /// <param name="address">The server.</param>
    /// <param name="token">The token; empty for none.</param>
    /// <param name="configure">Sets up the socket.</param>
    /// <param name="http">What opens the connection; null for the socket itself.</param>
    /// <param name="name">What the client says that it is.</param>
    /// <exception cref="SocketClosedException">The server refuses.</exception>
    public static async Task<SocketClient> ConnectAsync(Uri address, string token, Action<ClientWebSocketOptions> configure, HttpMessageInvoker? http, string name = "")
    {
        var client = new SocketClient();
        var endpoint = new UriBuilder(address) { Scheme = address.Scheme == "https" ? "wss" : "ws", Path = "/connection/websocket" };
        configure(client._socket.Options);
        await client._socket.ConnectAsync(endpoint.Uri, http, TestContext.Current.CancellationToken);
        await client.ResultAsync("connect", $$"""{"token":"{{token}}","name":"{{name}}"}""");
        return client;
    }

    /// <summary>The result of a command that must succeed.</summary>
    public async Task ResultAsync(string name, string request) => Assert.NotNull((await CommandAsync(name, request))[name]);

    /// <summary>The code of the error that a command must be answered with.</summary>
    public async Task<int> ErrorAsync(string name, string request) => (int)(await CommandAsync(name, request))["error"]!["code"]!;

    /// <summary>The channel of the next publication.</summary>
    public async Task<string> PublicationChannelAsync()
    {
        while (_pushes.Count == 0)
        {
            Keep(await NextAsync());
        }

        return (string)_pushes.Dequeue()["channel"]!;
    }

    /// <summary>The next call that this client is to answer.</summary>
    public async Task<JsonObject> CallAsync()
    {
        while (_calls.Count == 0)
        {
            Keep(await NextAsync());
        }

        return _calls.Dequeue();
    }

    public void Dispose() => _socket.Dispose();

    private async Task<JsonObject> CommandAsync(string name, string request)
    {
        var id = ++_lastId;
        var text = Encoding.UTF8.GetBytes($$"""{"id":{{id}},"{{name}}":{{request}}}""");
        await _socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        while (true)
        {
            var message = await NextAsync();
            if ((int?)message["id"] == id)
            {
                return message;
            }

            Keep(message);
        }
    }

    private void Keep(JsonObject message)
    {
        if (message["push"] is JsonObject push && push["pub"] is not null)
        {
            _pushes.Enqueue(push);
        }
        else if (message["push"]?["message"]?["data"]?["call"] is JsonObject call)
        {
            _calls.Enqueue(call);
        }
    }

    private async Task<JsonObject> NextAsync()
    {
        while (_messages.Count == 0)
        {
            var buffer = new byte[65_536];
            var part = await _socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken).WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                throw new SocketClosedException($"{part.CloseStatus} {part.CloseStatusDescription}");
            }

            Assert.True(part.EndOfMessage);
            foreach (var line in Encoding.UTF8.GetString(buffer, 0, part.Count).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                _messages.Enqueue(JsonNode.Parse(line)!.AsObject());
            }
        }

        return _messages.Dequeue();
    }
}
