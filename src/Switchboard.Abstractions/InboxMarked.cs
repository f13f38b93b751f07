namespace Switchboard;

/// <summary>What a mark came to.</summary>
/// <param name="Changed">The ids of the messages that it changed.</param>
/// <param name="Unread">How many messages of the inbox are unread now.</param>
public sealed record InboxMarked(IReadOnlyList<string> Changed, long Unread);
