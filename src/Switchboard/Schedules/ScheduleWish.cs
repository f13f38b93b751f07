namespace Switchboard.Schedules;

/// <summary>When something is to happen, and under which name.</summary>
/// <param name="Id">The name; null for one of the hub's choice.</param>
/// <param name="At">The time in Unix milliseconds; null where the delay says it.</param>
/// <param name="DelayMilliseconds">The time from now; null where the time is given.</param>
internal readonly record struct ScheduleWish(string? Id, long? At, long? DelayMilliseconds);
