namespace Switchboard.Server.CommandLine.Output;

/// <summary>Writes to a stream, and throws <see cref="ClosedOutputException"/> when it is a pipe whose reader has gone.</summary>
internal sealed class PipeStream(Stream inner) : Stream
{
    // EPIPE; ERROR_NO_DATA and ERROR_BROKEN_PIPE on Windows.
    private static readonly int[] _closed = [32, unchecked((int)0x800700E8), unchecked((int)0x8007006D)];

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => inner.Flush();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException exception) when (_closed.Contains(exception.HResult))
        {
            throw new ClosedOutputException();
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
