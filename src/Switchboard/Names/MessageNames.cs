namespace Switchboard.Names;

/// <summary>States and marks as they are called on every wire.</summary>
internal static class MessageNames
{
    public static string Of(MessageState state) => state switch
    {
        MessageState.Accepted => "accepted",
        MessageState.Delivered => "delivered",
        MessageState.Read => "read",
        MessageState.Expired => "expired",
        _ => "failed",
    };

    public static string Of(InboxMark mark) => mark switch
    {
        InboxMark.Delivered => "delivered",
        InboxMark.Read => "read",
        InboxMark.Archived => "archived",
        _ => "deleted",
    };

    /// <summary>The mark of a name; null where there is none.</summary>
    public static InboxMark? MarkOf(string? name) => name switch
    {
        "delivered" => InboxMark.Delivered,
        "read" => InboxMark.Read,
        "archived" => InboxMark.Archived,
        "deleted" => InboxMark.Deleted,
        _ => null,
    };
}

/// <summary>The tags in which a message's fields travel on wires that have none of their own for them.</summary>
internal static class MessageTags
{
    public const string Id = "id";
    public const string Kind = "kind";
    public const string Priority = "priority";
    public const string ExpiresAt = "expires_at";
    public const string ReplyTo = "reply_to";
}
