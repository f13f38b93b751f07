using System.IO.Compression;
using Switchboard.Outbound;
using Switchboard.Transports.Streams;

namespace Switchboard.Transports.WebSockets;

/// <summary>Frames of a connection that takes compressed messages: each message has a frame of its own, since some are compressed and others not.</summary>
/// <param name="opcode">Text or binary.</param>
/// <param name="minBytes">What is smaller is not compressed.</param>
internal sealed class DeflateFraming(WebSocketOpcode opcode, int minBytes) : StreamFraming
{
    private const int MaxKept = 256 * 1024;

    private readonly WebSocketFraming _plain = new(opcode, separator: null);

    [ThreadStatic]
    private static MemoryStream? _compressed;

    /// <inheritdoc/>
    public override OutboundFrame Frame(ReadOnlySpan<byte> payload) => _plain.Frame(payload);

    /// <summary>Frames a message that several receive: compressed, where that makes it smaller.</summary>
    public OutboundFrame FrameShared(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < minBytes)
        {
            return Frame(payload);
        }

        var compressed = Compress(payload);
        return compressed.Length < payload.Length ? _plain.FrameCompressed(compressed) : Frame(payload);
    }

    // Valid until the next call of this thread.
    private static ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> payload)
    {
        if (_compressed is null || _compressed.Capacity > MaxKept)
        {
            _compressed = new MemoryStream();
        }

        var output = _compressed;
        output.SetLength(0);
        using var deflate = new DeflateStream(output, CompressionLevel.Optimal, leaveOpen: true);
        deflate.Write(payload);

        // Flushing ends with four bytes that the receiver puts there itself (RFC 7692, section 7.2.1).
        deflate.Flush();
        return output.GetBuffer().AsSpan(0, (int)output.Length - 4);
    }
}
