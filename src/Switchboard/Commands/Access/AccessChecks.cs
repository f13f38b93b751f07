using System.Globalization;
using System.Text;
using Switchboard.Names;
using Switchboard.Results;
using Switchboard.Security;
using Switchboard.Security.Access;

namespace Switchboard.Commands.Access;

/// <summary>What requests about rules have to be.</summary>
internal static class AccessChecks
{
    private const int MaxRoleBytes = 128;
    private const int MaxPatternBytes = 1024;
    private const int MaxPatterns = 100;
    private const int MaxReasonBytes = 512;
    private const int MaxTokenIdBytes = 256;

    public static ErrorCode? Of(AccessSubject subject)
    {
        if ((subject.User is null) == (subject.Role is null))
        {
            return InvalidField.Of("user or role", "is needed, and one alone");
        }

        return subject.User is { } user ? UserIds.Check(user) : IsName(subject.Role!, MaxRoleBytes) ? null : InvalidField.Of("role", $"must be 1 to {MaxRoleBytes} bytes, without control characters");
    }

    public static ErrorCode? Of(GrantTerms terms)
    {
        if (terms.Operations == Operations.None)
        {
            return InvalidField.Of("operations", $"must name one or more of {string.Join(", ", OperationNames.All)}");
        }

        if (terms.Channels.Count is 0 or > MaxPatterns)
        {
            return InvalidField.Of("channels", $"must name 1 to {MaxPatterns} channels or patterns, such as news:*");
        }

        return terms.Channels.All(static pattern => IsName(pattern, MaxPatternBytes)) ? null : InvalidField.Of("channels", $"must have names of 1 to {MaxPatternBytes} bytes, without control characters");
    }

    public static ErrorCode? OfUser(string? user) => string.IsNullOrEmpty(user) ? InvalidField.Missing("user") : UserIds.Check(user);

    public static ErrorCode? OfReason(string? reason)
        => reason is null || (Encoding.UTF8.GetByteCount(reason) <= MaxReasonBytes && !reason.Contains('\0', StringComparison.Ordinal))
            ? null
            : InvalidField.Of("reason", $"must be at most {MaxReasonBytes} bytes");

    public static ErrorCode? OfTokens(string? user, string? tokenId)
    {
        if ((user is null) == (tokenId is null))
        {
            return InvalidField.Of("user or id", "is needed, and one alone");
        }

        return user is not null ? UserIds.Check(user) : IsName(tokenId!, MaxTokenIdBytes) ? null : InvalidField.Of("id", $"must be 1 to {MaxTokenIdBytes} bytes, without control characters");
    }

    public static ErrorCode? OfEnd(DateTimeOffset? until, DateTimeOffset now, string field = "until") => until <= now ? InvalidField.Of(field, "must lie ahead; 0 is never") : null;

    /// <summary>The same for auditors.</summary>
    public static (string Name, string Value)[] DetailsOf(GrantTerms terms) =>
    [
        ("operations", string.Join(", ", OperationNames.OfAll(terms.Operations))),
        ("channels", string.Join(' ', terms.Channels)),
    ];

    /// <summary>An end that there is not, for auditors.</summary>
    public const string Never = "never";

    /// <summary>An end, for auditors.</summary>
    public static string TextOf(DateTimeOffset? until) => until?.ToString("O", CultureInfo.InvariantCulture) ?? Never;

    /// <summary>Whether a text can name something: not empty, not too long, and readable.</summary>
    public static bool IsName(string text, int maxBytes)
        => text is { Length: > 0 } && text.Length <= maxBytes && Encoding.UTF8.GetByteCount(text) <= maxBytes && !text.AsSpan().ContainsAnyInRange('\0', '\u001f') && !text.Contains('\u007f', StringComparison.Ordinal);
}
