using System.Text.Json;

namespace Switchboard.Security;

/// <summary>Reads the claims of a connection token.</summary>
internal static class ConnectionTokenReader
{
    /// <summary>Reads verified claims.</summary>
    /// <exception cref="JsonException">A claim is of the wrong type.</exception>
    public static ConnectionToken Read(JsonElement claims)
    {
        if (ClaimReader.ReadText(claims, "channel").Length > 0)
        {
            throw new JsonException("A token that names a channel is a subscription token.");
        }

        return new ConnectionToken
        {
            UserId = ClaimReader.ReadText(claims, "sub"),
            Info = ClaimReader.ReadBytes(claims, "info", "b64info"),
            Meta = ClaimReader.ReadJson(claims, "meta"),
            Grants = [.. ReadGrants(claims, "call", Operations.Call), .. ReadGrants(claims, "serve", Operations.Serve), .. CapabilityReader.Read(claims)],
            TokenId = ClaimReader.ReadText(claims, "jti"),
            IssuedAt = ClaimReader.ReadTime(claims, "iat"),
            ExpiresAt = TokenClaims.ReadExpiry(claims),
            Subscriptions = ReadSubscriptions(claims),
        };
    }

    private static IEnumerable<Grant> ReadGrants(JsonElement claims, string name, Operations operation)
    {
        if (!ClaimReader.TryFind(claims, name, out var methods))
        {
            return [];
        }

        ClaimReader.Require(methods, JsonValueKind.Array, name);
        return methods.EnumerateArray().Select(method => new Grant(ClaimReader.Text(method, name), operation));
    }

    private static Dictionary<string, TokenSubscription> ReadSubscriptions(JsonElement claims)
    {
        var subscriptions = new Dictionary<string, TokenSubscription>(StringComparer.Ordinal);
        if (ClaimReader.TryFind(claims, "channels", out var channels))
        {
            ClaimReader.Require(channels, JsonValueKind.Array, "channels");
            foreach (var channel in channels.EnumerateArray())
            {
                subscriptions[Channel(ClaimReader.Text(channel, "channels"))] = TokenSubscription.Plain;
            }
        }

        if (ClaimReader.TryFind(claims, "subs", out var detailed))
        {
            ClaimReader.Require(detailed, JsonValueKind.Object, "subs");
            foreach (var entry in detailed.EnumerateObject())
            {
                subscriptions[Channel(entry.Name)] = ReadSubscription(entry.Value);
            }
        }

        return subscriptions;
    }

    private static TokenSubscription ReadSubscription(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return TokenSubscription.Plain;
        }

        ClaimReader.Require(value, JsonValueKind.Object, "subs");
        return SubscriptionTokenReader.ReadSubscription(value);
    }

    private static string Channel(string name) => name.Length > 0 ? name : throw new JsonException("A channel has no name.");
}
