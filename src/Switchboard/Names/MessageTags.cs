namespace Switchboard.Names;

/// <summary>The tags in which a message's fields travel on wires that have none of their own for them.</summary>
internal static class MessageTags
{
    public const string Id = "id";
    public const string Kind = "kind";
    public const string Priority = "priority";
    public const string ExpiresAt = "expires_at";
    public const string ReplyTo = "reply_to";
}
