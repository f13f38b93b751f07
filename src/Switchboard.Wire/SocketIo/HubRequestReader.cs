using System.Text.Json;
using Switchboard.Wire.Centrifuge.Json;

namespace Switchboard.Wire.SocketIo;

/// <summary>Reads what clients ask of the hub. Strict about the types of known fields; unknown ones are skipped, null is the default.</summary>
public static class HubRequestReader
{
    /// <summary>Reads the argument of an event.</summary>
    /// <param name="json">A JSON object; payloads are copied out of it.</param>
    /// <returns>The request; null where it is not of that form.</returns>
    public static HubRequest? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            var source = new JsonSource(json);
            return source.TryEnterObject() ? ReadFields(ref source) : null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Reads the token out of what a client sends along when it connects. The other fields there are the application's.</summary>
    /// <param name="json">A JSON object.</param>
    /// <returns>The token; empty where there is none.</returns>
    public static string ReadToken(ReadOnlyMemory<byte> json)
    {
        try
        {
            var source = new JsonSource(json);
            return source.TryEnterObject() ? ReadToken(ref source) : "";
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            return "";
        }
    }

    private static HubRequest ReadFields(ref JsonSource source)
    {
        var (channel, token, name, method, epoch) = ("", "", "", "", "");
        var (recover, meta, reverse, joinLeave) = (false, false, false, false);
        ulong offset = 0;
        var limit = -1;
        Position? since = null;
        ReadOnlyMemory<byte> data = default;
        while (source.NextProperty())
        {
            switch (source)
            {
                case var _ when source.NameIs("channel"u8):
                    channel = source.ReadString();
                    break;
                case var _ when source.NameIs("data"u8):
                    data = source.ReadPayload();
                    break;
                case var _ when source.NameIs("event"u8):
                    name = source.ReadString();
                    break;
                case var _ when source.NameIs("method"u8):
                    method = source.ReadString();
                    break;
                case var _ when source.NameIs("token"u8):
                    token = source.ReadString();
                    break;
                case var _ when source.NameIs("recover"u8):
                    recover = source.ReadBoolean();
                    break;
                case var _ when source.NameIs("epoch"u8):
                    epoch = source.ReadString();
                    break;
                case var _ when source.NameIs("offset"u8):
                    offset = source.ReadUInt64();
                    break;
                case var _ when source.NameIs("meta"u8):
                    meta = source.ReadBoolean();
                    break;
                case var _ when source.NameIs("join_leave"u8):
                    joinLeave = source.ReadBoolean();
                    break;
                case var _ when source.NameIs("limit"u8):
                    limit = source.ReadInt32();
                    break;
                case var _ when source.NameIs("reverse"u8):
                    reverse = source.ReadBoolean();
                    break;
                case var _ when source.NameIs("since"u8):
                    since = JsonPositionReader.Read(ref source);
                    break;
                default:
                    source.SkipValue();
                    break;
            }
        }

        return new HubRequest
        {
            Channel = channel,
            Token = token,
            Event = name,
            Method = method,
            Data = data,
            Recover = recover,
            Meta = meta,
            JoinLeave = joinLeave,
            Reverse = reverse,
            Position = new Position(offset, epoch),
            Limit = limit,
            Since = since,
        };
    }

    private static string ReadToken(ref JsonSource source)
    {
        var token = "";
        while (source.NextProperty())
        {
            if (source.NameIs("token"u8))
            {
                token = source.ReadString();
            }
            else
            {
                source.SkipValue();
            }
        }

        return token;
    }
}
