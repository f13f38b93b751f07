namespace Switchboard.Storage.Commits;

/// <summary>What is answered where the store cannot do what was asked.</summary>
internal static class StoreErrors
{
    private static readonly ErrorCode _notAvailable = ErrorCodes.NotAvailable with { Temporary = true };

    /// <summary>The database is away: 108. Clients try again by themselves.</summary>
    public static SwitchboardException NotAvailable(Exception? cause = null)
        => cause is null ? new SwitchboardException(_notAvailable) : new SwitchboardException(_notAvailable, cause);

    /// <summary>More waits than the limits allow: 111. Publications come faster than the disk takes them.</summary>
    public static SwitchboardException QueueFull() => new(ErrorCodes.TooManyRequests);
}
