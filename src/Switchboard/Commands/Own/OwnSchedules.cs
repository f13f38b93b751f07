namespace Switchboard.Commands.Own;

/// <summary>The result of <c>scheduled</c>: a page.</summary>
internal sealed record OwnSchedules(IReadOnlyList<OwnSchedule> Schedules, string? Cursor);
