using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Inboxes;

/// <summary>Writes the rows of inboxes for the writer. What differs between the databases is how many rows go in one statement.</summary>
internal interface IInboxTables
{
    /// <summary>Makes inboxes, those left out that another node makes meanwhile.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="owners">The owners in ordinal order.</param>
    ValueTask CreateAsync(WriteSession session, string[] owners);

    /// <summary>Puts messages in. Those whose ids are known are left out.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="isNew">Receives for each of them whether it is new.</param>
    ValueTask InsertAsync(WriteSession session, List<MessageRow> messages, bool[] isNew);

    /// <summary>Writes the counts of inboxes.</summary>
    ValueTask UpdateAsync(WriteSession session, IReadOnlyCollection<InboxRow> inboxes);
}
