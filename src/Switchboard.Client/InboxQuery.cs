namespace Switchboard.Client;

/// <summary>Which part of the user's inbox to read. Everything is optional.</summary>
public sealed record InboxQuery
{
    /// <summary>The newest messages that are not archived.</summary>
    public static InboxQuery Default { get; } = new();

    /// <summary>Whether only unread messages are meant.</summary>
    public bool UnreadOnly { get; init; }

    /// <summary>Whether the archive is meant, which is left out else.</summary>
    public bool Archived { get; init; }

    /// <summary>Only messages of this kind; null for all.</summary>
    public string? Kind { get; init; }

    /// <summary>How many messages at most; null for as many as the hub gives at once (<c>inbox.maxPageSize</c>), 0 for the count of unread ones alone.</summary>
    public int? Limit { get; init; }

    /// <summary>The cursor of the page before; null for the first page.</summary>
    public string? Cursor { get; init; }
}
