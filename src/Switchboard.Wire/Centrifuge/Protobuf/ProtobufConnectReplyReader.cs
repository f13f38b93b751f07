using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Reads the results of connect and subscribe, and the push of connect, which has other field numbers.</summary>
internal static class ProtobufConnectReplyReader
{
    public static ConnectReply ReadReply(ProtoReader reader)
    {
        var reply = new ConnectReply { Client = "" };
        Dictionary<string, SubscribeReply>? subscriptions = null;
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 3:
                    reply = reply with { Expires = reader.ReadBoolean() };
                    break;
                case 4:
                    reply = reply with { TimeToLiveSeconds = reader.ReadUInt32() };
                    break;
                case 5:
                    reply = reply with { Data = reader.ReadBytes() };
                    break;
                case 6:
                    AddSubscription(reader.ReadMessage(), subscriptions ??= new(StringComparer.Ordinal));
                    break;
                default:
                    reply = ReadCommon(ref reader, number, reply);
                    break;
            }
        }

        return reply with { Subscriptions = subscriptions };
    }

    public static ConnectReply ReadPush(ProtoReader reader)
    {
        var reply = new ConnectReply { Client = "" };
        Dictionary<string, SubscribeReply>? subscriptions = null;
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 3:
                    reply = reply with { Data = reader.ReadBytes() };
                    break;
                case 4:
                    AddSubscription(reader.ReadMessage(), subscriptions ??= new(StringComparer.Ordinal));
                    break;
                case 5:
                    reply = reply with { Expires = reader.ReadBoolean() };
                    break;
                case 6:
                    reply = reply with { TimeToLiveSeconds = reader.ReadUInt32() };
                    break;
                default:
                    reply = ReadCommon(ref reader, number, reply);
                    break;
            }
        }

        return reply with { Subscriptions = subscriptions };
    }

    public static SubscribeReply ReadSubscribe(ProtoReader reader)
    {
        var reply = new SubscribeReply();
        var publications = new List<Publication>();
        while (reader.NextField(out var number))
        {
            if (number == 7)
            {
                publications.Add(ProtobufPublicationReader.Read(reader.ReadMessage()));
            }
            else
            {
                reply = ReadSubscribeField(ref reader, number, reply);
            }
        }

        return reply with { Publications = publications };
    }

    private static SubscribeReply ReadSubscribeField(ref ProtoReader reader, int number, SubscribeReply reply)
    {
        switch (number)
        {
            case 1:
                return reply with { Expires = reader.ReadBoolean() };
            case 2:
                return reply with { TimeToLiveSeconds = reader.ReadUInt32() };
            case 3:
                return reply with { Recoverable = reader.ReadBoolean() };
            case 6:
                return reply with { Epoch = reader.ReadString() };
            case 8:
                return reply with { Recovered = reader.ReadBoolean() };
            case 9:
                return reply with { Offset = reader.ReadUInt64() };
            case 10:
                return reply with { Positioned = reader.ReadBoolean() };
            case 11:
                return reply with { Data = reader.ReadBytes() };
            case 12:
                return reply with { WasRecovering = reader.ReadBoolean() };
            default:
                reader.SkipValue();
                return reply;
        }
    }

    private static ConnectReply ReadCommon(ref ProtoReader reader, int number, ConnectReply reply)
    {
        switch (number)
        {
            case 1:
                return reply with { Client = reader.ReadString() };
            case 2:
                return reply with { Version = reader.ReadString() };
            case 7:
                return reply with { PingSeconds = reader.ReadUInt32() };
            case 8:
                return reply with { Pong = reader.ReadBoolean() };
            case 9:
                return reply with { Session = reader.ReadString() };
            case 10:
                return reply with { Node = reader.ReadString() };
            case 11:
                return reply with { Time = reader.ReadInt64() };
            default:
                reader.SkipValue();
                return reply;
        }
    }

    private static void AddSubscription(ProtoReader entry, Dictionary<string, SubscribeReply> subscriptions)
    {
        var channel = "";
        SubscribeReply? subscription = null;
        while (entry.NextField(out var number))
        {
            switch (number)
            {
                case 1:
                    channel = entry.ReadString();
                    break;
                case 2:
                    subscription = ReadSubscribe(entry.ReadMessage());
                    break;
                default:
                    entry.SkipValue();
                    break;
            }
        }

        subscriptions[channel] = subscription ?? new SubscribeReply();
    }
}
