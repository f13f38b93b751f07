namespace Switchboard;

/// <summary>A message in an inbox.</summary>
public sealed record InboxMessage
{
    /// <summary>The message's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its place in the inbox: newer messages have higher numbers.</summary>
    public required long Number { get; init; }

    /// <summary>Who sent it.</summary>
    public required MessageSender Sender { get; init; }

    /// <summary>Data, tags, publishing connection and time.</summary>
    public required Publication Publication { get; init; }

    /// <summary>How far it has come.</summary>
    public MessageState State { get; init; }

    /// <summary>Whether it is in the archive.</summary>
    public bool IsArchived { get; init; }

    /// <summary>When it expires, in UTC; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Which part of an inbox to read.</summary>
public sealed record InboxRead
{
    /// <summary>Which messages.</summary>
    public InboxFilter Filter { get; init; }

    /// <summary>Only messages of this kind; null for all.</summary>
    public string? Kind { get; init; }

    /// <summary>Whether the oldest come first.</summary>
    public bool OldestFirst { get; init; }

    /// <summary>The number of the last message of the page before; 0 for the first page.</summary>
    public long Cursor { get; init; }

    /// <summary>How many messages at most; 0 for the count alone.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>About how many bytes of messages at most (<see cref="Publication.ApproximateBytes"/>). The first is part of the page whatever its size.</summary>
    public int MaxBytes { get; init; } = int.MaxValue;
}

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

/// <summary>A part of an inbox.</summary>
/// <param name="Messages">The messages, in the order asked for.</param>
/// <param name="Unread">How many messages of the whole inbox are unread.</param>
/// <param name="Cursor">Where the next page begins; 0 where this is the last.</param>
public sealed record InboxPage(IReadOnlyList<InboxMessage> Messages, long Unread, long Cursor);
