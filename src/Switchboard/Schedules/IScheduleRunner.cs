using Switchboard.Extensibility;

namespace Switchboard.Schedules;

/// <summary>Carries out what is due.</summary>
internal interface IScheduleRunner
{
    /// <summary>Carries out. Does not throw.</summary>
    Task<ScheduleAttempt> RunAsync(StoredSchedule schedule);
}
