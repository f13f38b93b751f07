using System.Net.Sockets;

namespace Switchboard.Tests.Wires.Clients;

/// <summary>Carries the messages of one client. What it receives it gives frame by frame.</summary>
internal abstract class WireTransport : IAsyncDisposable
{
    // The system holds little for a client that stops reading, so that the hub notices soon.
    private const int BufferBytes = 8192;

    private readonly CancellationTokenSource _cut = new();

    /// <summary>The close code that the transport itself told; 0 for none.</summary>
    public uint CloseCode { get; protected set; }

    /// <summary>What goes with the code.</summary>
    public string CloseReason { get; protected set; } = "";

    /// <summary>The HTTP status by which the client was refused; 0 where it was not.</summary>
    public int RefusedStatus { get; protected set; }

    protected CancellationToken Cut => _cut.Token;

    /// <summary>Opens the connection.</summary>
    /// <param name="first">The first message; empty where the transport is opened before anything is said.</param>
    /// <param name="query">What the address has more.</param>
    public abstract Task OpenAsync(byte[] first, string query = "");

    /// <summary>Sends a message.</summary>
    public abstract Task SendAsync(byte[] message);

    /// <summary>The next frame; null at the end.</summary>
    public abstract Task<byte[]?> ReceiveAsync();

    /// <summary>Ends the connection in order.</summary>
    public abstract Task LeaveAsync();

    /// <summary>Takes note of by what further requests find the connection.</summary>
    public virtual void Identify(string session, string node)
    {
    }

    /// <summary>Ends the connection without a word.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await _cut.CancelAsync();
        _cut.Dispose();
    }

    protected static SocketsHttpHandler CreateHandler() => new()
    {
        UseProxy = false,
        ConnectCallback = static async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = BufferBytes, NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };
}
