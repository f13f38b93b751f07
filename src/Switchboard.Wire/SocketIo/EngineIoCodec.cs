using System.Buffers.Text;

namespace Switchboard.Wire.SocketIo;

/// <summary>Reads single Engine.IO packets, as WebSocket frames carry them, and those within payloads.</summary>
public static class EngineIoCodec
{
    private const byte BinaryMark = (byte)'b';

    /// <summary>Reads a packet that came as text. In payloads, binary ones come as base64.</summary>
    /// <param name="version">The protocol's revision.</param>
    /// <param name="text">The packet, UTF-8.</param>
    /// <param name="packet">The packet; its data is part of <paramref name="text"/>, unless that was base64.</param>
    /// <returns>False where it is malformed.</returns>
    public static bool TryReadText(EngineIoVersion version, ReadOnlyMemory<byte> text, out EngineIoPacket packet)
    {
        packet = default;
        if (text.IsEmpty)
        {
            return false;
        }

        var first = text.Span[0];
        if (first == BinaryMark)
        {
            return TryReadBase64(version, text[1..], out packet);
        }

        if (!IsType(first - '0'))
        {
            return false;
        }

        packet = new EngineIoPacket((EngineIoPacketType)(first - '0'), text[1..]);
        return true;
    }

    /// <summary>Reads a packet that came as bytes.</summary>
    /// <param name="version">The protocol's revision.</param>
    /// <param name="bytes">The packet.</param>
    /// <param name="packet">The packet; its data is part of <paramref name="bytes"/>.</param>
    /// <returns>False where it is malformed.</returns>
    public static bool TryReadBinary(EngineIoVersion version, ReadOnlyMemory<byte> bytes, out EngineIoPacket packet)
    {
        packet = new EngineIoPacket(EngineIoPacketType.Message, bytes, IsBinary: true);
        if (version == EngineIoVersion.V4)
        {
            return true;
        }

        if (bytes.IsEmpty || !IsType(bytes.Span[0]))
        {
            return false;
        }

        packet = new EngineIoPacket((EngineIoPacketType)bytes.Span[0], bytes[1..], IsBinary: true);
        return true;
    }

    private static bool TryReadBase64(EngineIoVersion version, ReadOnlyMemory<byte> text, out EngineIoPacket packet)
    {
        packet = default;
        var type = EngineIoPacketType.Message;
        if (version == EngineIoVersion.V3)
        {
            if (text.IsEmpty || !IsType(text.Span[0] - '0'))
            {
                return false;
            }

            type = (EngineIoPacketType)(text.Span[0] - '0');
            text = text[1..];
        }

        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text.Span, bytes, out _, out var length) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        packet = new EngineIoPacket(type, bytes.AsMemory(0, length), IsBinary: true);
        return true;
    }

    private static bool IsType(int value) => value is >= (int)EngineIoPacketType.Open and <= (int)EngineIoPacketType.Noop;
}
