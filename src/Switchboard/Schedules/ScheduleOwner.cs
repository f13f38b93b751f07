using System.Globalization;

namespace Switchboard.Schedules;

/// <summary>Names the parties that schedule, and tells from the name who they are.</summary>
internal static class ScheduleOwner
{
    private const string Services = "service:";

    /// <summary>All services, who share their schedules.</summary>
    public static string OfServices => Services;

    /// <summary>The name of a party; null for one that nobody knows again, who can schedule nothing.</summary>
    public static string? Of(Principal principal) => principal switch
    {
        { Kind: PrincipalKind.Service } => Services,
        { IsBlocked: true } or { Kind: PrincipalKind.Anonymous } or { UserId.Length: 0 } => null,
        { Kind: PrincipalKind.Device } => $"device:{Uri.EscapeDataString(principal.UserId)}",
        _ => OfUser(principal.UserId),
    };

    /// <summary>The name of a user.</summary>
    public static string OfUser(string user) => $"user:{Uri.EscapeDataString(user)}";

    /// <summary>Who has a name, with what was granted.</summary>
    public static Principal PrincipalOf(string owner, IReadOnlyList<Grant> grants)
    {
        var end = owner.IndexOf(':', StringComparison.Ordinal);
        var kind = owner[..end] switch { "service" => PrincipalKind.Service, "device" => PrincipalKind.Device, _ => PrincipalKind.User };
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
