namespace Switchboard.Commands.Own;

/// <summary>The fields of <c>inbox</c>.</summary>
internal sealed record InboxFields(string? User, string? Cursor, int? Limit, string? Kind, bool Unread, bool Archived);
