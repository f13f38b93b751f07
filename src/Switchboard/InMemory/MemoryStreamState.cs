using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>One channel's stream. There may be a million: every field counts.</summary>
/// <param name="channel">The channel.</param>
/// <param name="epoch">The epoch that it begins with.</param>
/// <param name="ticksPerSecond">How fast time counts.</param>
internal sealed partial class MemoryStreamState(string channel, string epoch, long ticksPerSecond)
{
    // Also the lock of the content, which saves an object for each stream.
    private readonly PublicationRing _kept = new();
    private KeyWindow? _keys;
    private StreamRetention? _retention;
    private string _epoch = epoch;
    private string _versionEpoch = "";
    private ulong _version;
    private ulong _offset;
    private long _appendedAt;
    private bool _isGone;

    /// <summary>The channel.</summary>
    public string Channel => channel;

    /// <summary>Its neighbour in <see cref="StreamUseOrder"/>. Guarded by the store's lock.</summary>
    public MemoryStreamState? Previous { get; set; }

    /// <inheritdoc cref="Previous"/>
    public MemoryStreamState? Next { get; set; }

    /// <summary>When it was last moved in <see cref="StreamUseOrder"/>. Written under the store's lock.</summary>
    public long UsedAt { get; set; }

    /// <summary>How many follow it from its position on. Guarded by the store's lock.</summary>
    public int Pins { get; set; }

    /// <summary>Whether it is one of the streams that are counted, to which alone one can append: one that was only ever pinned is not. Written under the store's lock.</summary>
    public bool HasPlace { get; private set; }

    private Position Top => new(_offset, _epoch);

    /// <summary>Whether it may be given up for others: it has a place, and neither followers nor entries. Guarded by the store's lock.</summary>
    public bool IsDispensable => HasPlace && Pins == 0 && !HoldsEntries;

    /// <summary>Gives it a place.</summary>
    public void Open() => HasPlace = true;

    /// <summary>Takes its place. False where somebody has published to it.</summary>
    public bool TryClose()
    {
        lock (_kept)
        {
            if (_offset > 0)
            {
                return false;
            }

            HasPlace = false;
            return true;
        }
    }

    /// <summary>Appends. Null where the stream has lost its place meanwhile.</summary>
    public AppendResult? TryAppend(StreamAppend append, IPublicationSink sink, long now, StreamGenerations generations, MemoryBudget budget)
    {
        lock (_kept)
        {
            if (!HasPlace)
            {
                return null;
            }

            HoldToLocked(append.Retention, now, generations, budget);
            if (append.IdempotencyKey is { } key && _keys is not null && _keys.TryGet(key, now, out var first))
            {
                return new AppendResult(first, AppendOutcome.Duplicate);
            }

            if (append.Version > 0 && append.VersionEpoch == _versionEpoch && append.Version <= _version)
            {
                return new AppendResult(Top, AppendOutcome.Stale);
            }

            if (append.Mutation is not null)
            {
                return MutateLocked(append, append.Mutation, sink, now, budget);
            }

            var publication = append.Publication with { Offset = _offset + 1, Epoch = _epoch };
            if (!TryKeepLocked(publication, append.Retention, append.IdempotencyKey, others: 0, now, budget))
            {
                return new AppendResult(default, AppendOutcome.Full);
            }

            NoteLocked(append, now);

            // Within the lock: two threads that got offsets 1 and 2 could deliver 2 first otherwise, and every positioned subscription
            // would be found behind. Fan-out only enqueues, so the lock is held for no longer than that takes.
            sink.Deliver(append.Channel, publication);
            return new AppendResult(Top, AppendOutcome.Appended);
        }
    }

    /// <summary>Reads. Null where the stream has been given up meanwhile.</summary>
    public StreamSlice? TryRead(StreamRetention retention, StreamRead read, long now, StreamGenerations generations, MemoryBudget budget)
    {
        lock (_kept)
        {
            if (_isGone)
            {
                return null;
            }

            HoldToLocked(retention, now, generations, budget);
            return new StreamSlice(Select(read), Top);
        }
    }

    public void RemoveHistory(MemoryBudget budget)
    {
        lock (_kept)
        {
            budget.Return(_kept.Clear());
            ForgetWholesLocked(budget);
        }
    }

    /// <summary>Drops what is past its age. True where nothing is left of the stream.</summary>
    /// <param name="now">The time.</param>
    /// <param name="retention">How it is kept from now on; null for as before.</param>
    /// <param name="generations">Gives the next epoch.</param>
    /// <param name="budget">Gets back what is freed.</param>
    public bool Expire(long now, StreamRetention? retention, StreamGenerations generations, MemoryBudget budget)
    {
        lock (_kept)
        {
            if ((retention ?? _retention) is { } rule)
            {
                HoldToLocked(rule, now, generations, budget);
            }

            _kept.Trim();
            TrimEntriesLocked();
            return _offset == 0;
        }
    }

    /// <summary>Ends it for good: whoever still has it must ask the store again.</summary>
    public void End(MemoryBudget budget)
    {
        lock (_kept)
        {
            (HasPlace, _isGone) = (false, true);
            ClearLocked(budget);
        }
    }

    /// <summary>Begins it anew, as if nobody had ever published to it.</summary>
    public void Restart(StreamGenerations generations, MemoryBudget budget)
    {
        lock (_kept)
        {
            RestartLocked(generations, budget);
        }
    }

    private void HoldToLocked(StreamRetention retention, long now, StreamGenerations generations, MemoryBudget budget)
    {
        _retention = retention;
        if (_offset > 0 && !HasEntries && now - _appendedAt >= Ticks(retention.PositionAge))
        {
            RestartLocked(generations, budget);
            return;
        }

        var excess = ExcessLocked(retention, now, added: 0);
        if (excess > 0)
        {
            budget.Return(_kept.RemoveOldest(excess));
        }

        if (_wholes is not null)
        {
            budget.Return(_wholes.Expire(now, Ticks(retention.Age)));
        }

        if (_keys is not null)
        {
            budget.Return(_keys.Expire(now));
            _keys = _keys.IsEmpty ? null : _keys;
        }
    }

    /// <summary>How many of the oldest have to go, and so many more that as many as are added fit in.</summary>
    private int ExcessLocked(StreamRetention retention, long now, int added)
    {
        var excess = Math.Max(0, _kept.Count + (added > 0 ? 1 : 0) - retention.Size);
        excess = Math.Min(excess, _kept.Count);
        var age = Ticks(retention.Age);
        while (excess < _kept.Count && now - _kept.TimeOf(excess) >= age)
        {
            excess++;
        }

        return retention.Bytes > 0 && _kept.Bytes + added > retention.Bytes ? ExcessBytesLocked(retention.Bytes, excess, added) : excess;
    }

    // The newest one stays however large it is: without it nobody could recover.
    private int ExcessBytesLocked(long limit, int excess, int added)
    {
        var left = _kept.Bytes + added;
        for (var i = 0; i < excess; i++)
        {
            left -= PublicationSize.Of(_kept[i]);
        }

        var last = added > 0 ? _kept.Count : _kept.Count - 1;
        while (left > limit && excess < last)
        {
            left -= PublicationSize.Of(_kept[excess++]);
        }

        return excess;
    }

    /// <summary>Keeps a publication, where there is room for it and for what else it leaves.</summary>
    private bool TryKeepLocked(Publication publication, StreamRetention retention, string? key, int others, long now, MemoryBudget budget)
    {
        var bytes = retention.Size > 0 ? PublicationSize.Of(publication) : 0;
        var keyBytes = key is null ? 0 : PublicationSize.OfName(key);
        var excess = retention.Size > 0 ? ExcessLocked(retention, now, bytes) : _kept.Count;
        if (!TryMakeRoomLocked(bytes + keyBytes + others, ref excess, budget))
        {
            return false;
        }

        _offset = publication.Offset;
        _appendedAt = now;
        _kept.RemoveOldest(excess);
        if (bytes > 0)
        {
            _kept.Add(publication, bytes, now);
        }

        return true;
    }

    // Where the memory of the node is full, a stream makes room by its own oldest publications. Others' are not its to give up: their
    // subscribers were promised them.
    private bool TryMakeRoomLocked(int bytes, ref int excess, MemoryBudget budget)
    {
        long freed = 0;
        for (var i = 0; i < excess; i++)
        {
            freed += PublicationSize.Of(_kept[i]);
        }

        while (!budget.TryTake(bytes - freed))
        {
            if (excess == _kept.Count)
            {
                budget.Refuse();
                return false;
            }

            freed += PublicationSize.Of(_kept[excess++]);
        }

        return true;
    }

    private void NoteLocked(StreamAppend append, long now)
    {
        if (append.Version > 0)
        {
            (_versionEpoch, _version) = (append.VersionEpoch, append.Version);
        }

        if (append.IdempotencyKey is { } key)
        {
            NoteLocked(key, append.IdempotencyWindow, now);
        }
    }

    private void NoteLocked(string key, TimeSpan window, long now) => (_keys ??= new()).Add(key, Top, now + Ticks(window));

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

    private void RestartLocked(StreamGenerations generations, MemoryBudget budget)
    {
        generations.GiveUp(channel);
        _epoch = generations.EpochOf(channel);
        _offset = 0;
        (_versionEpoch, _version) = ("", 0);
        ClearLocked(budget);
    }

    private void ClearLocked(MemoryBudget budget)
    {
        budget.Return(_kept.Clear() + (_keys?.Bytes ?? 0) + (_entries?.Bytes ?? 0) + (_wholes?.Bytes ?? 0));
        (_keys, _entries, _wholes) = (null, null, null);
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * ticksPerSecond);
}
