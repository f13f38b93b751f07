using System.Collections.ObjectModel;

namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Reads the connect request.</summary>
internal static class JsonConnectReader
{
    public static ConnectCommand Read(ref JsonSource source)
    {
        string token = "", name = "", version = "";
        ReadOnlyMemory<byte> data = default;
        IReadOnlyDictionary<string, SubscribeCommand>? subscriptions = null;
        IReadOnlyDictionary<string, string>? headers = null;
        while (source.NextProperty())
        {
            source.ReadProperty("token"u8, ref token);
            source.ReadProperty("data"u8, ref data);
            source.ReadProperty("name"u8, ref name);
            source.ReadProperty("version"u8, ref version);
            if (source.NameIs("subs"u8))
            {
                subscriptions = ReadSubscriptions(ref source);
            }
            else if (source.NameIs("headers"u8))
            {
                headers = source.ReadStringMap();
            }
        }

        return new ConnectCommand(0)
        {
            Token = token,
            Data = data,
            Subscriptions = subscriptions ?? ReadOnlyDictionary<string, SubscribeCommand>.Empty,
            Name = name,
            Version = version,
            Headers = headers ?? ReadOnlyDictionary<string, string>.Empty,
        };
    }

    private static Dictionary<string, SubscribeCommand>? ReadSubscriptions(ref JsonSource source)
    {
        if (!source.TryEnterObject())
        {
            return null;
        }

        var subscriptions = new Dictionary<string, SubscribeCommand>(StringComparer.Ordinal);
        while (source.NextProperty())
        {
            var channel = source.ReadName();
            subscriptions[channel] = source.TryEnterObject() ? JsonSubscribeReader.Read(ref source) : new SubscribeCommand(0, "");
        }

        return subscriptions;
    }
}
