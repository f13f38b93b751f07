using System.Buffers;
using Switchboard.Transports.WebSockets;

namespace Switchboard.Tests.Transports.WebSockets;

/// <summary>What a <see cref="WebSocketFrameReader"/> makes of bytes, as text: one line for each message, the last for how it ended.</summary>
internal static class Reading
{
    /// <summary>Reads bytes that are all there, cut into segments.</summary>
    public static string[] All(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> sizes, int limit, bool inflates = false)
    {
        using var reader = new WebSocketFrameReader(limit, inflates);
        var buffer = Segments.Cut(bytes, sizes);
        var lines = new List<string>();
        Drain(reader, ref buffer, lines);
        return [.. lines];
    }

    /// <summary>Reads bytes that arrive piece by piece, as a pipe hands them out: what is not taken comes again, unmasked or not.</summary>
    public static string[] Arriving(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> sizes, int limit, bool inflates = false)
    {
        using var reader = new WebSocketFrameReader(limit, inflates);
        var memory = bytes.ToArray();
        var lines = new List<string>();
        int taken = 0, arrived = 0;
        for (var i = 0; arrived < memory.Length; i++)
        {
            arrived = Math.Min(memory.Length, arrived + sizes[i % sizes.Length]);
            var buffer = new ReadOnlySequence<byte>(memory, taken, arrived - taken);
            if (lines.Count > 0)
            {
                lines.RemoveAt(lines.Count - 1);
            }

            var isOver = Drain(reader, ref buffer, lines);
            taken = arrived - (int)buffer.Length;
            if (isOver)
            {
                break;
            }

            reader.Rest();
        }

        return [.. lines];
    }

    private static bool Drain(WebSocketFrameReader reader, ref ReadOnlySequence<byte> buffer, List<string> lines)
    {
        while (true)
        {
            var status = reader.Read(ref buffer, out var message);
            if (status != WebSocketReadStatus.Message)
            {
                lines.Add(status.ToString());
                return status != WebSocketReadStatus.NeedMore;
            }

            lines.Add($"{message.Opcode} {Convert.ToHexString(message.Payload.Span)}");
        }
    }
}
