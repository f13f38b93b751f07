using System.Collections.Concurrent;
using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>Streams in this process: gone when it ends, and with another epoch afterwards.</summary>
/// <remarks>
/// A channel that nobody has published to has no entry, unless it is pinned: one that is read about alone leaves nothing. A store that is
/// full gives up the stream that was not used for the longest time. Those that subscriptions follow are pinned, and not given up; an
/// entry that is there for its pins alone takes no place: there are no more of them than subscriptions, which have limits of their own.
/// Channels with entries are not given up either.
/// </remarks>
public sealed partial class InMemoryStreamStore : IStreamStore, IMapStore, IWholeStore
{
    // A limit that was lowered is reached step by step, so that no publication has to wait for a million streams to go.
    private const int GivenUpAtOnce = 2;
    private const int SmallestSweep = 1024;
    private const int SweepsOfARound = 12;

    private readonly TimeProvider _time;
    private readonly Func<InMemoryStreamLimits> _limits;
    private readonly MemoryBudget _budget;
    private readonly ConcurrentDictionary<string, MemoryStreamState> _streams = new(StringComparer.Ordinal);
    private readonly StreamGenerations _generations = new();
    private readonly StreamUseOrder _order = new();

    // Guards which streams there are, their places, pins and order. Taken before a stream's own, never under it.
    private readonly Lock _lock = new();
    private IEnumerator<KeyValuePair<string, MemoryStreamState>>? _sweep;
    private int _count;
    private long _evicted;

    /// <summary>Makes an empty store.</summary>
    /// <param name="time">The time by which publications and positions age.</param>
    /// <param name="limits">What it may keep, asked each time.</param>
    public InMemoryStreamStore(TimeProvider time, Func<InMemoryStreamLimits> limits)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(limits);
        (_time, _limits) = (time, limits);
        _budget = new MemoryBudget(() => limits().HistoryBytes);
    }

    /// <summary>How many streams there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>What publications, entries and idempotency keys take, in bytes.</summary>
    public long Bytes => _budget.Held;

    /// <summary>How many streams were given up for others.</summary>
    public long Evicted => Volatile.Read(ref _evicted);

    /// <summary>How many publications were refused for want of room.</summary>
    public long Refused => _budget.Refused;

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(StreamAppend append, IPublicationSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(append);
        var now = _time.GetTimestamp();
        if (append.Mutation is { Kind: not MutationKind.Publish } && FindNothingToChange(append.Channel) is { } missing)
        {
            return ValueTask.FromResult(missing);
        }

        while (TryOpen(append.Channel, now, out var stream))
        {
            if (stream.TryAppend(append, sink, now, _generations, _budget) is not { } result)
            {
                continue;
            }

            if (result.Outcome is AppendOutcome.Full or AppendOutcome.Refused)
            {
                CloseIfEmpty(stream);
            }
            else
            {
                Use(stream, now);
            }

            if (append.Mutation is not null)
            {
                NoteOpen(stream);
            }

            return ValueTask.FromResult(result);
        }

        return ValueTask.FromResult(new AppendResult(default, AppendOutcome.Full));
    }

    /// <inheritdoc/>
    public ValueTask<StreamSlice> ReadAsync(string channel, StreamRetention retention, StreamRead read, CancellationToken cancellationToken)
    {
        var now = _time.GetTimestamp();
        if (_streams.TryGetValue(channel, out var stream) && stream.TryRead(retention, read, now, _generations, _budget) is { } slice)
        {
            Use(stream, now);
            return ValueTask.FromResult(slice);
        }

        return ValueTask.FromResult(new StreamSlice([], new Position(0, _generations.EpochOf(channel))));
    }

    /// <inheritdoc/>
    public ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken)
    {
        if (_streams.TryGetValue(channel, out var stream))
        {
            stream.RemoveHistory(_budget);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Pin(string channel)
    {
        lock (_lock)
        {
            var stream = FindOrAddLocked(channel);
            if (stream.IsDispensable)
            {
                _order.Remove(stream);
            }

            stream.Pins++;
        }
    }

    /// <inheritdoc/>
    public void Unpin(string channel)
    {
        lock (_lock)
        {
            if (!_streams.TryGetValue(channel, out var stream) || stream.Pins == 0 || --stream.Pins > 0)
            {
                return;
            }

            AddToOrderLocked(stream, _time.GetTimestamp());
            EndIfUnusedLocked(stream);
        }
    }

    /// <summary>Drops what is past its age, of a part of the streams each time. Called every few seconds, by one thread at a time; reads and appends do not depend on it.</summary>
    public void Expire()
    {
        var now = _time.GetTimestamp();
        var portion = _budget.IsScarce ? int.MaxValue : Math.Max(SmallestSweep, _streams.Count / SweepsOfARound);
        _sweep ??= _streams.GetEnumerator();
        for (var i = 0; i < portion; i++)
        {
            if (!_sweep.MoveNext())
            {
                _sweep.Dispose();
                _sweep = null;
                return;
            }

            Expire(_sweep.Current.Value, now, retention: null);
        }
    }

    /// <summary>Applies changed rules to all streams.</summary>
    /// <param name="retentionOf">How a channel's stream is kept from now on; null for as before.</param>
    public void Expire(Func<string, StreamRetention?> retentionOf)
    {
        ArgumentNullException.ThrowIfNull(retentionOf);
        var now = _time.GetTimestamp();
        foreach (var (channel, stream) in _streams)
        {
            Expire(stream, now, retentionOf(channel));
        }
    }

    /// <summary>Forgets streams, with their positions.</summary>
    public void Remove(Func<string, bool> match)
    {
        ArgumentNullException.ThrowIfNull(match);
        foreach (var (channel, stream) in _streams)
        {
            if (match(channel))
            {
                lock (_lock)
                {
                    RestartLocked(stream);
                }
            }
        }
    }

    private void Expire(MemoryStreamState stream, long now, StreamRetention? retention)
    {
        if (stream.Expire(now, retention, _generations, _budget))
        {
            CloseIfEmpty(stream);
        }
    }

    /// <summary>Finds the stream, or begins it. False where there is no room.</summary>
    private bool TryOpen(string channel, long now, out MemoryStreamState stream)
    {
        if (_streams.TryGetValue(channel, out stream!) && stream.HasPlace)
        {
            return true;
        }

        // New streams enter one at a time, so that the limit is never passed and nobody is refused for a place that another gives back.
        lock (_lock)
        {
            stream = FindOrAddLocked(channel);
            if (stream.HasPlace || TryPlaceLocked(stream, now))
            {
                return true;
            }

            _budget.Refuse();
            EndIfUnusedLocked(stream);
            return false;
        }
    }

    private MemoryStreamState FindOrAddLocked(string channel)
    {
        if (!_streams.TryGetValue(channel, out var stream))
        {
            stream = new MemoryStreamState(channel, _generations.EpochOf(channel), _time.TimestampFrequency);
            _streams[channel] = stream;
        }

        return stream;
    }

    private bool TryPlaceLocked(MemoryStreamState stream, long now)
    {
        var limit = _limits().Streams;
        for (var i = 0; i < GivenUpAtOnce && limit > 0 && _count >= limit && _order.First is { } unused; i++)
        {
            _order.Remove(unused);
            GiveUpLocked(unused);
        }

        if (limit > 0 && _count >= limit && _order.First is null)
        {
            return false;
        }

        stream.Open();
        _count++;
        AddToOrderLocked(stream, now);
        return true;
    }

    // The next epoch is told before this one has gone: nobody may be given a place in it again.
    private void GiveUpLocked(MemoryStreamState stream)
    {
        _generations.GiveUp(stream.Channel);
        _count--;
        Interlocked.Increment(ref _evicted);
        EndLocked(stream);
    }

    /// <summary>Notes that a stream is used: exact to a second, so that a stream in use seldom takes the lock of all.</summary>
    private void Use(MemoryStreamState stream, long now)
    {
        if (now - stream.UsedAt < _time.TimestampFrequency)
        {
            return;
        }

        lock (_lock)
        {
            stream.UsedAt = now;
            if (stream.IsDispensable)
            {
                _order.Remove(stream);
                _order.Add(stream);
            }
        }
    }

    private void AddToOrderLocked(MemoryStreamState stream, long now)
    {
        stream.UsedAt = now;
        if (stream.IsDispensable)
        {
            _order.Add(stream);
        }
    }

    private void RestartLocked(MemoryStreamState stream)
    {
        stream.Restart(_generations, _budget);
        ReleaseLocked(stream);
        CloseIfEmptyLocked(stream);
    }

    private void CloseIfEmpty(MemoryStreamState stream)
    {
        lock (_lock)
        {
            CloseIfEmptyLocked(stream);
        }
    }

    /// <summary>Takes its place from a stream that nobody has published to.</summary>
    private void CloseIfEmptyLocked(MemoryStreamState stream)
    {
        if (stream.HasPlace)
        {
            var isInOrder = stream.IsDispensable;
            if (!stream.TryClose())
            {
                return;
            }

            _count--;
            if (isInOrder)
            {
                _order.Remove(stream);
            }
        }

        EndIfUnusedLocked(stream);
    }

    private void EndIfUnusedLocked(MemoryStreamState stream)
    {
        if (stream is { HasPlace: false, Pins: 0 })
        {
            EndLocked(stream);
        }
    }

    private void EndLocked(MemoryStreamState stream)
    {
        stream.End(_budget);
        _streams.TryRemove(KeyValuePair.Create(stream.Channel, stream));
    }
}
