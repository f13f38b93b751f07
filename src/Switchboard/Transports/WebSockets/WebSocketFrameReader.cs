using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Switchboard.Transports.WebSockets;

/// <summary>Takes a client's bytes apart into messages (RFC 6455). Holds memory only while a message is incomplete.</summary>
/// <remarks>
/// The bytes passed in belong to the reader's caller but are unmasked in place: nobody else may look at them. A message is valid
/// until the next call.
/// </remarks>
/// <param name="maxMessageBytes">The largest message, inflated where it is compressed.</param>
/// <param name="inflates">Whether compression was agreed upon.</param>
internal sealed class WebSocketFrameReader(int maxMessageBytes, bool inflates = false) : IDisposable
{
    private const int MaskLength = 4;

    private byte[]? _assembly;
    private int _assembled;
    private WebSocketOpcode _fragmented;
    private bool _isFragmentedCompressed;
    private byte[]? _inflated;
    private long _toSkip;

    /// <summary>Reads the next message, fragment or control frame.</summary>
    /// <param name="buffer">The bytes; afterwards what is left of them.</param>
    /// <param name="message">The message, where there is one.</param>
    public WebSocketReadStatus Read(ref ReadOnlySequence<byte> buffer, out WebSocketMessage message)
    {
        while (true)
        {
            message = default;
            if (!TrySkip(ref buffer))
            {
                return WebSocketReadStatus.NeedMore;
            }

            var status = TryReadHeader(buffer, out var header);
            if (status == WebSocketReadStatus.TooBig)
            {
                buffer = buffer.Slice(header.Length);
                BeginSkipping(header);
            }

            if (status != WebSocketReadStatus.Message)
            {
                return status;
            }

            if (buffer.Length - header.Length < header.PayloadLength)
            {
                return WebSocketReadStatus.NeedMore;
            }

            var payload = TakePayload(buffer.Slice(header.Length, header.PayloadLength), header);
            buffer = buffer.Slice(header.Length + header.PayloadLength);
            if (header.IsControl)
            {
                message = new WebSocketMessage(header.Opcode, payload);
                return WebSocketReadStatus.Message;
            }

            if (header.IsFinal)
            {
                return Complete(header, payload, out message);
            }
        }
    }

    public void Dispose()
    {
        if (_assembly is not null)
        {
            ArrayPool<byte>.Shared.Return(_assembly);
            _assembly = null;
        }

        if (_inflated is not null)
        {
            ArrayPool<byte>.Shared.Return(_inflated);
            _inflated = null;
        }
    }

    private WebSocketReadStatus Complete(in WebSocketFrameHeader header, ReadOnlyMemory<byte> payload, out WebSocketMessage message)
    {
        var (opcode, isCompressed) = header.IsContinuation ? (_fragmented, _isFragmentedCompressed) : (header.Opcode, header.IsCompressed);
        _fragmented = WebSocketOpcode.Continuation;
        _assembled = 0;
        var status = isCompressed ? Inflate(ref payload) : WebSocketReadStatus.Message;
        message = new WebSocketMessage(opcode, payload);
        if (status != WebSocketReadStatus.Message)
        {
            return status;
        }

        return opcode == WebSocketOpcode.Text && !Utf8.IsValid(payload.Span) ? WebSocketReadStatus.InvalidText : WebSocketReadStatus.Message;
    }

    private WebSocketReadStatus Inflate(ref ReadOnlyMemory<byte> payload)
    {
        var status = MessageInflater.Inflate(payload, maxMessageBytes, ref _inflated, out var length);
        payload = _inflated.AsMemory(0, length);
        return status;
    }

    /// <summary>Passes over a frame that is too big, so that the close frame behind it is heard. What is left of its message means nothing.</summary>
    private void BeginSkipping(in WebSocketFrameHeader header)
    {
        _toSkip = header.PayloadLength;
        _assembled = 0;
        _fragmented = header.IsFinal ? WebSocketOpcode.Continuation : header.IsContinuation ? _fragmented : header.Opcode;
    }

    private bool TrySkip(ref ReadOnlySequence<byte> buffer)
    {
        var skipped = Math.Min(_toSkip, buffer.Length);
        buffer = buffer.Slice(skipped);
        _toSkip -= skipped;
        return _toSkip == 0;
    }

    private WebSocketReadStatus TryReadHeader(in ReadOnlySequence<byte> buffer, out WebSocketFrameHeader header)
    {
        Span<byte> bytes = stackalloc byte[WebSocketFrameHeader.MaxLength];
        var available = (int)Math.Min(buffer.Length, bytes.Length);
        buffer.Slice(0, available).CopyTo(bytes);
        if (!WebSocketFrameHeader.TryParse(bytes[..available], out header, inflates))
        {
            return WebSocketReadStatus.NeedMore;
        }

        var isFragmenting = _fragmented != WebSocketOpcode.Continuation;
        if (!header.IsValid || header.IsContinuation != isFragmenting && !header.IsControl)
        {
            return WebSocketReadStatus.ProtocolError;
        }

        // Judged by the header alone, before anything of the size that it claims is waited for or allocated.
        return !header.IsControl && header.PayloadLength > maxMessageBytes - _assembled ? WebSocketReadStatus.TooBig : WebSocketReadStatus.Message;
    }

    /// <summary>The unmasked payload: in place where it is in one piece and a message by itself, else in the assembly buffer.</summary>
    private ReadOnlyMemory<byte> TakePayload(in ReadOnlySequence<byte> masked, in WebSocketFrameHeader header)
    {
        if (masked.IsSingleSegment && (header.IsControl || (header.IsFinal && !header.IsContinuation)))
        {
            var memory = MemoryMarshal.AsMemory(masked.First);
            Unmask(memory.Span, header.Mask);
            return memory;
        }

        if (header.IsControl)
        {
            // A control frame may stand between the fragments of a message, whose assembly must stay as it is.
            var copy = masked.ToArray();
            Unmask(copy, header.Mask);
            return copy;
        }

        var length = (int)masked.Length;
        EnsureCapacity(_assembled + length);
        var target = _assembly.AsSpan(_assembled, length);
        masked.CopyTo(target);
        Unmask(target, header.Mask);
        _assembled += length;
        if (!header.IsContinuation && !header.IsFinal)
        {
            _fragmented = header.Opcode;
            _isFragmentedCompressed = header.IsCompressed;
        }

        return _assembly.AsMemory(0, _assembled);
    }

    private void EnsureCapacity(int size)
    {
        if (_assembly is not null && _assembly.Length >= size)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(size, _assembly?.Length * 2 ?? 0));
        if (_assembly is not null)
        {
            _assembly.AsSpan(0, _assembled).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_assembly);
        }

        _assembly = larger;
    }

    private static void Unmask(Span<byte> data, uint mask)
    {
        if (mask == 0)
        {
            return;
        }

        var wide = new Vector<uint>(mask);
        var vectors = MemoryMarshal.Cast<byte, Vector<uint>>(data);
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] ^= wide;
        }

        Span<byte> key = stackalloc byte[MaskLength];
        BinaryPrimitives.WriteUInt32LittleEndian(key, mask);
        for (var i = vectors.Length * Vector<byte>.Count; i < data.Length; i++)
        {
            data[i] ^= key[i % MaskLength];
        }
    }

    /// <summary>Gives the buffers back once no message is under construction.</summary>
    public void Rest()
    {
        if (_assembled == 0)
        {
            Dispose();
        }
    }
}

/// <summary>What reading from a client came to.</summary>
internal enum WebSocketReadStatus
{
    /// <summary>There is a message.</summary>
    Message,

    /// <summary>More bytes are needed.</summary>
    NeedMore,

    /// <summary>The bytes break the protocol (1002).</summary>
    ProtocolError,

    /// <summary>A text is not UTF-8 (1007).</summary>
    InvalidText,

    /// <summary>A message cannot be inflated (1007).</summary>
    InvalidData,

    /// <summary>The message is larger than allowed (1009).</summary>
    TooBig,
}

/// <summary>A whole message or a control frame.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WebSocketMessage(WebSocketOpcode Opcode, ReadOnlyMemory<byte> Payload);
