using System.Collections.ObjectModel;
using Switchboard.Wire.Protobuf;

namespace Switchboard.Wire.Centrifuge.Protobuf;

/// <summary>Reads the connect request.</summary>
internal static class ProtobufConnectReader
{
    public static ConnectCommand Read(ProtoReader reader)
    {
        string token = "", name = "", version = "";
        ReadOnlyMemory<byte> data = default;
        Dictionary<string, SubscribeCommand>? subscriptions = null;
        Dictionary<string, string>? headers = null;
        while (reader.NextField())
        {
            reader.ReadField(1, ref token);
            reader.ReadField(2, ref data);
            reader.ReadField(4, ref name);
            reader.ReadField(5, ref version);
            if (reader.Number == 3)
            {
                ProtobufMapEntry.AddTo(subscriptions ??= new(StringComparer.Ordinal), reader.ReadMessage(), ProtobufSubscribeReader.Read);
            }
            else if (reader.Number == 6)
            {
                ProtobufMapEntry.AddTo(headers ??= new(StringComparer.Ordinal), reader.ReadMessage());
            }
        }

        return new ConnectCommand(0)
        {
            Token = token,
            Data = data,
            Subscriptions = subscriptions ?? (IReadOnlyDictionary<string, SubscribeCommand>)ReadOnlyDictionary<string, SubscribeCommand>.Empty,
            Name = name,
            Version = version,
            Headers = headers ?? (IReadOnlyDictionary<string, string>)ReadOnlyDictionary<string, string>.Empty,
        };
    }
}
