namespace Switchboard;

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
}
