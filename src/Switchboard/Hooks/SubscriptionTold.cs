namespace Switchboard.Hooks;

/// <summary>What hooks were told of a subscription. Guarded by the lock of the connection's <see cref="HookQueue"/>.</summary>
internal enum SubscriptionTold
{
    /// <summary>Nothing yet.</summary>
    Nothing,

    /// <summary>That it began.</summary>
    Beginning,

    /// <summary>That it ended, or nothing any more.</summary>
    End,
}
