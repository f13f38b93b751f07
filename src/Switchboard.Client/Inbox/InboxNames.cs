namespace Switchboard.Client.Inbox;

/// <summary>The names of channels, events, tags, marks and states of the inbox on the wire.</summary>
internal static class InboxNames
{
    public const string MarkEvent = "mark";
    public const string ReceiptEvent = "receipt";
    public const string IdTag = "id";
    public const string KindTag = "kind";
    public const string PriorityTag = "priority";
    public const string ReplyToTag = "reply_to";
    public const string ExpiresAtTag = "expires_at";

    private const char UserMark = '#';
    private const char NamespaceMark = ':';

    /// <summary>Whether a channel that the hub subscribed the client to is its user's inbox: <c>#user</c>, or <c>namespace:#user</c>.</summary>
    public static bool IsInbox(string channel)
        => channel is [UserMark, ..] || (channel.IndexOf(NamespaceMark, StringComparison.Ordinal) is > 0 and var end && channel.AsSpan(end + 1) is [UserMark, ..]);

    /// <summary>Whose inbox a channel is.</summary>
    public static string UserOf(string channel) => channel[(channel.IndexOf(UserMark, StringComparison.Ordinal) + 1)..];

    public static string NameOf(InboxMark mark) => mark switch
    {
        InboxMark.Delivered => "delivered",
        InboxMark.Read => "read",
        InboxMark.Archived => "archived",
        InboxMark.Deleted => "deleted",
        _ => throw new ArgumentOutOfRangeException(nameof(mark), mark, "There is no such mark."),
    };

    /// <summary>The mark of a name; null where this client knows none.</summary>
    public static InboxMark? ParseMark(string name) => name switch
    {
        "delivered" => InboxMark.Delivered,
        "read" => InboxMark.Read,
        "archived" => InboxMark.Archived,
        "deleted" => InboxMark.Deleted,
        _ => null,
    };

    public static MessageState ParseState(string name) => name switch
    {
        "delivered" => MessageState.Delivered,
        "read" => MessageState.Read,
        "expired" => MessageState.Expired,
        "failed" => MessageState.Failed,
        _ => MessageState.Accepted,
    };
}
