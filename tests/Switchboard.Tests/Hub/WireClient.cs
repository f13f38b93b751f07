using System.Text.Json.Nodes;

namespace Switchboard.Tests.Hub;

/// <summary>Speaks the Centrifuge protocol in JSON over a <see cref="RawWebSocket"/>.</summary>
internal sealed class WireClient(RawWebSocket socket) : IAsyncDisposable
{
    private readonly Queue<JsonObject> _received = [];
    private readonly List<JsonObject> _pushes = [];
    private int _lastId;

    public RawWebSocket Socket => socket;

    /// <summary>The client id of the connect reply.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Connects, with a token or anonymously.</summary>
    public static async Task<WireClient> ConnectAsync(HubServer hub, string token = "", int? receiveBuffer = null)
    {
        var client = await OpenAsync(hub, receiveBuffer);
        var reply = await client.CommandAsync("connect", token.Length == 0 ? "{}" : $$"""{"token":"{{token}}"}""");
        client.Id = (string)reply["connect"]!["client"]!;
        return client;
    }

    /// <summary>Opens a WebSocket without a connect command.</summary>
    public static async Task<WireClient> OpenAsync(HubServer hub, int? receiveBuffer = null)
        => new(await RawWebSocket.ConnectAsync(hub.Port, receiveBuffer: receiveBuffer));

    /// <summary>Sends a command and returns its reply; pushes that come before it are kept.</summary>
    public async Task<JsonObject> CommandAsync(string name, string request)
    {
        var id = ++_lastId;
        await socket.SendAsync($$"""{"id":{{id}},"{{name}}":{{request}}}""");
        return await ReplyAsync(id);
    }

    public async Task<JsonObject> ReplyAsync(int id)
    {
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

    /// <summary>The result of a command that must succeed.</summary>
    public async Task<JsonObject> ResultAsync(string name, string request)
    {
        var reply = await CommandAsync(name, request);
        return reply[name] as JsonObject ?? throw new InvalidDataException($"{name} was answered {reply.ToJsonString()}.");
    }

    /// <summary>The code of the error that a command must be answered with.</summary>
    public async Task<int> ErrorAsync(string name, string request)
    {
        var reply = await CommandAsync(name, request);
        return (int?)reply["error"]?["code"] ?? throw new InvalidDataException($"{name} was answered {reply.ToJsonString()}.");
    }

    /// <summary>The next push, without its wrapper.</summary>
    public async Task<JsonObject> PushAsync()
    {
        while (_pushes.Count == 0)
        {
            Keep(await NextAsync());
        }

        var push = _pushes[0];
        _pushes.RemoveAt(0);
        return push;
    }

    /// <summary>The next message of any kind: a reply, a push or a ping.</summary>
    public async Task<JsonObject> NextAsync()
    {
        while (_received.Count == 0)
        {
            foreach (var line in (await socket.ReceiveTextAsync()).Split('\n'))
            {
                _received.Enqueue(JsonNode.Parse(line)!.AsObject());
            }
        }

        return _received.Dequeue();
    }

    public ValueTask DisposeAsync() => socket.DisposeAsync();

    private void Keep(JsonObject message)
    {
        if (message["push"] is JsonObject push)
        {
            _pushes.Add(push);
        }
        else if (message.Count > 0)
        {
            throw new InvalidDataException($"Nobody asked for {message.ToJsonString()}.");
        }
    }
}
