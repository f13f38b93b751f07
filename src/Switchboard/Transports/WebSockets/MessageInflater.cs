using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace Switchboard.Transports.WebSockets;

/// <summary>Makes one compressed message whole (RFC 7692, section 7.2.2), up to a limit.</summary>
internal static class MessageInflater
{
    private const int MinBuffer = 256;

    /// <summary>Inflates a message. Its inflater lives no longer than this call, so that an idle connection has none.</summary>
    /// <param name="compressed">The message as it came.</param>
    /// <param name="maxBytes">The largest message. What is larger is inflated up to here, and memory grows in steps, as there is output.</param>
    /// <param name="output">Where the message goes; from the shared pool, to which the caller gives back what is there afterwards.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <returns><see cref="WebSocketReadStatus.Message"/>, or what is wrong.</returns>
    public static WebSocketReadStatus Inflate(ReadOnlyMemory<byte> compressed, int maxBytes, [NotNull] ref byte[]? output, out int length)
    {
        output ??= ArrayPool<byte>.Shared.Rent((int)Math.Min(maxBytes, Math.Max(MinBuffer, compressed.Length * 2L)));
        length = 0;

        // A message without a byte is one that nobody compressed, and no stream.
        if (compressed.IsEmpty)
        {
            return WebSocketReadStatus.Message;
        }

        using var input = new DeflatedMessage(compressed);
        using var inflate = new DeflateStream(input, CompressionMode.Decompress);
        try
        {
            return ReadAll(inflate, maxBytes, ref output, ref length) ? WebSocketReadStatus.TooBig
                : input.WasTooShort ? WebSocketReadStatus.InvalidData
                : WebSocketReadStatus.Message;
        }
        catch (InvalidDataException)
        {
            return WebSocketReadStatus.InvalidData;
        }
    }

    /// <summary>Reads to the end or the limit. True where there is more.</summary>
    private static bool ReadAll(DeflateStream inflate, int maxBytes, ref byte[] output, ref int length)
    {
        while (length < maxBytes)
        {
            if (length == output.Length)
            {
                Grow(ref output, maxBytes);
            }

            var read = inflate.Read(output.AsSpan(length, Math.Min(output.Length, maxBytes) - length));
            if (read == 0)
            {
                return false;
            }

            length += read;
        }

        Span<byte> beyond = stackalloc byte[1];
        return inflate.Read(beyond) > 0;
    }

    private static void Grow(ref byte[] output, int maxBytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(maxBytes, output.Length * 2L));
        output.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(output);
        output = larger;
    }
}
