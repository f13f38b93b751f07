namespace Switchboard;

/// <summary>A part of an inbox.</summary>
/// <param name="Messages">The messages, in the order asked for.</param>
/// <param name="Unread">How many messages of the whole inbox are unread.</param>
/// <param name="Cursor">Where the next page begins; 0 where this is the last.</param>
public sealed record InboxPage(IReadOnlyList<InboxMessage> Messages, long Unread, long Cursor);
