namespace Switchboard;

/// <summary>What a user's side did with a message.</summary>
public enum InboxMark
{
    /// <summary>A connection received it.</summary>
    Delivered,

    /// <summary>The user read it.</summary>
    Read,

    /// <summary>The user put it aside: read, and only in the archive from now on.</summary>
    Archived,

    /// <summary>The user threw it away.</summary>
    Deleted,
}

/// <summary>What a mark came to.</summary>
/// <param name="Changed">The ids of the messages that it changed.</param>
/// <param name="Unread">How many messages of the inbox are unread now.</param>
public sealed record InboxMarked(IReadOnlyList<string> Changed, long Unread);
