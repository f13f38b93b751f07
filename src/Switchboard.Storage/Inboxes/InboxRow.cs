namespace Switchboard.Storage.Inboxes;

/// <summary>An inbox as the database has it.</summary>
internal sealed class InboxRow
{
    public long Id { get; set; }

    /// <summary>Whose it is.</summary>
    public string Owner { get; set; } = "";

    /// <summary>The number of the newest message that was ever in it.</summary>
    public long Last { get; set; }

    /// <summary>How many messages are in it.</summary>
    public long Messages { get; set; }

    /// <summary>How many of them are unread.</summary>
    public long Unread { get; set; }

    /// <summary>Keeps the counts in step with a message that changed.</summary>
    public void Count(MessagePlace before, MessagePlace after)
    {
        Unread -= before == MessagePlace.Unread && after != MessagePlace.Unread ? 1 : 0;
        Messages -= before != MessagePlace.Gone && after == MessagePlace.Gone ? 1 : 0;
    }
}
