using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <content>The entries of map channels. A channel that has some is kept as if it were pinned.</content>
public sealed partial class InMemoryStreamStore
{
    private readonly MapEndings _endings = new();

    /// <inheritdoc/>
    public ValueTask<MapChangeResult> ChangeAsync(MapChange change, IPublicationSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var now = _time.GetTimestamp();
        while (true)
        {
            if (!_streams.TryGetValue(change.Channel, out var stream) || !stream.HasPlace)
            {
                // No place is taken, and nothing given up for it, where nothing comes of the change.
                var top = stream?.ReadTop() ?? new Position(0, _generations.EpochOf(change.Channel));
                if (change.FindRefusal(entry: null) is { } refusal)
                {
                    return ValueTask.FromResult(new MapChangeResult(top, refusal));
                }

                if (!TryOpen(change.Channel, now, out stream))
                {
                    return ValueTask.FromResult(new MapChangeResult(top, MapOutcome.Full));
                }
            }

            if (TryChange(stream, change, sink, now) is { } result)
            {
                return ValueTask.FromResult(result);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<MapPage> ReadEntriesAsync(string channel, StreamRetention retention, MapRead read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        var now = _time.GetTimestamp();
        if (_streams.TryGetValue(channel, out var stream) && stream.TryReadEntries(retention, read, now, _generations, _budget) is { } page)
        {
            Use(stream, now);
            return ValueTask.FromResult(page);
        }

        return ValueTask.FromResult(new MapPage([], new Position(0, _generations.EpochOf(channel)), null));
    }

    /// <inheritdoc/>
    public ValueTask<long> CountEntriesAsync(string channel, CancellationToken cancellationToken)
        => ValueTask.FromResult<long>(_streams.TryGetValue(channel, out var stream) ? stream.CountEntries(_time.GetTimestamp()) : 0);

    /// <inheritdoc/>
    public ValueTask ClearAsync(string channel, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_streams.TryGetValue(channel, out var stream) && stream.HasPlace)
            {
                RestartLocked(stream);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ExpiredEntry>> ListExpiredEntriesAsync(int limit, CancellationToken cancellationToken)
    {
        var now = _time.GetTimestamp();
        var found = new List<(long At, ExpiredEntry Entry)>();
        var taken = new List<MapEntries>();

        // Beyond the limit, those maps alone that have an older one than the last of what was found.
        var before = now;
        while (_endings.TryTake(before, out var entries))
        {
            taken.Add(entries);
            entries.Owner.ListExpired(entries, now, limit, found);
            if (found.Count >= limit)
            {
                found.Sort(static (one, other) => one.At.CompareTo(other.At));
                found.RemoveRange(limit, found.Count - limit);
                before = found[^1].At;
            }
        }

        foreach (var entries in taken)
        {
            entries.Owner.NoteEnd(entries, _endings);
        }

        found.Sort(static (one, other) => one.At.CompareTo(other.At));
        return ValueTask.FromResult<IReadOnlyList<ExpiredEntry>>(found.ConvertAll(static item => item.Entry));
    }

    private MapChangeResult? TryChange(MemoryStreamState stream, MapChange change, IPublicationSink sink, long now)
    {
        if (!(stream.HoldsEntries || change.Publication.IsRemoval))
        {
            Hold(stream);
        }

        var result = stream.TryChange(change, sink, now, _generations, _budget, _endings);
        if (stream.HoldsEntries && !stream.HasEntries)
        {
            lock (_lock)
            {
                ReleaseLocked(stream);
                CloseIfEmptyLocked(stream);
            }
        }

        Use(stream, now);
        return result;
    }

    private void Hold(MemoryStreamState stream)
    {
        lock (_lock)
        {
            if (stream.IsDispensable)
            {
                _order.Remove(stream);
            }

            stream.Hold();
        }
    }

    private void ReleaseLocked(MemoryStreamState stream)
    {
        if (stream.HoldsEntries && stream.TryRelease())
        {
            AddToOrderLocked(stream, _time.GetTimestamp());
        }
    }
}
