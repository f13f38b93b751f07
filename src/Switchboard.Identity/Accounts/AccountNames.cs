using System.Buffers;
using System.Text;

namespace Switchboard.Identity.Accounts;

/// <summary>Tells which user ids accounts may have: a part of those that there are, of which no two look alike.</summary>
/// <remarks>docs/decisions/0012-user-ids-of-accounts.md says why letters beyond ASCII are none of them.</remarks>
internal static class AccountNames
{
    /// <summary>The longest.</summary>
    public const int MaxLength = 128;

    /// <summary>What is said to those who name another.</summary>
    public const string Rule = "must be 1 to 128 of the letters a to z, digits and . _ @ + -, and begin with a letter or digit";

    /// <summary>What is said of roles to those who name another.</summary>
    public const string RoleRule = "must be names of 1 to 64 of the letters a to z, digits and . _ @ + -, at most 32, each once";

    private const int MaxRoleLength = 64;
    private const int MaxRoles = 32;

    private static readonly SearchValues<char> _allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._@+-");

    /// <summary>The form in which a user id is kept and compared; null for what is none.</summary>
    /// <remarks>The sign of Kelvin has a lower case in ASCII: what is not ASCII to begin with is none.</remarks>
    public static string? Normalize(string? text) => text is { Length: > 0 and <= MaxLength } && Ascii.IsValid(text) && text.ToLowerInvariant() is var id && IsName(id) ? id : null;

    /// <summary>Whether roles are some that an account may have.</summary>
    public static bool AreRoles(IReadOnlyCollection<string?> roles)
        => roles.Count <= MaxRoles && roles.All(static role => role is { Length: > 0 and <= MaxRoleLength } && IsName(role)) && roles.Distinct(StringComparer.Ordinal).Count() == roles.Count;

    private static bool IsName(string id) => char.IsAsciiLetterOrDigit(id[0]) && !id.AsSpan().ContainsAnyExcept(_allowed);
}
