namespace Switchboard.Storage.Commits;

/// <summary>What is answered where the store cannot do what was asked.</summary>
internal static class StoreFailures
{
    /// <summary>The database is away. Clients try again by themselves.</summary>
    public static ErrorCode Unavailable { get; } = ErrorCodes.NotAvailable with { Temporary = true };

    /// <summary>More waits than the limits allow: publications come faster than the disk takes them.</summary>
    public static SwitchboardException QueueFull() => new(ErrorCodes.TooManyRequests);

    /// <summary>The database is away.</summary>
    public static SwitchboardException Away(Exception? cause = null)
        => cause is null ? new SwitchboardException(Unavailable) : new SwitchboardException(Unavailable, cause);
}
