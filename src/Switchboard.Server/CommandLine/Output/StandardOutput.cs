using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Switchboard.Server.CommandLine.Output;

/// <summary>The standard output, which tells when its reader has gone: the runtime's own console writes on into the void.</summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;

    /// <summary>Opens it, buffered.</summary>
    public static TextWriter Open() => new StreamWriter(new PipeStream(OpenStream()), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };

    private static Stream OpenStream()
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }

        var stream = new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);

        // In a file that other programs append to as well, a stream would write where it believes the end to be.
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }
}

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

/// <summary>Nobody reads the output any more.</summary>
internal sealed class ClosedOutputException : Exception;
