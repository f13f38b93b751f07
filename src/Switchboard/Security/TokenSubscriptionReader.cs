using System.Text.Json;

namespace Switchboard.Security;

/// <summary>Reads what a token says about a subscription: an entry of <c>subs</c>, or a whole subscription token.</summary>
internal static class TokenSubscriptionReader
{
    /// <summary>Reads the particulars from an object.</summary>
    /// <exception cref="JsonException">A field is of the wrong type.</exception>
    public static TokenSubscription Read(JsonElement fields) => new()
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
