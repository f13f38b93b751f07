using System.Net.WebSockets;

namespace Switchboard.Tests.Wires.Clients;

/// <summary>A WebSocket.</summary>
internal sealed class WebSocketTransport(string address, bool isText) : WireTransport
{
    private readonly ClientWebSocket _socket = new();
    private readonly HttpMessageInvoker _http = new(CreateHandler());
    private readonly SemaphoreSlim _sending = new(1);

    public override async Task OpenAsync(byte[] first, string query = "")
    {
        await _socket.ConnectAsync(new Uri(address + query), _http, Cut);
        if (first.Length > 0)
        {
            await SendAsync(first);
        }
    }

    public override async Task SendAsync(byte[] message)
    {
        await _sending.WaitAsync(Cut);
        try
        {
            await _socket.SendAsync(message, isText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, Cut);
        }
        finally
        {
            _sending.Release();
        }
    }

    public override async Task<byte[]?> ReceiveAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[16_384];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, Cut);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                CloseCode = (uint)_socket.CloseStatus!;
                CloseReason = _socket.CloseStatusDescription ?? "";
                await _socket.CloseOutputAsync(_socket.CloseStatus!.Value, statusDescription: null, Cut);
                return null;
            }

            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return message.ToArray();
            }
        }
    }

    public override Task LeaveAsync() => _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, Cut);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _socket.Dispose();
        _http.Dispose();
        _sending.Dispose();
    }
}
