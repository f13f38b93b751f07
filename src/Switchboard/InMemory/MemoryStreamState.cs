using System.Security.Cryptography;
using Switchboard.Extensibility;

namespace Switchboard.InMemory;

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
        for (var i = 0; i < count; i++)
        {
            selected.Add(_kept[read.Reverse ? to - 1 - i : from + i]);
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
