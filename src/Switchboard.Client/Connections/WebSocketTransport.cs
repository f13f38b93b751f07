using System.Net.WebSockets;

namespace Switchboard.Client.Connections;

/// <summary>Frames over a WebSocket.</summary>
internal sealed class WebSocketTransport(ClientWebSocket socket, HttpMessageInvoker invoker, bool isText, int maxReceivedBytes) : ITransport
{
    private const int InitialBytes = 4096;

    /// <summary>A larger buffer than this is given back after the message that needed it.</summary>
    private const int LargestKept = 256 * 1024;

    private readonly WebSocketMessageType _type = isText ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
    private byte[] _buffer = new byte[InitialBytes];

    public CloseCode? CloseCode { get; private set; }

    public ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
        => socket.SendAsync(frame, _type, endOfMessage: true, cancellationToken);

    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_buffer.Length > LargestKept)
        {
            _buffer = new byte[InitialBytes];
        }

        var length = 0;
        while (true)
        {
            var result = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                CloseCode = new CloseCode((uint)(socket.CloseStatus ?? WebSocketCloseStatus.Empty), socket.CloseStatusDescription ?? "");
                return null;
            }

            length += result.Count;
            if (result.EndOfMessage)
            {
                return _buffer.AsMemory(0, length);
            }

            if (length == _buffer.Length)
            {
                Grow();
            }
        }
    }

    public async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync()
    {
        // Unless it was closed, this aborts the connection, and fails what still waits on the socket.
        socket.Dispose();
        invoker.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Grow()
    {
        if (_buffer.Length >= maxReceivedBytes)
        {
            throw new MessageTooLargeException(maxReceivedBytes);
        }

        Array.Resize(ref _buffer, (int)Math.Min((long)_buffer.Length * 2, maxReceivedBytes));
    }
}
