namespace Switchboard.Commands.Own;

/// <summary>The fields of <c>schedule</c>: one of both times, and one of both things to do.</summary>
internal sealed record ScheduleFields(string? Id, long? At, long? DelayMs, SchedulePublishFields? Publish, SendFields? Send);
