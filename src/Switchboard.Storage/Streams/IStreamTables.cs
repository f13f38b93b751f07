using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Streams;

/// <summary>Reads and writes the rows of streams for the writer. What differs between the databases is how many rows go in one statement.</summary>
internal interface IStreamTables
{
    /// <summary>Finds streams, and keeps other nodes from changing them until the transaction ends.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="channels">The channels in ordinal order, and whether a stream is made where there is none.</param>
    /// <param name="into">Receives the streams by channel.</param>
    ValueTask LoadAsync(WriteSession session, SortedDictionary<string, bool> channels, Dictionary<string, StreamRow> into);

    /// <summary>Finds idempotency keys. Those that nobody has used are left out.</summary>
    ValueTask FindKeysAsync(WriteSession session, IReadOnlyList<(long StreamId, byte[] Key)> keys, List<KeyRow> into);

    /// <summary>Finds entries that were requested, and counts those past their age where that was.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="entries">What was requested; receives what is found.</param>
    /// <param name="now">The time, in Unix milliseconds.</param>
    ValueTask FindEntriesAsync(WriteSession session, EntryChanges entries, long now);

    /// <summary>Writes what a transaction has changed.</summary>
    ValueTask StoreAsync(WriteSession session, StreamChanges changes);

    /// <summary>Forgets what it has cached of the database.</summary>
    void Reset();
}
