namespace Switchboard.Transports.WebSockets;

/// <summary>A compressed message as a stream of DEFLATE that has an end, for whoever inflates it.</summary>
/// <remarks>
/// Senders leave out the last four bytes of each message, and behind those its stream would go on. They are put there together with a
/// last block that is empty. An inflater that still asks for more has found no end: the message was cut off. One that was cut off within
/// a block of bytes as they are, exactly four from its end, cannot be told: it has the four bytes, which are in no text, as its end.
/// </remarks>
internal sealed class DeflatedMessage(ReadOnlyMemory<byte> message) : Stream
{
    private static readonly byte[] _end = [0x00, 0x00, 0xFF, 0xFF, 0x01, 0x00, 0x00, 0xFF, 0xFF];

    private ReadOnlyMemory<byte> _rest = message;
    private bool _hasEnd;

    /// <summary>Whether somebody asked for more than there is.</summary>
    public bool WasTooShort { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_rest.IsEmpty && !_hasEnd)
        {
            _rest = _end;
            _hasEnd = true;
        }

        var taken = Math.Min(count, _rest.Length);
        _rest.Span[..taken].CopyTo(buffer.AsSpan(offset));
        _rest = _rest[taken..];
        WasTooShort = taken == 0;
        return taken;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
