using Switchboard.Wire.Centrifuge;
using Switchboard.Wire.Centrifuge.Json;

namespace Switchboard.Wire.SocketIo;

/// <summary>Reads what clients ask of the hub. Strict about the types of known fields; unknown ones are skipped, null is the default.</summary>
public static class HubRequestReader
{
    /// <summary>Reads the argument of an event.</summary>
    /// <param name="json">A JSON object; payloads are copied out of it. Empty or <c>null</c> for one without fields.</param>
    /// <returns>The request; null where it is not of that form.</returns>
    public static HubRequest? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            var source = new JsonSource(json);
            return !json.IsEmpty && source.TryEnterObject() ? ReadFields(ref source) : new HubRequest();
        }
        catch (Exception exception) when (JsonSource.IsMalformed(exception))
        {
            return null;
        }
    }

    /// <summary>Reads the argument of <c>publish</c>.</summary>
    /// <param name="json">A JSON object; payloads are copied out of it. Empty or <c>null</c> for one without fields.</param>
    /// <returns>The publication; null where it is not of that form.</returns>
    public static HubPublish? ReadPublish(ReadOnlyMemory<byte> json)
    {
        try
        {
            var source = new JsonSource(json);
            return !json.IsEmpty && source.TryEnterObject() ? ReadPublish(ref source) : new HubPublish();
        }
        catch (Exception exception) when (JsonSource.IsMalformed(exception))
        {
            return null;
        }
    }

    /// <summary>Reads the token, or the ticket, out of what a client sends along when it connects. The other fields there are the application's.</summary>
    /// <param name="json">A JSON object.</param>
    /// <returns>The token; empty where there is none.</returns>
    public static string ReadToken(ReadOnlyMemory<byte> json)
    {
        try
        {
            var source = new JsonSource(json);
            return source.TryEnterObject() ? ReadCredential(ref source) : "";
        }
        catch (Exception exception) when (JsonSource.IsMalformed(exception))
        {
            return "";
        }
    }

    private static string ReadCredential(ref JsonSource source)
    {
        var (token, ticket) = ("", "");
        while (source.NextProperty())
        {
            source.ReadProperty("token"u8, ref token);
            source.ReadProperty("ticket"u8, ref ticket);
        }

        return token.Length > 0 ? token : ticket;
    }

    private static HubPublish ReadPublish(ref JsonSource source)
    {
        var (channel, name, base64, key, versionEpoch) = ("", "", "", "", "");
        var skipHistory = false;
        ulong version = 0;
        Dictionary<string, string>? tags = null;
        ReadOnlyMemory<byte> data = default;
        while (source.NextProperty())
        {
            source.ReadProperty("channel"u8, ref channel);
            source.ReadAnyProperty("data"u8, ref data);
            source.ReadProperty("event"u8, ref name);
            source.ReadProperty("idempotency_key"u8, ref key);
            source.ReadProperty("b64data"u8, ref base64);
            source.ReadProperty("skip_history"u8, ref skipHistory);
            source.ReadProperty("version"u8, ref version);
            source.ReadProperty("version_epoch"u8, ref versionEpoch);
            if (source.NameIs("tags"u8))
            {
                tags = source.ReadStringMap();
            }
        }

        return new HubPublish
        {
            Channel = channel,
            Data = data,
            Base64Data = base64.Length == 0 ? default : Convert.FromBase64String(base64),
            Event = name,
            Tags = tags,
            SkipHistory = skipHistory,
            IdempotencyKey = key,
            Version = version,
            VersionEpoch = versionEpoch,
        };
    }

    private static HubRequest ReadFields(ref JsonSource source)
    {
        var (channel, token, epoch, cursor) = ("", "", "", "");
        var (recover, meta, reverse, joinLeave, ascending) = (false, false, false, false, false);
        ulong offset = 0;
        var (limit, phase) = (-1, 0);
        long flags = 0;
        Position? since = null;
        TagFilter? filter = null;
        ReadOnlyMemory<byte> data = default;
        while (source.NextProperty())
        {
            source.ReadProperty("channel"u8, ref channel);
            source.ReadProperty("data"u8, ref data);
            source.ReadProperty("token"u8, ref token);
            source.ReadProperty("recover"u8, ref recover);
            source.ReadProperty("epoch"u8, ref epoch);
            source.ReadProperty("offset"u8, ref offset);
            source.ReadProperty("meta"u8, ref meta);
            source.ReadProperty("join_leave"u8, ref joinLeave);
            source.ReadProperty("limit"u8, ref limit);
            source.ReadProperty("reverse"u8, ref reverse);
            source.ReadProperty("flag"u8, ref flags);
            source.ReadProperty("cursor"u8, ref cursor);
            source.ReadProperty("phase"u8, ref phase);
            source.ReadProperty("asc"u8, ref ascending);
            if (source.NameIs("since"u8))
            {
                since = JsonPublicationReader.ReadPosition(ref source);
            }
            else if (source.NameIs("tf"u8))
            {
                filter = JsonSubscribeReader.ReadFilter(ref source);
            }
        }

        return new HubRequest
        {
            Channel = channel,
            Token = token,
            Data = data,
            Filter = filter,
            Flags = flags,
            Recover = recover,
            Meta = meta,
            JoinLeave = joinLeave,
            Reverse = reverse,
            Position = new Position(offset, epoch),
            Limit = limit,
            Since = since,
            Cursor = cursor,
            Phase = phase,
            Ascending = ascending,
        };
    }
}
