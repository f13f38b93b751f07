using System.Text;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Streams;

/// <summary>Carries out the writes of streams: finds the streams, decides one write after the other in memory, and writes what changed.</summary>
internal sealed class DurableStreamWriter(IStreamRows rows, TimeProvider time) : IWriteHandler
{
    private readonly PublicationTeller _teller = new();

    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(IReadOnlyList<StoreWrite> writes, WriteSession session, CancellationToken cancellationToken)
    {
        var streams = new Dictionary<string, StreamRow>(StringComparer.Ordinal);
        await rows.LoadAsync(session, ChannelsOf(writes), streams);
        var changes = new StreamChanges(time.GetUtcNow().ToUnixTimeMilliseconds());
        await FindKeysAsync(writes, streams, session, changes);
        foreach (var write in writes.Cast<IStreamWrite>())
        {
            write.Plan(streams.GetValueOrDefault(write.Channel), changes);
        }

        await rows.StoreAsync(session, changes);
    }

    /// <inheritdoc/>
    public void Complete(IReadOnlyList<StoreWrite> writes)
    {
        foreach (var write in writes)
        {
            ((IStreamWrite)write).Notify(_teller);
        }

        // Nobody hears of a commit before its publications have entered fan-out.
        _teller.Flush();
        foreach (var write in writes)
        {
            ((IStreamWrite)write).Complete();
        }
    }

    /// <inheritdoc/>
    public void Reset() => rows.Reset();

    private static SortedDictionary<string, bool> ChannelsOf(IReadOnlyList<StoreWrite> writes)
    {
        var channels = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var write in writes.Cast<IStreamWrite>())
        {
            channels[write.Channel] = write.NeedsStream || channels.GetValueOrDefault(write.Channel);
        }

        return channels;
    }

    private async ValueTask FindKeysAsync(
        IReadOnlyList<StoreWrite> writes, Dictionary<string, StreamRow> streams, WriteSession session, StreamChanges changes)
    {
        List<(long StreamId, byte[] Key)>? keys = null;
        foreach (var write in writes.Cast<IStreamWrite>())
        {
            if (write.Key is { } key)
            {
                (keys ??= []).Add((streams[write.Channel].Id, Encoding.UTF8.GetBytes(key)));
            }
        }

        if (keys is not null)
        {
            var known = new List<KeyRow>();
            await rows.FindKeysAsync(session, keys, known);
            changes.Know(known);
        }
    }
}
