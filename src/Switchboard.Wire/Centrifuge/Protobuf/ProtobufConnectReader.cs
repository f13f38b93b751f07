using System.Collections.ObjectModel;
using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Reads the connect request.</summary>
internal static class ProtobufConnectReader
{
    private static readonly IReadOnlyDictionary<string, SubscribeCommand> _noSubscriptions =
        ReadOnlyDictionary<string, SubscribeCommand>.Empty;
    private static readonly IReadOnlyDictionary<string, string> _noHeaders =
        ReadOnlyDictionary<string, string>.Empty;

    public static ConnectCommand Read(ProtoReader reader)
    {
        string token = "", name = "", version = "";
        ReadOnlyMemory<byte> data = default;
        Dictionary<string, SubscribeCommand>? subscriptions = null;
        Dictionary<string, string>? headers = null;
        while (reader.NextField(out var number))
        {
            switch (number)
            {
                case 1:
                    token = reader.ReadString();
                    break;
                case 2:
                    data = reader.ReadBytes();
                    break;
                case 3:
                    AddSubscription(reader.ReadMessage(), subscriptions ??= new(StringComparer.Ordinal));
                    break;
                case 4:
                    name = reader.ReadString();
                    break;
                case 5:
                    version = reader.ReadString();
                    break;
                case 6:
                    ProtobufMapEntry.AddTo(headers ??= new(StringComparer.Ordinal), reader.ReadMessage());
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        return new ConnectCommand(0)
        {
            Token = token,
            Data = data,
            Subscriptions = subscriptions ?? _noSubscriptions,
            Name = name,
            Version = version,
            Headers = headers ?? _noHeaders,
        };
    }

    private static void AddSubscription(ProtoReader entry, Dictionary<string, SubscribeCommand> subscriptions)
    {
        var channel = "";
        SubscribeCommand? subscription = null;
        while (entry.NextField(out var number))
        {
            switch (number)
            {
                case 1:
                    channel = entry.ReadString();
                    break;
                case 2:
                    subscription = ProtobufSubscribeReader.Read(entry.ReadMessage());
                    break;
                default:
                    entry.SkipValue();
                    break;
            }
        }

        subscriptions[channel] = subscription ?? new SubscribeCommand(0, "");
    }
}
