namespace Switchboard.Client;

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
