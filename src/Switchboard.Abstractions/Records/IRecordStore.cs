namespace Switchboard.Extensibility;

/// <summary>Keeps small records by kind and id: accounts, devices, service keys, grants. They are few, and change seldom.</summary>
/// <remarks>
/// <para>Contract, held by <c>RecordStoreSpec</c> for every adapter:</para>
/// <list type="bullet">
/// <item>A durable store has committed when a member that changes something completes.</item>
/// <item>A record is changed or removed by one of those who try with the same revision: the others are told that it is another by now.
/// So what may happen once (a code that is used up, say) happens once, on however many nodes.</item>
/// <item>What was put is seen by every later read, on every node that shares the store.</item>
/// <item>A record whose time is over is not there any more, by the clock of the store's node; it is removed at leisure.</item>
/// <item>Kinds, ids and owners are compared ordinally.</item>
/// <item>A store that cannot do what is asked at present throws <see cref="SwitchboardException"/>, with the error to answer with.</item>
/// <item>All members are safe to call from any thread. A store in memory completes synchronously.</item>
/// </list>
/// </remarks>
public interface IRecordStore
{
    /// <summary>Finds a record; null where there is none.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<StoredRecord?> FindAsync(string kind, string id, CancellationToken cancellationToken);

    /// <summary>Keeps a record, in place of the one of the same kind and id.</summary>
    /// <param name="record">The record. Its own <see cref="StoredRecord.Revision"/> does not matter.</param>
    /// <param name="expected">The revision that it takes the place of; 0 where there must be none yet; null for whichever there is.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be kept.</param>
    /// <returns>Its revision, more than 0; null where the one there is another than expected, and nothing has changed.</returns>
    ValueTask<long?> PutAsync(StoredRecord record, long? expected, CancellationToken cancellationToken);

    /// <summary>Removes a record.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="id">Its id.</param>
    /// <param name="expected">The revision that is removed; null for whichever there is.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be removed.</param>
    /// <returns>What was removed; null where there is none, or another than expected, and nothing has changed.</returns>
    ValueTask<StoredRecord?> RemoveAsync(string kind, string id, long? expected, CancellationToken cancellationToken);

    /// <summary>Lists records in the order of their ids.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<RecordPage> ListAsync(RecordQuery query, CancellationToken cancellationToken);
}

/// <summary>A record.</summary>
/// <param name="Kind">Its kind, such as <c>account</c>.</param>
/// <param name="Id">Its id, unique among those of its kind.</param>
public sealed record StoredRecord(string Kind, string Id)
{
    /// <summary>Whose it is, such as the account of a session: records can be listed by it. Empty for nobody's.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Tells apart what was put under the same kind and id one after the other; more than 0. Given by the store.</summary>
    public long Revision { get; init; }

    /// <summary>When its time is over; null for never. Stores keep milliseconds.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What it says, in a form that stores do not look into. Not copied: leave it alone afterwards.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}

/// <summary>Which records are listed.</summary>
/// <param name="Kind">Those of this kind.</param>
/// <param name="Limit">How many at most; more than 0.</param>
public readonly record struct RecordQuery(string Kind, int Limit)
{
    /// <summary>Those of this owner alone; null for everybody's.</summary>
    public string? Owner { get; init; }

    /// <summary>Those behind this id; null for all from the first.</summary>
    public string? After { get; init; }
}

/// <summary>A part of a list of records.</summary>
/// <param name="Records">The records, in the ordinal order of their ids' UTF-8.</param>
/// <param name="Cursor">The id behind which the next part begins; null where there is no more.</param>
public sealed record RecordPage(IReadOnlyList<StoredRecord> Records, string? Cursor);
