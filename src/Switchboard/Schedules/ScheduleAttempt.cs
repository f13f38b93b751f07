namespace Switchboard.Schedules;

/// <summary>How an attempt to carry something out ended.</summary>
internal enum ScheduleAttempt
{
    /// <summary>It has happened.</summary>
    Done,

    /// <summary>Its message was past its expiry: nobody needs it any more.</summary>
    Expired,

    /// <summary>It can never happen: its channel is gone, or its payload is no longer acceptable there.</summary>
    Refused,

    /// <summary>It cannot happen at present, and is tried again.</summary>
    Deferred,
}
