using System.Buffers;
using System.Text;

namespace Switchboard.Wire.Protobuf;

/// <summary>Writes one Protobuf message from its end to its beginning.</summary>
/// <remarks>
/// A nested message has its length before it. Written backwards the length is known by the time that it is needed, so nothing is
/// measured beforehand or moved afterwards. Fields are therefore written last to first, and within a field the value before the tag.
/// Default values are left out, as proto3 wants it.
/// </remarks>
internal sealed class ProtoWriter
{
    private const int InitialSize = 1024;
    private const int MaxCachedSize = 256 * 1024;
    private const int MaxVarintBytes = 10;

    [ThreadStatic]
    private static ProtoWriter? _cached;

    private byte[] _buffer = new byte[InitialSize];
    private int _start = InitialSize;

    /// <summary>The empty writer of this thread, for use until the next call on it.</summary>
    public static ProtoWriter Get()
    {
        var writer = _cached ??= new ProtoWriter();
        if (writer._buffer.Length > MaxCachedSize)
        {
            writer._buffer = new byte[InitialSize];
        }

        writer._start = writer._buffer.Length;
        return writer;
    }

    /// <summary>Begins a nested message at its end; the result is for <see cref="EndMessage"/> or <see cref="EndMapEntry"/>.</summary>
    public int BeginMessage() => _buffer.Length - _start;

    /// <summary>Completes a nested message. It is written even when it is empty.</summary>
    public void EndMessage(int field, int begin)
    {
        WriteRawVarint((ulong)(_buffer.Length - _start - begin));
        WriteTag(field, WireType.LengthDelimited);
    }

    public void WriteMapEntry(int field, string key, string value)
    {
        var begin = BeginMessage();
        WriteString(2, value);
        EndMapEntry(field, begin, key);
    }

    /// <summary>Completes the entry of a map, whose value (field 2) was written since <paramref name="begin"/>.</summary>
    public void EndMapEntry(int field, int begin, string key)
    {
        WriteString(1, key);
        EndMessage(field, begin);
    }

    public void WriteString(int field, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            WriteRequiredString(field, value);
        }
    }

    /// <summary>Writes a string even when it is empty: as an element of a list it counts.</summary>
    public void WriteRequiredString(int field, string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Encoding.UTF8.GetBytes(value, Reserve(length));
        WriteRawVarint((ulong)length);
        WriteTag(field, WireType.LengthDelimited);
    }

    public void WriteBytes(int field, ReadOnlyMemory<byte> value)
    {
        if (value.IsEmpty)
        {
            return;
        }

        value.Span.CopyTo(Reserve(value.Length));
        WriteRawVarint((ulong)value.Length);
        WriteTag(field, WireType.LengthDelimited);
    }

    public void WriteBoolean(int field, bool value) => WriteUInt64(field, value ? 1UL : 0UL);

    public void WriteInt64(int field, long value) => WriteUInt64(field, unchecked((ulong)value));

    /// <summary>Writes a number of the type sint64.</summary>
    public void WriteZigZag64(int field, long value) => WriteUInt64(field, unchecked((ulong)((value << 1) ^ (value >> 63))));

    public void WriteUInt64(int field, ulong value)
    {
        if (value != 0)
        {
            WriteRawVarint(value);
            WriteTag(field, WireType.Varint);
        }
    }

    /// <summary>Hands the whole message over, its length before it.</summary>
    public void Complete(IBufferWriter<byte> output)
    {
        WriteRawVarint((ulong)(_buffer.Length - _start));
        output.Write(_buffer.AsSpan(_start));
    }

    private void WriteTag(int field, WireType type) => WriteRawVarint(((ulong)field << 3) | (ulong)type);

    private void WriteRawVarint(ulong value)
    {
        Span<byte> bytes = stackalloc byte[MaxVarintBytes];
        var length = 0;
        while (value >= 0x80)
        {
            bytes[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        bytes[length++] = (byte)value;
        bytes[..length].CopyTo(Reserve(length));
    }

    private Span<byte> Reserve(int length)
    {
        if (length > _start)
        {
            Grow(length);
        }

        _start -= length;
        return _buffer.AsSpan(_start, length);
    }

    private void Grow(int length)
    {
        var written = _buffer.AsSpan(_start);
        var larger = new byte[Math.Max(_buffer.Length * 2, written.Length + length)];
        written.CopyTo(larger.AsSpan(larger.Length - written.Length));
        _start = larger.Length - written.Length;
        _buffer = larger;
    }
}
