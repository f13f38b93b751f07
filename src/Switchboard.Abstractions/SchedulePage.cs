namespace Switchboard;

/// <summary>A part of an owner's schedules.</summary>
/// <param name="Schedules">The schedules.</param>
/// <param name="Cursor">Where the next part begins; null where there is no more.</param>
public sealed record SchedulePage(IReadOnlyList<StoredSchedule> Schedules, string? Cursor);
