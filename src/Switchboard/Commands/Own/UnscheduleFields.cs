namespace Switchboard.Commands.Own;

/// <summary>The fields of <c>unschedule</c>.</summary>
internal sealed record UnscheduleFields(string? User, string? Id);
