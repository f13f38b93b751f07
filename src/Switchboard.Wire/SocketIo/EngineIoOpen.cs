using System.Buffers;
using System.Text.Json;

namespace Switchboard.Wire.SocketIo;

/// <summary>What the first packet of a session tells the client.</summary>
public sealed record EngineIoOpen
{
    /// <summary>The session's id.</summary>
    public required string Sid { get; init; }

    /// <summary>Whether the client may change to WebSocket.</summary>
    public bool CanUpgrade { get; init; }

    /// <summary>The time between pings.</summary>
    public required TimeSpan PingInterval { get; init; }

    /// <summary>The time in which a ping is to be answered.</summary>
    public required TimeSpan PingTimeout { get; init; }

    /// <summary>The largest body of a polling request, in bytes; null in revision 3, which has no such field.</summary>
    public int? MaxPayloadBytes { get; init; }

    /// <summary>Writes the packet, with its type.</summary>
    /// <param name="output">Where to.</param>
    public void Write(IBufferWriter<byte> output)
    {
        output.Write("0"u8);
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteString("sid"u8, Sid);
        writer.WriteStartArray("upgrades"u8);
        if (CanUpgrade)
        {
            writer.WriteStringValue("websocket"u8);
        }

        writer.WriteEndArray();
        writer.WriteNumber("pingInterval"u8, (long)PingInterval.TotalMilliseconds);
        writer.WriteNumber("pingTimeout"u8, (long)PingTimeout.TotalMilliseconds);
        if (MaxPayloadBytes is { } bytes)
        {
            writer.WriteNumber("maxPayload"u8, bytes);
        }

        writer.WriteEndObject();
    }
}
