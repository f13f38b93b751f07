namespace Switchboard.Extensibility;

/// <summary>Keeps the entries of map channels, beside the streams of their changes: what implements it is the <see cref="IStreamStore"/> of the same channels.</summary>
/// <remarks>
/// <para>A map channel is a set of entries by key, and a stream of the changes that made it: each change takes a position, as any publication does.
/// An entry is the publication that last set its key. <see cref="IStreamStore.ReadAsync"/> reads the changes.</para>
/// <para>Contract, held by <c>MapStoreSpec</c> for every adapter, beside that of <see cref="IStreamStore"/>:</para>
/// <list type="bullet">
/// <item>A change is decided about, kept and given its position at once: of two with the same expectation one takes effect. What does not take
/// effect has no position and is not handed on. Where several things are in its way, the first of these is told:
/// <see cref="MapOutcome.Duplicate"/>, <see cref="MapOutcome.Conflict"/>, <see cref="MapOutcome.Missing"/> or <see cref="MapOutcome.Exists"/>,
/// <see cref="MapOutcome.Stale"/>, <see cref="MapOutcome.TooMany"/>, <see cref="MapOutcome.Full"/>.</item>
/// <item>Changes are handed to the sink in the order of their offsets, one channel at a time, before the change completes; a durable store does so
/// only after its commit. Where <see cref="MapChange.WantsPrevious"/> says so, what is handed on has <see cref="Publication.Previous"/>; what is kept never has.</item>
/// <item>A read sees every change that completed before it began, and none in part. Entries past their age are gone for readers and for conditions at once; <see cref="Publication.Previous"/> is
/// one all the same that nobody has removed yet, since those who follow the channel still have it; it is a removal then (<see cref="Publication.IsRemoval"/>), for those who came since have not.</item>
/// <item>Pages of one channel that are read with the same <see cref="MapRead.UpTo"/>, each with the cursor of the one before, have every entry that was
/// there at that offset and has not changed since, once.</item>
/// <item>As long as there are entries, a channel keeps its epoch and offset, however old its stream's position is; and a store that lacks room gives up other channels.</item>
/// <item>Reading leaves nothing behind. An empty map is at the position of its stream.</item>
/// <item>A store that cannot do what is asked at present throws <see cref="SwitchboardException"/>, with the error to answer with.</item>
/// <item>All members are safe to call from any thread. A store in memory completes synchronously.</item>
/// </list>
/// </remarks>
public interface IMapStore
{
    /// <summary>Sets or removes an entry where its conditions hold, and hands the change to the sink.</summary>
    /// <param name="change">What to change.</param>
    /// <param name="sink">Receives the change, complete with its position.</param>
    /// <param name="cancellationToken">Gives up waiting; a change under way may still take effect.</param>
    ValueTask<MapChangeResult> ChangeAsync(MapChange change, IPublicationSink sink, CancellationToken cancellationToken);

    /// <summary>Reads a page of entries.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="retention">How the stream of its changes is kept.</param>
    /// <param name="read">Which part.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<MapPage> ReadEntriesAsync(string channel, StreamRetention retention, MapRead read, CancellationToken cancellationToken);

    /// <summary>Counts the entries of a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<long> CountEntriesAsync(string channel, CancellationToken cancellationToken);

    /// <summary>Forgets entries and stream of a channel: another epoch begins. Unknown channels are ignored.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask ClearAsync(string channel, CancellationToken cancellationToken);

    /// <summary>Finds entries past their age, the oldest first, so that they are removed by <see cref="ChangeAsync"/> with <see cref="MapChange.IsExpiry"/>.</summary>
    /// <param name="limit">How many at most; more than 0.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<IReadOnlyList<ExpiredEntry>> ListExpiredEntriesAsync(int limit, CancellationToken cancellationToken);
}

/// <summary>An entry past its age.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Key">The key.</param>
/// <param name="Tags">The entry's tags; null for none.</param>
public readonly record struct ExpiredEntry(string Channel, string Key, IReadOnlyDictionary<string, string>? Tags);
