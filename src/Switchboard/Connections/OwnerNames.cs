using Switchboard.Configuration;

namespace Switchboard.Connections;

/// <summary>Names the parties that own schedules and jobs, and tells from the name who they are. The names are stored.</summary>
internal static class OwnerNames
{
    private const string Services = "service:";
    private const string Key = "key:";

    /// <summary>Server code and keys that allow everything, who share what they own; and, before keys had their own, all services.</summary>
    public static string OfServices => Services;

    /// <summary>The name of a party; null for one that nobody knows again, who can own nothing.</summary>
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

/// <summary>Who has the key by which something was asked for.</summary>
/// <param name="By">What the audit calls who has it.</param>
/// <param name="KeyCreatedAt">When the key was made.</param>
internal sealed record KeyHolder(string By, long KeyCreatedAt);
