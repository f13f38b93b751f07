using System.Diagnostics;

namespace Switchboard.Outbound;

/// <summary>What goes out in one send: bytes in one piece, or several large frames as they are, since copying them together would cost more.</summary>
/// <remarks>It uses a list and a buffer of its thread: there is one at a time, and none beyond the send.</remarks>
internal ref struct OutboundChunk
{
    // From here on, a frame is cheaper named to the kernel than copied.
    private const int LargeFrame = 4096;

    // What the runtime names to the kernel without allocating.
    private const int MaxFrames = 8;
    private const int MaxBytes = 256 * 1024;

    [ThreadStatic]
    private static List<ArraySegment<byte>>? _list;

    private readonly ArraySegment<byte> _bytes;
    private readonly List<ArraySegment<byte>>? _frames;

    public OutboundChunk(ArraySegment<byte> bytes)
    {
        _bytes = bytes;
        Count = bytes.Count;
    }

    private OutboundChunk(List<ArraySegment<byte>> frames, int count)
    {
        _frames = frames;
        Count = count;
    }

    /// <summary>How many bytes it has; none where there is nothing to send.</summary>
    public int Count { get; private set; }

    /// <summary>Whether two frames, one behind the other, are better sent as they are than joined.</summary>
    public static bool Prefers(in OutboundFrame first, in OutboundFrame second)
        => Math.Max(first.Bytes.Length, second.Bytes.Length) >= LargeFrame && first.Bytes.Length + second.Bytes.Length <= MaxBytes;

    /// <summary>Begins with a frame, to which others are added.</summary>
    public static OutboundChunk Begin(OutboundFrame first)
    {
        var frames = _list ??= new List<ArraySegment<byte>>(MaxFrames);
        frames.Clear();
        frames.Add(first.Bytes);
        return new OutboundChunk(frames, first.Bytes.Length);
    }

    /// <summary>Adds a frame. False where there is no room for it.</summary>
    public bool TryAdd(in OutboundFrame frame)
    {
        Debug.Assert(_frames is not null, "Only what Begin returned takes further frames.");
        if (_frames.Count == MaxFrames || Count + frame.Bytes.Length > MaxBytes)
        {
            return false;
        }

        _frames.Add(frame.Bytes);
        Count += frame.Bytes.Length;
        return true;
    }

    /// <summary>Sends, and tells how many bytes were taken; -1 where the connection is broken.</summary>
    public readonly int TrySend(IOutboundSink sink) => _frames is null ? sink.TrySend(_bytes) : ((IGatheringSink)sink).TrySend(_frames);

    /// <summary>What was not taken, to be kept: shared bytes where that can be, else a copy.</summary>
    public readonly ArraySegment<byte>[] Rest(int taken)
    {
        if (_frames is null)
        {
            // The scratch belongs to the thread; a frame of its own is kept as it is.
            var rest = _bytes[taken..];
            return [DrainScratch.Owns(rest.Array!) ? rest.ToArray() : rest];
        }

        var first = 0;
        while (taken >= _frames[first].Count)
        {
            taken -= _frames[first++].Count;
        }

        return [_frames[first][taken..], .. _frames[(first + 1)..]];
    }
}
