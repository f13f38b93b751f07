using System.Net.Sockets;
using Switchboard.Outbound;

namespace Switchboard.Transports;

/// <summary>Sends past the web server's pipe, straight into a plain connection's socket.</summary>
/// <remarks>Only for connections whose client has sent something after the upgrade: before that, the bytes could overtake the server's 101.</remarks>
internal sealed class SocketSink : IGatheringSink
{
    private readonly Socket _socket;

    public SocketSink(Socket socket)
    {
        _socket = socket;
        _socket.Blocking = false;
    }

    /// <inheritdoc/>
    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var sent = _socket.Send(bytes, SocketFlags.None, out var error);
            return Taken(sent, error);
        }
        catch (ObjectDisposedException)
        {
            return -1;
        }
    }

    /// <inheritdoc/>
    public int TrySend(List<ArraySegment<byte>> frames)
    {
        try
        {
            var sent = _socket.Send(frames, SocketFlags.None, out var error);
            return Taken(sent, error);
        }
        catch (ObjectDisposedException)
        {
            return -1;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None)..];
            }

            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private static int Taken(int sent, SocketError error) => error switch
    {
        SocketError.Success => sent,
        SocketError.WouldBlock => 0,
        _ => -1,
    };
}
