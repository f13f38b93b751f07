using System.Text;
using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Outbox;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Streams;

/// <summary>Carries out the writes of streams: finds the streams, decides one write after the other in memory, and writes what changed.</summary>
/// <remarks>So a group costs a handful of statements, however many appends it has, and an append sees those before it in the same group.</remarks>
internal sealed class StreamWriteHandler(IStreamTables tables, IOutboxTables outbox, StreamEpochs epochs, TimeProvider time) : WriteHandler
{
    private readonly PublicationDispatcher _dispatcher = new();

    /// <inheritdoc/>
    public override async ValueTask ExecuteAsync(IReadOnlyList<StoreWrite> writes, WriteSession session, CancellationToken cancellationToken)
    {
        var streams = new Dictionary<string, StreamRow>(StringComparer.Ordinal);
        await tables.LoadAsync(session, ChannelsOf(writes), streams);
        var changes = new StreamChanges(time.GetUtcNow().ToUnixTimeMilliseconds());
        await AssignEpochsAsync(writes, streams, session, changes.Now);
        await FindKeysAsync(writes, streams, session, changes);
        await FindEntriesAsync(writes, streams, session, changes);
        await FindWholesAsync(writes, streams, session, changes);
        foreach (var write in writes.Cast<IStreamWrite>())
        {
            write.Plan(streams.GetValueOrDefault(write.Channel), changes);
        }

        if (changes.Events.Count > 0)
        {
            await outbox.InsertAsync(session, changes.Events);
        }

        await WholeTables.StoreAsync(session, changes.Wholes);

        // The last: the commit may go with it.
        await tables.StoreAsync(session, changes);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Publications enter fan-out before their publishers are answered: who was told that a publication is accepted, and subscribes then,
    /// finds it in the history or gets it live, but not neither. All of a group are dispatched first, as many at once as possible.
    /// </remarks>
    public override void HandOn(IReadOnlyList<StoreWrite> writes)
    {
        foreach (var write in writes)
        {
            ((IStreamWrite)write).Dispatch(_dispatcher);
        }

        _dispatcher.Flush();
    }

    /// <inheritdoc/>
    public override void Reset() => tables.Reset();

    private static SortedDictionary<string, bool> ChannelsOf(IReadOnlyList<StoreWrite> writes)
    {
        var channels = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var write in writes.Cast<IStreamWrite>())
        {
            channels[write.Channel] = write.NeedsStream || channels.GetValueOrDefault(write.Channel);
        }

        return channels;
    }

    private async ValueTask AssignEpochsAsync(IReadOnlyList<StoreWrite> writes, Dictionary<string, StreamRow> streams, WriteSession session, long now)
    {
        HashSet<StreamRow>? beginning = null;
        foreach (var write in writes.Cast<IStreamWrite>())
        {
            if (streams.TryGetValue(write.Channel, out var stream) && (write.EndsEpoch || (write.PositionAge is { } age && stream.IsExpired(now, age))))
            {
                (beginning ??= []).Add(stream);
            }
        }

        if (beginning is not null)
        {
            await epochs.AssignAsync(session, beginning);
        }
    }

    private async ValueTask FindKeysAsync(
        IReadOnlyList<StoreWrite> writes, Dictionary<string, StreamRow> streams, WriteSession session, StreamChanges changes)
    {
        List<(long StreamId, byte[] Key)>? keys = null;
        foreach (var write in writes.Cast<IStreamWrite>())
        {
            if (write.Key is { } key && streams.TryGetValue(write.Channel, out var stream))
            {
                (keys ??= []).Add((stream.Id, Encoding.UTF8.GetBytes(key)));
            }
        }

        if (keys is not null)
        {
            var known = new List<KeyRow>();
            await tables.FindKeysAsync(session, keys, known);
            changes.AddKnownKeys(known);
        }
    }

    private async ValueTask FindEntriesAsync(
        IReadOnlyList<StoreWrite> writes, Dictionary<string, StreamRow> streams, WriteSession session, StreamChanges changes)
    {
        Dictionary<StreamRow, int>? sets = null;
        foreach (var write in writes.Cast<IStreamWrite>())
        {
            if (write.Entry is { } entry && streams.TryGetValue(write.Channel, out var stream))
            {
                changes.Entries.Request(stream, entry);
                sets ??= [];
                sets[stream] = sets.GetValueOrDefault(stream) + 1;
                if (stream.Entries + sets[stream] > entry.MaxEntries)
                {
                    changes.Entries.RequestPast(stream);
                }
            }
        }

        if (sets is not null)
        {
            await tables.FindEntriesAsync(session, changes.Entries, changes.Now);
        }
    }

    private static async ValueTask FindWholesAsync(
        IReadOnlyList<StoreWrite> writes, Dictionary<string, StreamRow> streams, WriteSession session, StreamChanges changes)
    {
        foreach (var write in writes.Cast<IStreamWrite>())
        {
            if (write.Mutation is not { } mutation || !streams.TryGetValue(write.Channel, out var stream))
            {
                continue;
            }

            var slot = changes.Wholes.SlotOf(stream, mutation.Id);
            if (!slot.IsLoaded)
            {
                await WholeTables.LoadAsync(session, stream, slot, write.WholeAge, changes.Now);
            }

            if (mutation.IsOpening((WholeState?)slot.Current?.State) && !changes.Wholes.KnowsOpen(stream))
            {
                changes.Wholes.SetOpen(stream, await WholeTables.CountOpenAsync(session, stream));
            }
        }
    }
}
