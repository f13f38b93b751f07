namespace Switchboard.Client.Subscriptions;

/// <summary>Why a subscription that was there is not any more.</summary>
internal enum Leaving
{
    /// <summary>The session has ended: the next one goes on.</summary>
    SessionEnded,

    /// <summary>It is no longer wanted, or over for good.</summary>
    Over,

    /// <summary>The hub asks to subscribe again.</summary>
    Again,

    /// <summary>What was received has to be handled first.</summary>
    BufferFull,
}
