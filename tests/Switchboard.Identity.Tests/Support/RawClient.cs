using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Identity.Tests.Support;

/// <summary>Connects over WebSocket, and tells what became of it: <c>ok</c>, the error's number and reason, or the close code.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[65_536];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>What a connect came to.</summary>
    public string Outcome { get; private set; } = "";

    /// <summary>The reply to the connect.</summary>
    public JsonNode? Reply { get; private set; }

    public static async Task<RawClient> ConnectAsync(IdentityHub hub, string token, string? host = null)
    {
        var client = new RawClient();
        if (host is not null)
        {
            client._socket.Options.SetRequestHeader("Host", host);
        }

        await client._socket.ConnectAsync(new UriBuilder(hub.Address) { Scheme = "ws", Path = "/connection/websocket" }.Uri, Cancelled);
        var command = new JsonObject { ["id"] = 1, ["connect"] = new JsonObject { ["token"] = token } };
        await client._socket.SendAsync(Encoding.UTF8.GetBytes(command.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, Cancelled);
        client.Outcome = await client.ReadAsync();
        return client;
    }

    /// <summary>What a connect with a token comes to.</summary>
    public static async Task<string> TryAsync(IdentityHub hub, string token, string? host = null)
    {
        using var client = await ConnectAsync(hub, token, host);
        return client.Outcome;
    }

    /// <summary>Sends a command, and returns what is answered.</summary>
    public async Task<string> AskAsync(string command)
    {
        await _socket.SendAsync(Encoding.UTF8.GetBytes(command), WebSocketMessageType.Text, endOfMessage: true, Cancelled);
        return await ReadAsync();
    }

    /// <summary>The code with which the hub closes the connection.</summary>
    public async Task<string> CloseAsync()
    {
        string outcome;
        do
        {
            outcome = await ReadAsync();
        }
        while (!outcome.StartsWith("closed", StringComparison.Ordinal));

        return outcome;
    }

    public void Dispose() => _socket.Dispose();

    private async Task<string> ReadAsync()
    {
        var received = await _socket.ReceiveAsync(_buffer, Cancelled).WaitAsync(Patience.Limit, Cancelled);
        if (received.MessageType == WebSocketMessageType.Close)
        {
            return $"closed {(int)_socket.CloseStatus!}";
        }

        var reply = JsonNode.Parse(Encoding.UTF8.GetString(_buffer, 0, received.Count).Split('\n')[0])!;
        Reply = reply;
        return reply["error"] is { } error ? $"{error["code"]} {error["details"]?["reason"]}".TrimEnd() : "ok";
    }
}
