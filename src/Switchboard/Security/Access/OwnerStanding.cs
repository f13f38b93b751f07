using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Timing;

namespace Switchboard.Security.Access;

/// <summary>Decides, when something is due that was asked for before, whether whoever asked may do anything at all: it does not happen for a user who is blocked, or by a key that is no longer valid.</summary>
/// <remarks>What it may do was decided when it was asked for, and is not asked again.</remarks>
internal sealed class OwnerStanding(AccessRegistry access, ApiKeyFinder keys, SettingsHolder settings, Clock clock)
{
    private const string KeyPrefix = "key:";
    private const string UserPrefix = "user:";

    private static readonly ErrorCode _notYet = ErrorCodes.NotAvailable with { Message = $"{ErrorCodes.NotAvailable.Message}: who may do what has not been read yet", Temporary = true };

    private static readonly ErrorCode _blocked = ErrorCodes.PermissionDenied with
    {
        Message = $"{ErrorCodes.PermissionDenied.Message}: who asked for it is blocked",
        Details = new ErrorDetails { Reason = "blocked" },
    };

    private static readonly ErrorCode _noKey = ErrorCodes.PermissionDenied with
    {
        Message = $"{ErrorCodes.PermissionDenied.Message}: the key by which it was asked for is no longer valid",
        Details = new ErrorDetails { Reason = "key" },
    };

    /// <summary>How the audit names who asked for something.</summary>
    /// <param name="owner">Whose it is, as <see cref="OwnerNames"/> names it.</param>
    /// <param name="by">Whose key it was asked for with; null where the owner says it all.</param>
    public static string ActorOf(string owner, string? by) => by ?? AuditActors.Of(OwnerNames.PrincipalOf(owner, []));

    /// <summary>Why it does not happen; null where it does.</summary>
    /// <param name="owner">Whose it is.</param>
    /// <param name="by">Whose key it was asked for with; null for none.</param>
    /// <param name="keyCreatedAt">When that key was made, in Unix milliseconds; null where it is not known.</param>
    public ErrorCode? Check(string owner, string? by, long? keyCreatedAt)
    {
        if (!access.IsLoaded && settings.Current.Security.IsDurable)
        {
            return _notYet;
        }

        if (by?.StartsWith(KeyPrefix, StringComparison.Ordinal) == true)
        {
            return keys.IsGood(by[KeyPrefix.Length..], keyCreatedAt) ? null : _noKey;
        }

        var user = by?.StartsWith(UserPrefix, StringComparison.Ordinal) == true ? by[UserPrefix.Length..] : OwnerNames.PrincipalOf(owner, []).UserId;
        return access.Current.IsBlocked(user, clock.UtcNow) ? _blocked : null;
    }
}
