using System.Collections.ObjectModel;

namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Reads the connect request.</summary>
internal static class JsonConnectReader
{
    public static ConnectCommand Read(ref JsonSource source)
    {
        string token = "", name = "", version = "";
        ReadOnlyMemory<byte> data = default;
        IReadOnlyDictionary<string, SubscribeCommand> subscriptions = ReadOnlyDictionary<string, SubscribeCommand>.Empty;
        IReadOnlyDictionary<string, string> headers = ReadOnlyDictionary<string, string>.Empty;
        while (source.NextProperty())
        {
            if (source.NameIs("token"u8))
            {
                token = source.ReadString();
            }
            else if (source.NameIs("data"u8))
            {
                data = source.ReadPayload();
            }
            else if (source.NameIs("subs"u8))
            {
                subscriptions = ReadSubscriptions(ref source);
            }
            else if (source.NameIs("name"u8))
            {
                name = source.ReadString();
            }
            else if (source.NameIs("version"u8))
            {
                version = source.ReadString();
            }
            else if (source.NameIs("headers"u8))
            {
                headers = ReadHeaders(ref source);
            }
            else
            {
                source.SkipValue();
            }
        }

        return new ConnectCommand(0)
        {
            Token = token,
            Data = data,
            Subscriptions = subscriptions,
            Name = name,
            Version = version,
            Headers = headers,
        };
    }

    private static IReadOnlyDictionary<string, SubscribeCommand> ReadSubscriptions(ref JsonSource source)
    {
        if (!source.TryEnterObject())
        {
            return ReadOnlyDictionary<string, SubscribeCommand>.Empty;
        }

        var subscriptions = new Dictionary<string, SubscribeCommand>(StringComparer.Ordinal);
        while (source.NextProperty())
        {
            var channel = source.ReadName();
            subscriptions[channel] = source.TryEnterObject() ? JsonSubscribeReader.Read(ref source) : new SubscribeCommand(0, "");
        }

        return subscriptions;
    }

    private static IReadOnlyDictionary<string, string> ReadHeaders(ref JsonSource source)
    {
        if (!source.TryEnterObject())
        {
            return ReadOnlyDictionary<string, string>.Empty;
        }

        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        while (source.NextProperty())
        {
            var name = source.ReadName();
            headers[name] = source.ReadString();
        }

        return headers;
    }
}
