namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Reads what the server sends: the id of a reply, and its result, error or push.</summary>
internal static class JsonMessageReader
{
    /// <summary>Reads the message that <paramref name="source"/> begins with.</summary>
    public static CentrifugeMessage Read(ref JsonSource source)
    {
        if (!source.TryEnterObject())
        {
            throw new FormatException("A message is an object.");
        }

        uint id = 0;
        var isEmpty = true;
        CentrifugeReply? reply = null;
        ErrorCode? error = null;
        CentrifugePush? push = null;
        while (source.NextProperty())
        {
            isEmpty = false;
            if (source.NameIs("id"u8))
            {
                id = source.ReadUInt32();
            }
            else if (source.NameIs("push"u8))
            {
                push = source.TryEnterObject() ? JsonPushReader.Read(ref source) : null;
            }
            else if (source.NameIs("error"u8))
            {
                error = source.TryEnterObject() ? ReadError(ref source) : null;
            }
            else if (JsonCommandReader.FieldOf(source) is var field and not RequestField.None && source.TryEnterObject())
            {
                reply = JsonReplyReader.Read(ref source, field);
            }
        }

        return new CentrifugeMessage { Id = id, Reply = reply, Error = error, Push = push, IsPing = isEmpty };
    }

    private static ErrorCode ReadError(ref JsonSource source)
    {
        uint code = 0;
        var message = "";
        var temporary = false;
        ReadOnlyMemory<byte> details = default;
        while (source.NextProperty())
        {
            source.ReadProperty("code"u8, ref code);
            source.ReadProperty("message"u8, ref message);
            source.ReadProperty("temporary"u8, ref temporary);
            source.ReadAnyProperty("details"u8, ref details);
        }

        return new ErrorCode(code, message, temporary) { Details = details.IsEmpty ? null : ErrorDetailsJson.Read(details.Span) };
    }
}
