using System.ComponentModel;

namespace Switchboard.Api.Messages;

/// <summary>What is scheduled: a page.</summary>
internal sealed record ScheduledResult
{
    [Description("The schedules, those that are due first at the beginning.")]
    public required IReadOnlyList<ScheduleInfo> Schedules { get; init; }

    [Description("Asks for the next page; absent where there is none.")]
    public string? Cursor { get; init; }
}
