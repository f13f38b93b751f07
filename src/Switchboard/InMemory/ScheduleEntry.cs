using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>A schedule in memory.</summary>
/// <param name="schedule">The schedule.</param>
/// <param name="number">Its place among those of the same time.</param>
internal sealed class ScheduleEntry(StoredSchedule schedule, long number)
{
    public StoredSchedule Schedule => schedule;

    public long Number => number;

    /// <summary>When it may next be taken: its time, the end of its lease, or until when it was put off.</summary>
    public DateTimeOffset NextAt { get; set; }

    /// <summary>Whether somebody is carrying it out.</summary>
    public bool IsTaken { get; set; }
}
