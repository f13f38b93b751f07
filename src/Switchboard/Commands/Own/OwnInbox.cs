namespace Switchboard.Commands.Own;

/// <summary>The result of <c>inbox</c>, newest first.</summary>
internal sealed record OwnInbox(IReadOnlyList<OwnInboxMessage> Messages, long Unread, string? Cursor);
