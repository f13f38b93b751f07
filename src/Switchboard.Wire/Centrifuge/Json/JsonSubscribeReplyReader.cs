namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Reads the result of subscribe, and the push that tells of a server-side subscription: the same fields.</summary>
internal static class JsonSubscribeReplyReader
{
    public static SubscribeReply Read(ref JsonSource source)
    {
        var reply = new SubscribeReply();
        while (source.NextProperty())
        {
            reply = source switch
            {
                _ when source.NameIs("expires"u8) => reply with { Expires = source.ReadBoolean() },
                _ when source.NameIs("ttl"u8) => reply with { TimeToLiveSeconds = source.ReadUInt32() },
                _ when source.NameIs("recoverable"u8) => reply with { Recoverable = source.ReadBoolean() },
                _ when source.NameIs("epoch"u8) => reply with { Epoch = source.ReadString() },
                _ when source.NameIs("offset"u8) => reply with { Offset = source.ReadUInt64() },
                _ when source.NameIs("publications"u8) => reply with { Publications = JsonPublicationReader.ReadList(ref source) },
                _ when source.NameIs("recovered"u8) => reply with { Recovered = source.ReadBoolean() },
                _ when source.NameIs("was_recovering"u8) => reply with { WasRecovering = source.ReadBoolean() },
                _ when source.NameIs("positioned"u8) => reply with { Positioned = source.ReadBoolean() },
                _ when source.NameIs("data"u8) => reply with { Data = source.ReadPayload() },
                _ => Skip(ref source, reply),
            };
        }

        return reply;
    }

    private static SubscribeReply Skip(ref JsonSource source, SubscribeReply reply)
    {
        source.SkipValue();
        return reply;
    }
}
