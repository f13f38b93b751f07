namespace Switchboard.Commands.Own;

/// <summary>The result of <c>mark</c>.</summary>
internal sealed record OwnUnread(long Unread);
