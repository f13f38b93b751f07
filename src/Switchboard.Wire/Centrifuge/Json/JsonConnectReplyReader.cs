namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Reads the result of connect, which one-way streams send as a push.</summary>
internal static class JsonConnectReplyReader
{
    public static ConnectReply Read(ref JsonSource source)
    {
        var reply = new ConnectReply { Client = "" };
        while (source.NextProperty())
        {
            reply = source switch
            {
                _ when source.NameIs("client"u8) => reply with { Client = source.ReadString() },
                _ when source.NameIs("version"u8) => reply with { Version = source.ReadString() },
                _ when source.NameIs("expires"u8) => reply with { Expires = source.ReadBoolean() },
                _ when source.NameIs("ttl"u8) => reply with { TimeToLiveSeconds = source.ReadUInt32() },
                _ when source.NameIs("data"u8) => reply with { Data = source.ReadPayload() },
                _ when source.NameIs("subs"u8) => reply with { Subscriptions = ReadSubscriptions(ref source) },
                _ when source.NameIs("ping"u8) => reply with { PingSeconds = source.ReadUInt32() },
                _ when source.NameIs("pong"u8) => reply with { Pong = source.ReadBoolean() },
                _ when source.NameIs("session"u8) => reply with { Session = source.ReadString() },
                _ when source.NameIs("node"u8) => reply with { Node = source.ReadString() },
                _ when source.NameIs("time"u8) => reply with { Time = source.ReadInt64() },
                _ => Skip(ref source, reply),
            };
        }

        return reply;
    }

    private static ConnectReply Skip(ref JsonSource source, ConnectReply reply)
    {
        source.SkipValue();
        return reply;
    }

    private static Dictionary<string, SubscribeReply>? ReadSubscriptions(ref JsonSource source)
    {
        if (!source.TryEnterObject())
        {
            return null;
        }

        var subscriptions = new Dictionary<string, SubscribeReply>(StringComparer.Ordinal);
        while (source.NextProperty())
        {
            var channel = source.ReadName();
            subscriptions[channel] = source.TryEnterObject() ? JsonSubscribeReplyReader.Read(ref source) : new SubscribeReply();
        }

        return subscriptions;
    }
}
