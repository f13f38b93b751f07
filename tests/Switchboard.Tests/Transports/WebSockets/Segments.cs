using System.Buffers;

namespace Switchboard.Tests.Transports.WebSockets;

/// <summary>Cuts bytes into sequences of segments, each in memory of its own.</summary>
internal static class Segments
{
    /// <summary>The bytes cut into pieces of these sizes, over and over; each size is at least 1.</summary>
    public static ReadOnlySequence<byte> Cut(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> sizes)
    {
        var first = new Segment(ReadOnlyMemory<byte>.Empty, null);
        var last = first;
        for (var i = 0; bytes.Length > 0; i++)
        {
            var size = sizes.IsEmpty ? bytes.Length : Math.Min(bytes.Length, sizes[i % sizes.Length]);
            last = new Segment(bytes[..size].ToArray(), last);
            bytes = bytes[size..];
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                previous.Next = this;
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
            }
        }
    }
}
