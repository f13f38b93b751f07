using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Commits;

/// <summary>What is answered where the store cannot do what was asked.</summary>
internal static class StoreErrors
{
    private static readonly ErrorCode _away = ErrorCodes.NotAvailable with { Temporary = true };
    private static readonly ErrorCode _missing = _away with { Message = "not available: the durable store was removed or replaced; its operator has to put it back" };
    private static readonly ErrorCode _damaged = ErrorCodes.NotAvailable with { Message = "not available: the durable store is damaged; its operator has to restore it" };
    private static readonly ErrorCode _rejected = ErrorCodes.BadRequest with { Message = "bad request: the durable store cannot hold what was sent" };

    /// <summary>The database is away: 108. Clients try again by themselves, unless it is damaged.</summary>
    public static SwitchboardException NotAvailable(StoreFailure failure = StoreFailure.Away, Exception? cause = null)
    {
        var error = failure switch
        {
            StoreFailure.Damaged => _damaged,
            StoreFailure.Missing => _missing,
            _ => _away,
        };
        return cause is null ? new SwitchboardException(error) : new SwitchboardException(error, cause);
    }

    /// <summary>The database refused a write, or a read, for its own sake: 107 where it is about what was sent, else 100.</summary>
    public static SwitchboardException Refused(StoreFailure failure, Exception cause)
        => new(failure == StoreFailure.Rejected ? _rejected : ErrorCodes.Internal, cause);

    /// <summary>More waits than the limits allow: 111. Publications come faster than the disk takes them.</summary>
    public static SwitchboardException QueueFull() => new(ErrorCodes.TooManyRequests);
}
