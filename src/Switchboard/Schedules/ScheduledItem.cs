using System.Text.Json;
using Switchboard.Extensibility;

namespace Switchboard.Schedules;

/// <summary>A schedule, as its owner sees it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="DueAt">When it is due.</param>
/// <param name="Work">What is to happen.</param>
internal sealed record ScheduledItem(string Id, DateTimeOffset DueAt, ScheduledWork Work)
{
    /// <summary>The same for server code.</summary>
    public Schedule ToSchedule() => new(Id, DueAt)
    {
        Channel = Work.Publish?.Channel,
        Users = Work.Send?.Users ?? [],
        Data = Work.Publish?.Data ?? Work.Send!.Data,
    };

    public static ScheduledItem Of(StoredSchedule schedule)
        => new(schedule.Id, schedule.DueAt, JsonSerializer.Deserialize(schedule.Body.Span, ScheduleJsonContext.Default.ScheduledWork)!);
}

/// <summary>A page of schedules.</summary>
internal sealed record ScheduledItems(IReadOnlyList<ScheduledItem> Items, string? Cursor);

/// <summary>When something is to happen, and under which name.</summary>
/// <param name="Id">The name; null for one of the hub's choice.</param>
/// <param name="At">The time in Unix milliseconds; null where the delay says it.</param>
/// <param name="DelayMilliseconds">The time from now; null where the time is given.</param>
internal readonly record struct ScheduleTiming(string? Id, long? At, long? DelayMilliseconds);
