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
        catch (Exception exception) when (JsonSource.IsMalformed(exception))
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
            return source.TryEnterObject() ? source.ReadSingleString("token"u8) : "";
        }
        catch (Exception exception) when (JsonSource.IsMalformed(exception))
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
            source.ReadProperty("channel"u8, ref channel);
            source.ReadAnyProperty("data"u8, ref data);
            source.ReadProperty("event"u8, ref name);
            source.ReadProperty("method"u8, ref method);
            source.ReadProperty("token"u8, ref token);
            source.ReadProperty("recover"u8, ref recover);
            source.ReadProperty("epoch"u8, ref epoch);
            source.ReadProperty("offset"u8, ref offset);
            source.ReadProperty("meta"u8, ref meta);
            source.ReadProperty("join_leave"u8, ref joinLeave);
            source.ReadProperty("limit"u8, ref limit);
            source.ReadProperty("reverse"u8, ref reverse);
            if (source.NameIs("since"u8))
            {
                since = JsonPublicationReader.ReadPosition(ref source);
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
}
