using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>Streams in this process: gone when it ends, and with another epoch afterwards.</summary>
/// <param name="time">The time by which publications and positions age.</param>
/// <param name="maxStreams">How many streams are kept at most, asked at each new one; 0 for any number.</param>
public sealed class InMemoryStreamStore(TimeProvider time, Func<int> maxStreams) : IStreamStore
{
    private readonly ConcurrentDictionary<string, MemoryStreamState> _streams = new(StringComparer.Ordinal);
    private readonly Lock _opening = new();
    private int _count;

    /// <summary>How many streams there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(StreamAppend append, IPublicationSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(append);
        while (TryOpen(append.Channel, out var stream))
        {
            if (stream.TryAppend(append, sink, time.GetTimestamp()) is { } result)
            {
                return ValueTask.FromResult(result);
            }
        }

        return ValueTask.FromResult(new AppendResult(default, AppendOutcome.Full));
    }

    /// <inheritdoc/>
    public ValueTask<StreamSlice?> ReadAsync(string channel, StreamRetention retention, StreamRead read, CancellationToken cancellationToken)
    {
        while (TryOpen(channel, out var stream))
        {
            if (stream.TryRead(retention, read, time.GetTimestamp()) is { } slice)
            {
                return ValueTask.FromResult<StreamSlice?>(slice);
            }
        }

        return ValueTask.FromResult<StreamSlice?>(null);
    }

    /// <inheritdoc/>
    public ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken)
    {
        if (_streams.TryGetValue(channel, out var stream))
        {
            stream.RemoveHistory();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Drops what is past its age. Called now and then; reads and appends do not depend on it.</summary>
    public void Expire()
    {
        var now = time.GetTimestamp();
        foreach (var (channel, stream) in _streams)
        {
            if (stream.Expire(now) && _streams.TryRemove(KeyValuePair.Create(channel, stream)))
            {
                Interlocked.Decrement(ref _count);
            }
        }
    }

    /// <summary>Forgets streams, with their positions.</summary>
    public void Remove(Func<string, bool> match)
    {
        ArgumentNullException.ThrowIfNull(match);
        foreach (var (channel, stream) in _streams)
        {
            if (match(channel) && _streams.TryRemove(KeyValuePair.Create(channel, stream)))
            {
                Interlocked.Decrement(ref _count);
            }
        }
    }

    private bool TryOpen(string channel, [MaybeNullWhen(false)] out MemoryStreamState stream)
    {
        if (_streams.TryGetValue(channel, out stream) && !stream.IsOver)
        {
            return true;
        }

        if (stream is not null && _streams.TryRemove(KeyValuePair.Create(channel, stream)))
        {
            Interlocked.Decrement(ref _count);
        }

        return TryCreate(channel, out stream);
    }

    // New streams enter one at a time, so that the limit is never passed and nobody is refused for a place that another gives back.
    private bool TryCreate(string channel, [MaybeNullWhen(false)] out MemoryStreamState stream)
    {
        lock (_opening)
        {
            if (_streams.TryGetValue(channel, out stream))
            {
                return true;
            }

            var limit = maxStreams();
            if (limit > 0 && Count >= limit)
            {
                return false;
            }

            stream = new MemoryStreamState(time.TimestampFrequency);
            _streams[channel] = stream;
            Interlocked.Increment(ref _count);
            return true;
        }
    }
}

/// <summary>One channel's stream.</summary>
internal sealed class MemoryStreamState(long ticksPerSecond)
{
    private const string EpochLetters = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int EpochLength = 8;

    private readonly Lock _lock = new();
    private readonly PublicationRing _kept = new();
    private readonly string _epoch = RandomNumberGenerator.GetString(EpochLetters, EpochLength);
    private KeyWindow? _keys;
    private (string Epoch, ulong Version) _version = ("", 0);
    private ulong _offset;
    private long _positionUntil = long.MaxValue;

    /// <summary>Whether the position has outlived its age: the stream must begin anew.</summary>
    public bool IsOver { get; private set; }

    private Position Top => new(_offset, _epoch);

    /// <summary>Appends, unless the stream is over.</summary>
    public AppendResult? TryAppend(StreamAppend append, IPublicationSink sink, long now)
    {
        lock (_lock)
        {
            if (IsOverLocked(now))
            {
                return null;
            }

            if (append.IdempotencyKey is { } key && _keys is not null && _keys.TryGet(key, now, out var first))
            {
                return new AppendResult(first, AppendOutcome.Duplicate);
            }

            if (append.Version > 0 && append.VersionEpoch == _version.Epoch && append.Version <= _version.Version)
            {
                return new AppendResult(Top, AppendOutcome.Stale);
            }

            var publication = append.Publication with { Offset = ++_offset, Epoch = _epoch };
            Keep(publication, append, now);

            // Within the lock: two threads that got offsets 1 and 2 could deliver 2 first otherwise, and every positioned subscription
            // would be found behind. Fan-out only enqueues, so the lock is held for no longer than that takes.
            sink.Deliver(append.Channel, publication);
            return new AppendResult(Top, AppendOutcome.Appended);
        }
    }

    /// <summary>Reads, unless the stream is over.</summary>
    public StreamSlice? TryRead(StreamRetention retention, StreamRead read, long now)
    {
        lock (_lock)
        {
            if (IsOverLocked(now))
            {
                return null;
            }

            if (_offset == 0)
            {
                // A stream that was only ever read ages like one that was written to.
                _positionUntil = now + Ticks(retention.PositionAge);
            }

            ExpireLocked(now);
            return new StreamSlice(Select(read), Top);
        }
    }

    public void RemoveHistory()
    {
        lock (_lock)
        {
            _kept.Clear();
        }
    }

    /// <summary>Drops what is past its age. True where the whole stream is.</summary>
    public bool Expire(long now)
    {
        lock (_lock)
        {
            ExpireLocked(now);
            return IsOverLocked(now);
        }
    }

    private void Keep(Publication publication, StreamAppend append, long now)
    {
        var retention = append.Retention;
        _positionUntil = now + Ticks(retention.PositionAge);
        if (append.Version > 0)
        {
            _version = (append.VersionEpoch, append.Version);
        }

        if (append.IdempotencyKey is { } key)
        {
            (_keys ??= new()).Add(key, Top, now + Ticks(append.IdempotencyWindow));
        }

        if (retention.Size > 0)
        {
            _kept.Add(publication, now + Ticks(retention.Age));
        }

        while (_kept.Count > retention.Size)
        {
            _kept.RemoveOldest();
        }

        ExpireLocked(now);
    }

    private List<Publication> Select(StreamRead read)
    {
        // Kept offsets are dense, so the wanted range is found by arithmetic.
        var oldest = _kept.Count > 0 ? _kept[0].Offset : _offset + 1;
        var from = 0;
        var to = _kept.Count;
        if (read.Since is { } since)
        {
            if (read.Reverse)
            {
                to = since > oldest ? (int)Math.Min(since - oldest, (ulong)to) : 0;
            }
            else if (since >= oldest)
            {
                from = (int)Math.Min(since - oldest + 1, (ulong)to);
            }
        }

        var count = read.Limit < 0 ? to - from : Math.Min(read.Limit, to - from);
        var selected = new List<Publication>(count);
        var bytes = 0L;
        for (var i = 0; i < count; i++)
        {
            var publication = _kept[read.Reverse ? to - 1 - i : from + i];
            if ((bytes += publication.ApproximateBytes) > read.MaxBytes && i > 0)
            {
                break;
            }

            selected.Add(publication);
        }

        return selected;
    }

    private void ExpireLocked(long now)
    {
        _kept.Expire(now);
        _keys?.Expire(now);
    }

    private bool IsOverLocked(long now)
    {
        IsOver |= now >= _positionUntil;
        return IsOver;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * ticksPerSecond);
}

/// <summary>The kept publications of a stream, oldest first, each with the time until which it is kept. Grows and is indexed.</summary>
internal sealed class PublicationRing
{
    private (Publication Publication, long Until)[] _entries = [];
    private int _head;

    public int Count { get; private set; }

    public Publication this[int index] => _entries[(_head + index) & (_entries.Length - 1)].Publication;

    public void Add(Publication publication, long until)
    {
        if (Count == _entries.Length)
        {
            Grow();
        }

        _entries[(_head + Count) & (_entries.Length - 1)] = (publication, until);
        Count++;
    }

    public void RemoveOldest()
    {
        _entries[_head] = default;
        _head = (_head + 1) & (_entries.Length - 1);
        Count--;
    }

    /// <summary>Removes what is kept until a time before or at <paramref name="now"/>.</summary>
    public void Expire(long now)
    {
        while (Count > 0 && _entries[_head].Until <= now)
        {
            RemoveOldest();
        }
    }

    public void Clear()
    {
        _entries = [];
        _head = 0;
        Count = 0;
    }

    private void Grow()
    {
        var larger = new (Publication, long)[Math.Max(4, _entries.Length * 2)];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = _entries[(_head + i) & (_entries.Length - 1)];
        }

        _entries = larger;
        _head = 0;
    }
}
