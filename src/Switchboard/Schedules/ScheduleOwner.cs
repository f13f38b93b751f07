using System.Globalization;
using Switchboard.Configuration;

namespace Switchboard.Schedules;

/// <summary>Names the parties that schedule, and tells from the name who they are.</summary>
internal static class ScheduleOwner
{
    private const string Services = "service:";
    private const string Key = "key:";

    /// <summary>Server code and keys that allow everything, who share their schedules; and, before keys had their own, all services.</summary>
    public static string OfServices => Services;

    /// <summary>The name of a party; null for one that nobody knows again, who can schedule nothing.</summary>
    /// <param name="principal">The party.</param>
    /// <param name="key">Its key; null for connections and server code.</param>
    public static string? Of(Principal principal, ApiKeySettings? key = null) => principal switch
    {
        _ when key is { IsLimited: true } => OfKey(key.Name),
        { Kind: PrincipalKind.Service } => Services,
        { IsBlocked: true } or { Kind: PrincipalKind.Anonymous } or { UserId.Length: 0 } => null,
        { Kind: PrincipalKind.Device } => $"device:{Uri.EscapeDataString(principal.UserId)}",
        _ => OfUser(principal.UserId),
    };

    /// <summary>The name of a key that is limited.</summary>
    public static string OfKey(string name) => $"{Key}{Uri.EscapeDataString(name)}";

    /// <summary>Whether a name is one of a service, with a key of its own or not.</summary>
    public static bool IsService(string owner) => owner == Services || owner.StartsWith(Key, StringComparison.Ordinal);

    /// <summary>The name of a user.</summary>
    public static string OfUser(string user) => $"user:{Uri.EscapeDataString(user)}";

    /// <summary>Who has a name, with what was granted.</summary>
    public static Principal PrincipalOf(string owner, IReadOnlyList<Grant> grants)
    {
        if (IsService(owner))
        {
            return Principal.Service with { Grants = grants };
        }

        var end = owner.IndexOf(':', StringComparison.Ordinal);
        var kind = owner[..end] == "device" ? PrincipalKind.Device : PrincipalKind.User;
        return new Principal { Kind = kind, UserId = Uri.UnescapeDataString(owner[(end + 1)..]), Grants = grants };
    }
}

/// <summary>The tag by which something scheduled says that it is late.</summary>
internal static class ScheduleTags
{
    /// <summary>By how many milliseconds it is late. Only where it is.</summary>
    public const string LateMilliseconds = "late_ms";

    /// <summary>The tags, with the lateness among them.</summary>
    public static Dictionary<string, string> WithLateness(IReadOnlyDictionary<string, string>? tags, TimeSpan lateness)
        => new(tags ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal)
        {
            [LateMilliseconds] = ((long)lateness.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
        };
}
