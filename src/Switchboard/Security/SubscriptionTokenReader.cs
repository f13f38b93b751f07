using System.Text.Json;

namespace Switchboard.Security;

/// <summary>Reads the claims of a subscription token, and of a subscription within a connection token (an entry of <c>subs</c>).</summary>
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
            TokenId = ClaimReader.ReadText(claims, "jti"),
            Channel = channel,
            ExpiresAt = TokenClaims.ReadExpiry(claims),
            Subscription = ReadSubscription(claims),
        };
    }

    /// <summary>Reads what either says of the subscription.</summary>
    /// <exception cref="JsonException">A field is of the wrong type.</exception>
    public static TokenSubscription ReadSubscription(JsonElement fields) => new()
    {
        Info = ClaimReader.ReadBytes(fields, "info", "b64info"),
        Data = ClaimReader.ReadBytes(fields, "data", "b64data"),
        Override = ReadOverride(fields),
    };

    private static SubscriptionOverride ReadOverride(JsonElement fields)
    {
        if (!ClaimReader.TryFind(fields, "override", out var deviations))
        {
            return SubscriptionOverride.None;
        }

        ClaimReader.Require(deviations, JsonValueKind.Object, "override");
        return new SubscriptionOverride
        {
            Presence = ReadSwitch(deviations, "presence"),
            JoinLeave = ReadSwitch(deviations, "join_leave"),
            ForcePushJoinLeave = ReadSwitch(deviations, "force_push_join_leave"),
            ForceRecovery = ReadSwitch(deviations, "force_recovery"),
            ForcePositioning = ReadSwitch(deviations, "force_positioning"),
        };
    }

    // A switch is an object because the wire that defines it has no optional booleans; there an empty one is false.
    private static bool? ReadSwitch(JsonElement deviations, string name)
    {
        if (!ClaimReader.TryFind(deviations, name, out var box))
        {
            return null;
        }

        ClaimReader.Require(box, JsonValueKind.Object, name);
        if (!ClaimReader.TryFind(box, "value", out var value))
        {
            return false;
        }

        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw new JsonException($"The value of the override {name} must be true or false.");
    }
}
