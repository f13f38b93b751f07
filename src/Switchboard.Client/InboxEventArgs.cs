namespace Switchboard.Client;

/// <summary>A message to the user arrived.</summary>
public sealed class UserMessageEventArgs : EventArgs
{
    internal UserMessageEventArgs(UserMessage message) => Message = message;

    /// <summary>The message.</summary>
    public UserMessage Message { get; }
}

/// <summary>One of the user's devices, this one included, read, archived or deleted messages.</summary>
public sealed class InboxMarkedEventArgs : EventArgs
{
    internal InboxMarkedEventArgs(IReadOnlyList<string> ids, InboxMark mark, long unread)
    {
        Ids = ids;
        Mark = mark;
        Unread = unread;
    }

    /// <summary>The ids of the messages.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>What was done with them.</summary>
    public InboxMark Mark { get; }

    /// <summary>How many messages of the inbox were unread then.</summary>
    public long Unread { get; }
}

/// <summary>A message that the client's user sent has come further.</summary>
public sealed class ReceiptReceivedEventArgs : EventArgs
{
    internal ReceiptReceivedEventArgs(SentMessageState message) => Message = message;

    /// <summary>The message, and how far it has come.</summary>
    public SentMessageState Message { get; }
}
