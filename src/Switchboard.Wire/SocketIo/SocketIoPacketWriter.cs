using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Switchboard.Wire.Centrifuge.Json;

namespace Switchboard.Wire.SocketIo;

/// <summary>Writes Socket.IO packets, each with the Engine.IO type of a message before it.</summary>
public static class SocketIoPacketWriter
{
    /// <summary>Writes what stands before the JSON of a packet.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="type">The kind of the packet; an event or acknowledgement with attachments becomes the binary one.</param>
    /// <param name="name">The Socket.IO namespace.</param>
    /// <param name="id">The number of the acknowledgement; null for none.</param>
    /// <param name="attachments">How many attachments follow.</param>
    public static void WriteHead(IBufferWriter<byte> output, SocketIoPacketType type, string name, long? id = null, int attachments = 0)
    {
        ArgumentNullException.ThrowIfNull(name);
        // The binary kinds stand three behind those that they are variants of.
        var kind = (int)type + (attachments > 0 ? SocketIoPacketType.BinaryEvent - SocketIoPacketType.Event : 0);
        output.Write([(byte)'4', (byte)('0' + kind)]);
        if (attachments > 0)
        {
            WriteNumber(output, attachments);
            output.Write("-"u8);
        }

        if (name != SocketIoPacket.MainNamespace)
        {
            Encoding.UTF8.GetBytes(name, output);
            output.Write(","u8);
        }

        if (id is { } number)
        {
            WriteNumber(output, number);
        }
    }

    /// <summary>Writes an event whose arguments are ready.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="name">The Socket.IO namespace.</param>
    /// <param name="eventName">The event.</param>
    /// <param name="arguments">The arguments as JSON values with commas between them; empty for none.</param>
    /// <param name="id">The number by which it is to be acknowledged; null for none.</param>
    /// <param name="attachments">How many attachments follow.</param>
    public static void WriteEvent(
        IBufferWriter<byte> output, string name, string eventName, ReadOnlySpan<byte> arguments, long? id = null, int attachments = 0)
    {
        BeginEvent(output, name, eventName, id, attachments, hasArguments: !arguments.IsEmpty);
        output.Write(arguments);
        EndEvent(output);
    }

    /// <summary>Begins an event: its arguments follow, with <see cref="NextArgument"/> between them, and <see cref="EndEvent"/>.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="name">The Socket.IO namespace.</param>
    /// <param name="eventName">The event.</param>
    /// <param name="id">The number by which it is to be acknowledged; null for none.</param>
    /// <param name="attachments">How many attachments follow.</param>
    /// <param name="hasArguments">Whether there are any arguments.</param>
    public static void BeginEvent(IBufferWriter<byte> output, string name, string eventName, long? id, int attachments, bool hasArguments = true)
    {
        WriteHead(output, SocketIoPacketType.Event, name, id, attachments);
        output.Write("["u8);
        WriteText(output, eventName);
        if (hasArguments)
        {
            NextArgument(output);
        }
    }

    /// <summary>Parts two arguments.</summary>
    /// <param name="output">Where to.</param>
    public static void NextArgument(IBufferWriter<byte> output) => output.Write(","u8);

    /// <summary>Ends an event.</summary>
    /// <param name="output">Where to.</param>
    public static void EndEvent(IBufferWriter<byte> output) => output.Write("]"u8);

    /// <summary>Writes an argument that is text.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="text">The text.</param>
    public static void WriteText(IBufferWriter<byte> output, string text)
    {
        var writer = JsonWriterCache.Get(output);
        writer.WriteStringValue(text);
        writer.Flush();
    }

    /// <summary>Writes an acknowledgement.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="name">The Socket.IO namespace.</param>
    /// <param name="id">The number of what is acknowledged.</param>
    /// <param name="arguments">The arguments as JSON values with commas between them; empty for none.</param>
    /// <param name="attachments">How many attachments follow.</param>
    public static void WriteAck(IBufferWriter<byte> output, string name, long id, ReadOnlySpan<byte> arguments, int attachments = 0)
    {
        BeginAck(output, name, id, attachments);
        output.Write(arguments);
        EndEvent(output);
    }

    /// <summary>Begins an acknowledgement: its arguments follow, and <see cref="EndEvent"/>.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="name">The Socket.IO namespace.</param>
    /// <param name="id">The number of what is acknowledged.</param>
    /// <param name="attachments">How many attachments follow.</param>
    public static void BeginAck(IBufferWriter<byte> output, string name, long id, int attachments = 0)
    {
        WriteHead(output, SocketIoPacketType.Ack, name, id, attachments);
        output.Write("["u8);
    }

    /// <summary>Writes the answer that lets a client into a Socket.IO namespace.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="name">The Socket.IO namespace.</param>
    /// <param name="sid">The id of the client there; null in protocol 4, which tells none.</param>
    /// <param name="pid">The secret by which the client may recover its state; null for none.</param>
    public static void WriteConnect(IBufferWriter<byte> output, string name, string? sid, string? pid = null)
    {
        WriteHead(output, SocketIoPacketType.Connect, name);
        if (sid is null)
        {
            return;
        }

        var writer = JsonWriterCache.Get(output);
        writer.WriteStartObject();
        writer.WriteString("sid"u8, sid);
        if (pid is not null)
        {
            writer.WriteString("pid"u8, pid);
        }

        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>Writes the answer that refuses a Socket.IO namespace.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="version">The protocol's revision: in 3, the answer is the message alone.</param>
    /// <param name="name">The Socket.IO namespace.</param>
    /// <param name="message">Why.</param>
    /// <param name="data">More about it, as JSON; empty for nothing.</param>
    public static void WriteConnectError(IBufferWriter<byte> output, EngineIoVersion version, string name, string message, ReadOnlySpan<byte> data)
    {
        WriteHead(output, SocketIoPacketType.ConnectError, name);
        var writer = JsonWriterCache.Get(output);
        if (version == EngineIoVersion.V3)
        {
            writer.WriteStringValue(message);
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, message);
            if (!data.IsEmpty)
            {
                writer.WritePropertyName("data"u8);
                writer.WriteRawValue(data, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        writer.Flush();
    }

    private static void WriteNumber(IBufferWriter<byte> output, long number)
    {
        var buffer = output.GetSpan(20);
        Utf8Formatter.TryFormat(number, buffer, out var written);
        output.Advance(written);
    }
}
