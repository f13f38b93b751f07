using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Switchboard.Wire.SocketIo;

/// <summary>Puts packets together into the body of a polling response.</summary>
/// <param name="version">The protocol's revision.</param>
/// <param name="isBinary">Whether revision 3's binary form is written.</param>
public sealed class EngineIoPayloadWriter(EngineIoVersion version, bool isBinary)
{
    private readonly ArrayBufferWriter<byte> _body = new();

    /// <summary>The body so far.</summary>
    public ReadOnlyMemory<byte> Body => _body.WrittenMemory;

    /// <summary>Adds a packet that is text.</summary>
    /// <param name="packet">The packet with its type, UTF-8.</param>
    public void AddText(ReadOnlySpan<byte> packet)
    {
        if (version == EngineIoVersion.V4)
        {
            Separate();
        }
        else if (isBinary)
        {
            WriteByteLength(0, packet.Length);
        }
        else
        {
            WriteUnits(Encoding.UTF8.GetCharCount(packet));
        }

        _body.Write(packet);
    }

    /// <summary>Adds a packet that is binary.</summary>
    /// <param name="packet">The packet as a WebSocket frame carries it: with its type in revision 3, without in revision 4.</param>
    public void AddBinary(ReadOnlySpan<byte> packet)
    {
        if (isBinary)
        {
            WriteByteLength(1, packet.Length);
            _body.Write(packet);
            return;
        }

        var data = version == EngineIoVersion.V4 ? packet : packet[1..];
        ReadOnlySpan<byte> mark = version == EngineIoVersion.V4 ? "b"u8 : [(byte)'b', (byte)('0' + packet[0])];
        if (version == EngineIoVersion.V4)
        {
            Separate();
        }
        else
        {
            WriteUnits(mark.Length + Base64.GetMaxEncodedToUtf8Length(data.Length));
        }

        _body.Write(mark);
        var buffer = _body.GetSpan(Base64.GetMaxEncodedToUtf8Length(data.Length));
        Base64.EncodeToUtf8(data, buffer, out _, out var written);
        _body.Advance(written);
    }

    private void Separate()
    {
        if (_body.WrittenCount > 0)
        {
            _body.Write([(byte)0x1E]);
        }
    }

    private void WriteUnits(int count) => _body.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{count}:")));

    private void WriteByteLength(byte kind, int length)
    {
        _body.Write([kind]);
        foreach (var digit in length.ToString(CultureInfo.InvariantCulture))
        {
            _body.Write([(byte)(digit - '0')]);
        }

        _body.Write([(byte)0xFF]);
    }
}
