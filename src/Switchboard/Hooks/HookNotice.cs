namespace Switchboard.Hooks;

/// <summary>What hooks were told of a subscription. Guarded by the lock of the connection's <see cref="HookEventQueue"/>.</summary>
internal enum HookNotice
{
    /// <summary>Nothing yet.</summary>
    Nothing,

    /// <summary>That it began.</summary>
    GoLiveResult,

    /// <summary>That it ended, or nothing any more.</summary>
    End,
}
