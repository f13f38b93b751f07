namespace Switchboard.Outbound;

/// <summary>The buffer in which a thread joins the frames of one send. One per thread, never handed out beyond the send.</summary>
internal ref struct DrainScratch
{
    private const int Size = 64 * 1024;

    [ThreadStatic]
    private static byte[]? _buffer;

    private readonly Framing _framing;
    private int _written;

    private DrainScratch(Framing framing)
    {
        _framing = framing;
        _written = framing.JoinOverhead;
    }

    public static bool Owns(byte[] array) => ReferenceEquals(array, _buffer);

    public static bool Fits(Framing framing, in OutboundFrame first, in OutboundFrame second)
        => !first.IsAlone && !second.IsAlone && framing.JoinOverhead + framing.JoinedSize(first) + framing.JoinedSize(second) <= Size;

    public static DrainScratch Begin(Framing framing, in OutboundFrame first)
    {
        _buffer ??= GC.AllocateUninitializedArray<byte>(Size);
        var scratch = new DrainScratch(framing);
        scratch._written = framing.Join(first, _buffer, scratch._written);
        return scratch;
    }

    public bool TryAdd(in OutboundFrame frame)
    {
        if (frame.IsAlone || _written + _framing.JoinedSize(frame) > Size)
        {
            return false;
        }

        _written = _framing.Join(frame, _buffer, _written);
        return true;
    }

    public readonly ArraySegment<byte> Complete()
    {
        var start = _framing.CompleteJoin(_buffer, _written);
        return new ArraySegment<byte>(_buffer!, start, _written - start);
    }
}
