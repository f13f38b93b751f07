using Switchboard.Commands.Access;
using Switchboard.Security.Access;

namespace Switchboard.Commands.Keys;

/// <summary>What auditors are told of a key: what it allows and until when, never its secret.</summary>
internal static class KeyAudit
{
    private const string All = "*";

    /// <summary>What one is that was made.</summary>
    public static (string Name, string Value)[] Of(KeyBody key) =>
    [
        ("operations", ListOf(key.Operations)),
        ("channels", ListOf(key.Channels)),
        ("expires", key.ExpiresAt == 0 ? AccessChecks.Never : AccessChecks.TextOf(DateTimeOffset.FromUnixTimeMilliseconds(key.ExpiresAt))),
    ];

    /// <summary>What is other about one that was changed.</summary>
    public static (string Name, string Value)[] Of(KeyChange change)
    {
        var details = new List<(string Name, string Value)>();
        AddIf(change.Operations is not null, "operations", () => ListOf(change.Operations!));
        AddIf(change.Channels is not null, "channels", () => ListOf(change.Channels!));
        AddIf(change.ExpiresAt is not null || change.NeverExpires, "expires", () => AccessChecks.TextOf(change.ExpiresAt));
        AddIf(change.IsDisabled is not null, "disabled", () => change.IsDisabled == true ? "true" : "false");
        return [("changed", string.Join(' ', details.Select(static detail => detail.Name))), .. details];

        void AddIf(bool isChanged, string name, Func<string> value)
        {
            if (isChanged)
            {
                details.Add((name, value()));
            }
        }
    }

    /// <summary>Until when the secret is good that another took the place of.</summary>
    public static (string Name, string Value)[] Rotated(long until) => [("former_until", AccessChecks.TextOf(DateTimeOffset.FromUnixTimeMilliseconds(until)))];

    // None named are all.
    private static string ListOf(IReadOnlyList<string> names) => names.Count == 0 ? All : string.Join(' ', names);
}
