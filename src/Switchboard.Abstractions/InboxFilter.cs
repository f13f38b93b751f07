namespace Switchboard;

/// <summary>Which messages of an inbox are meant.</summary>
public enum InboxFilter
{
    /// <summary>Those that are not archived.</summary>
    Current,

    /// <summary>Those that are not archived and not read.</summary>
    Unread,

    /// <summary>Those that are archived.</summary>
    Archived,

    /// <summary>Those that no connection has acknowledged.</summary>
    Undelivered,
}
