using System.Text.Json;

namespace Switchboard.Security;

/// <summary>Reads the claims of a subscription token.</summary>
internal static class SubscriptionTokenReader
{
    /// <summary>Reads verified claims.</summary>
    /// <exception cref="JsonException">A claim is of the wrong type, or channel is missing.</exception>
    public static SubscriptionToken Read(JsonElement claims)
    {
        var channel = ClaimReader.ReadText(claims, "channel");
        if (channel.Length == 0)
        {
            throw new JsonException("The claim channel is missing.");
        }

        return new SubscriptionToken
        {
            UserId = ClaimReader.ReadText(claims, "sub"),
            ClientId = ClaimReader.ReadText(claims, "client"),
            Channel = channel,
            ExpiresAt = TokenClaims.ReadExpiry(claims),
            Subscription = TokenSubscriptionReader.Read(claims),
        };
    }
}
