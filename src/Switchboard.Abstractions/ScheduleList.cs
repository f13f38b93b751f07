namespace Switchboard;

/// <summary>A part of what is scheduled.</summary>
/// <param name="Schedules">The schedules, those that are due first at the beginning.</param>
/// <param name="Cursor">Asks for the next part; null where there is no more.</param>
public sealed record ScheduleList(IReadOnlyList<Schedule> Schedules, string? Cursor);
