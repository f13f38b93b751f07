using System.Buffers;

namespace Switchboard.Protocols;

/// <summary>The buffer in which a thread encodes a message before it is framed.</summary>
internal static class EncodeBuffer
{
    private const int MaxKept = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>An empty buffer; the thread's next call takes it back.</summary>
    public static ArrayBufferWriter<byte> Rent()
    {
        if (_buffer is null || _buffer.Capacity > MaxKept)
        {
            _buffer = new ArrayBufferWriter<byte>(1024);
        }

        _buffer.ResetWrittenCount();
        return _buffer;
    }
}
