using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace Switchboard.Wire.SocketIo;

/// <summary>Reads packets of Socket.IO protocols 4 and 5: <c>type[attachments-][namespace,][id][JSON]</c>.</summary>
public static class SocketIoPacketReader
{
    /// <summary>The longest name of a Socket.IO namespace, in bytes.</summary>
    public const int MaxNamespaceBytes = 255;

    // 2^53, beyond which clients written in JavaScript cannot count.
    private const long MaxId = 9_007_199_254_740_992;

    private static readonly FrozenSet<string> _reservedEvents =
        new[] { "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Reads a packet.</summary>
    /// <param name="text">The packet, valid UTF-8. What is read keeps parts of it.</param>
    /// <param name="maxAttachments">How many attachments a packet may have.</param>
    /// <returns>The packet; null where it is malformed, or one that no client sends.</returns>
    public static SocketIoPacket? Read(ReadOnlyMemory<byte> text, int maxAttachments)
    {
        try
        {
            return ReadStrict(text, maxAttachments);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or text with lone surrogates.
            return null;
        }
    }

    private static SocketIoPacket? ReadStrict(ReadOnlyMemory<byte> text, int maxAttachments)
    {
        if (text.IsEmpty || text.Span[0] is < (byte)'0' or > (byte)'6')
        {
            return null;
        }

        var type = (SocketIoPacketType)(text.Span[0] - '0');
        text = text[1..];
        long attachments = 0;
        if (type is SocketIoPacketType.BinaryEvent or SocketIoPacketType.BinaryAck
            && !(TryReadNumber(ref text, out attachments) && TrySkip(ref text, (byte)'-') && attachments <= maxAttachments))
        {
            return null;
        }

        if (!TryReadNamespace(ref text, out var name, out var query))
        {
            return null;
        }

        long? id = TryReadNumber(ref text, out var number) ? number : null;
        var packet = new SocketIoPacket { Type = type, Namespace = name, Query = query, Id = id, AttachmentCount = (int)attachments };
        return type switch
        {
            SocketIoPacketType.Connect => SocketIoJson.IsObjectOrNothing(text.Span) ? packet with { Auth = text } : null,
            SocketIoPacketType.Disconnect => text.IsEmpty ? packet : null,
            SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent => ReadEvent(packet, text),
            SocketIoPacketType.Ack or SocketIoPacketType.BinaryAck when id is not null => ReadArguments(packet, text),
            _ => null,
        };
    }

    private static SocketIoPacket? ReadEvent(SocketIoPacket packet, ReadOnlyMemory<byte> text)
    {
        if (SocketIoJson.Split(text, packet.AttachmentCount) is not [var first, ..] elements || SocketIoJson.ReadName(first.Span) is not { } name)
        {
            return null;
        }

        return _reservedEvents.Contains(name) ? null : packet with { Event = name, Arguments = elements[1..] };
    }

    private static SocketIoPacket? ReadArguments(SocketIoPacket packet, ReadOnlyMemory<byte> text)
        => SocketIoJson.Split(text, packet.AttachmentCount) is { } arguments ? packet with { Arguments = arguments } : null;

    private static bool TryReadNamespace(ref ReadOnlyMemory<byte> text, out string name, out string query)
    {
        (name, query) = (SocketIoPacket.MainNamespace, "");
        if (text.IsEmpty || text.Span[0] != '/')
        {
            return true;
        }

        var comma = text.Span.IndexOf((byte)',');
        var path = comma < 0 ? text.Span : text.Span[..comma];
        var question = path.IndexOf((byte)'?');
        var bare = question < 0 ? path : path[..question];
        if (bare.Length > MaxNamespaceBytes || bare.ContainsAnyInRange((byte)0, (byte)31))
        {
            return false;
        }

        name = bare is [(byte)'/'] ? SocketIoPacket.MainNamespace : Encoding.UTF8.GetString(bare);
        query = question < 0 ? "" : Encoding.UTF8.GetString(path[(question + 1)..]);
        text = comma < 0 ? default : text[(comma + 1)..];
        return true;
    }

    private static bool TrySkip(ref ReadOnlyMemory<byte> text, byte expected)
    {
        if (text.IsEmpty || text.Span[0] != expected)
        {
            return false;
        }

        text = text[1..];
        return true;
    }

    private static bool TryReadNumber(ref ReadOnlyMemory<byte> text, out long number)
    {
        number = 0;
        var digits = text.Span.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? text.Length : digits;
        for (var i = 0; i < digits && number <= MaxId; i++)
        {
            number = (number * 10) + text.Span[i] - '0';
        }

        if (digits == 0 || number > MaxId)
        {
            return false;
        }

        text = text[digits..];
        return true;
    }
}
