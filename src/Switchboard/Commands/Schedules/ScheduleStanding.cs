using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Schedules;
using Switchboard.Security.Access;
using Switchboard.Timing;

namespace Switchboard.Commands.Schedules;

/// <summary>Decides, when something is due, whether whoever scheduled it may do anything at all: it does not happen for a user who is blocked, or by a key that is no longer valid.</summary>
/// <remarks>What it may do was decided when it was scheduled, and is not asked again.</remarks>
internal sealed class ScheduleStanding(AccessRegistry access, ApiKeyFinder keys, SettingsHolder settings, Clock clock)
{
    private const string KeyPrefix = "key:";
    private const string UserPrefix = "user:";

    private static readonly ErrorCode _notYet = ErrorCodes.NotAvailable with { Message = $"{ErrorCodes.NotAvailable.Message}: who may do what has not been read yet", Temporary = true };

    private static readonly ErrorCode _blocked = ErrorCodes.PermissionDenied with
    {
        Message = $"{ErrorCodes.PermissionDenied.Message}: who scheduled it is blocked",
        Details = new ErrorDetails { Reason = "blocked" },
    };

    private static readonly ErrorCode _noKey = ErrorCodes.PermissionDenied with
    {
        Message = $"{ErrorCodes.PermissionDenied.Message}: the key by which it was scheduled is no longer valid",
        Details = new ErrorDetails { Reason = "key" },
    };

    /// <summary>How the audit names who scheduled something.</summary>
    public static string ActorOf(StoredSchedule schedule, ScheduledWork work) => work.By ?? AuditActors.Of(ScheduleOwner.PrincipalOf(schedule.Owner, []));

    /// <summary>Why it does not happen; null where it does.</summary>
    public ErrorCode? Check(StoredSchedule schedule, ScheduledWork work)
    {
        if (!access.IsLoaded && settings.Current.Security.IsDurable)
        {
            return _notYet;
        }

        if (work.By?.StartsWith(KeyPrefix, StringComparison.Ordinal) == true)
        {
            return keys.IsGood(work.By[KeyPrefix.Length..], work.KeyCreatedAt) ? null : _noKey;
        }

        var user = work.By?.StartsWith(UserPrefix, StringComparison.Ordinal) == true ? work.By[UserPrefix.Length..] : ScheduleOwner.PrincipalOf(schedule.Owner, []).UserId;
        return access.Current.IsBlocked(user, clock.UtcNow) ? _blocked : null;
    }
}
