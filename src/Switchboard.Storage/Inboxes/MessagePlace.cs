namespace Switchboard.Storage.Inboxes;

/// <summary>Where a message lies. The numbers are the database's.</summary>
internal enum MessagePlace
{
    Unread = 0,
    Read = 1,
    Archived = 2,

    /// <summary>In no inbox any more; its id and state are remembered.</summary>
    Gone = 3,
}
