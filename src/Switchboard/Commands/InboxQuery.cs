namespace Switchboard.Commands;

/// <summary>Which part of an inbox somebody wants to see, newest first.</summary>
/// <param name="Filter">Which messages.</param>
/// <param name="Kind">Only messages of this kind; null for all.</param>
/// <param name="Cursor">Where the page begins, as the page before told; null for the first.</param>
/// <param name="Limit">How many messages at most; 0 for the count alone; null for as many as a page may have.</param>
internal sealed record InboxQuery(InboxFilter Filter, string? Kind, string? Cursor, int? Limit)
{
    /// <summary>The filter of the wires' flags.</summary>
    public static InboxFilter FilterOf(bool unread, bool archived) => (unread, archived) switch
    {
        (_, true) => InboxFilter.Archived,
        (true, _) => InboxFilter.Unread,
        _ => InboxFilter.Current,
    };
}
