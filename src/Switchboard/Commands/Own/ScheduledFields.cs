namespace Switchboard.Commands.Own;

/// <summary>The fields of <c>scheduled</c>.</summary>
internal sealed record ScheduledFields(string? User, string? Cursor, int? Limit);
