using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Switchboard.Specs;
using Switchboard.Tests.Transports.WebSockets;
using Switchboard.Transports.WebSockets;

namespace Switchboard.Tests.Hub;

/// <summary>A WebSocket client that sends whatever bytes the test wants. What takes too long fails.</summary>
internal sealed class RawWebSocket : IAsyncDisposable
{
    public const string Path = "/connection/websocket";

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly NetworkStream _stream;

    private RawWebSocket(int port, int? receiveBuffer)
    {
        if (receiveBuffer is { } size)
        {
            _socket.ReceiveBufferSize = size;
        }

        _socket.Connect(IPAddress.Loopback, port);
        _stream = new NetworkStream(_socket, ownsSocket: true);
    }

    /// <summary>The head of the server's answer to the handshake.</summary>
    public string ResponseHead { get; private set; } = "";

    public int Status => int.Parse(ResponseHead.AsSpan(9, 3));

    /// <summary>Opens a TCP connection and nothing more.</summary>
    public static RawWebSocket OpenTcp(int port, int? receiveBuffer = null) => new(port, receiveBuffer);

    /// <summary>Connects and does the opening handshake.</summary>
    public static async Task<RawWebSocket> ConnectAsync(int port, string headers = "", string path = Path, int? receiveBuffer = null)
    {
        var socket = new RawWebSocket(port, receiveBuffer);
        await socket.SendBytesAsync(Encoding.ASCII.GetBytes(Handshake(path, headers)));
        await socket.ReadHeadAsync();
        return socket;
    }

    /// <summary>A good opening handshake.</summary>
    public static string Handshake(string path = Path, string headers = "")
        => $"GET {path} HTTP/1.1\r\nHost: hub.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n";

    /// <summary>Sends any request and reads the head of the answer.</summary>
    public async Task RequestAsync(string request)
    {
        await SendBytesAsync(Encoding.ASCII.GetBytes(request));
        await ReadHeadAsync();
    }

    public string? Header(string name)
        => ResponseHead.Split("\r\n").Select(line => line.Split(": ", 2)).FirstOrDefault(pair => pair[0].Equals(name, StringComparison.OrdinalIgnoreCase))?[1];

    public Task SendAsync(string text) => SendFrameAsync(ClientFrame.Text(text));

    public Task SendFrameAsync(ClientFrame frame) => SendBytesAsync(frame.Encode());

    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        await _stream.WriteAsync(bytes, patience.Token);
    }

    /// <summary>Sends a close frame with a code, or an empty one.</summary>
    public Task SendCloseAsync(ushort code, string reason = "")
    {
        var payload = new byte[2 + Encoding.UTF8.GetByteCount(reason)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, code);
        Encoding.UTF8.GetBytes(reason, payload.AsSpan(2));
        return SendFrameAsync(new ClientFrame((int)WebSocketOpcode.Close, payload));
    }

    public async Task<WebSocketMessage> ReceiveFrameAsync()
    {
        var head = await ReadAsync(2);
        if ((head[0] & 0x70) != 0 || (head[1] & 0x80) != 0)
        {
            throw new InvalidDataException($"A server sends no such frame: {head[0]:x2} {head[1]:x2}.");
        }

        var length = head[1] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2)),
            127 => (int)BinaryPrimitives.ReadUInt64BigEndian(await ReadAsync(8)),
            _ => head[1],
        };
        return new WebSocketMessage((WebSocketOpcode)(head[0] & 0x0F), await ReadAsync(length));
    }

    public async Task<string> ReceiveTextAsync()
    {
        var frame = await ReceiveFrameAsync();
        return frame.Opcode == WebSocketOpcode.Text
            ? Encoding.UTF8.GetString(frame.Payload.Span)
            : throw new InvalidDataException($"A {frame.Opcode} came: {Convert.ToHexString(frame.Payload.Span)}.");
    }

    /// <summary>Reads on until the close frame.</summary>
    public async Task<(int Code, string Reason)> ReceiveCloseAsync()
    {
        while (true)
        {
            var frame = await ReceiveFrameAsync();
            if (frame.Opcode == WebSocketOpcode.Close)
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(frame.Payload.Span), Encoding.UTF8.GetString(frame.Payload.Span[2..]));
            }
        }
    }

    /// <summary>Completes when the server has closed or cut the TCP connection. What else comes is thrown away.</summary>
    public async Task EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        var buffer = new byte[4096];
        try
        {
            while (await _stream.ReadAsync(buffer, patience.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Cut.
        }
    }

    /// <summary>Cuts the connection by a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    public async Task ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)(await ReadAsync(1))[0]);
        }

        ResponseHead = head.ToString();
    }

    /// <summary>The body of an answer that says how long it is.</summary>
    public async Task<string> ReadBodyAsync() => Encoding.UTF8.GetString(await ReadAsync(int.Parse(Header("Content-Length")!)));

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<byte[]> ReadAsync(int count)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, patience.Token);
        return bytes;
    }
}
