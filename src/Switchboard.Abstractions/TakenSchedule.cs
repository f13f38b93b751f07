namespace Switchboard;

/// <summary>A schedule that somebody is carrying out.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="Until">When it may be taken by others, unless it is finished before. By it the store knows who has it.</param>
public sealed record TakenSchedule(StoredSchedule Schedule, DateTimeOffset Until);
