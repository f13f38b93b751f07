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
