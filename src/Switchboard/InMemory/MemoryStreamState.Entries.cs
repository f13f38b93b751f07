using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <content>The entries of a map channel, of which this is the stream of changes.</content>
internal sealed partial class MemoryStreamState
{
    private MapEntries? _entries;

    /// <summary>Whether it is kept for the sake of entries: only then is one added. Written under the store's lock and its own.</summary>
    public bool HoldsEntries { get; private set; }

    /// <summary>Whether there are entries, those past their age among them.</summary>
    public bool HasEntries => _entries is { Count: > 0 };

    /// <summary>Keeps it for entries that are to come.</summary>
    public void Hold()
    {
        lock (_kept)
        {
            HoldsEntries = true;
        }
    }

    /// <summary>Keeps it no longer. False where there are entries.</summary>
    public bool TryRelease()
    {
        lock (_kept)
        {
            if (HasEntries)
            {
                return false;
            }

            HoldsEntries = false;
            return true;
        }
    }

    /// <summary>Changes an entry. Null where the stream has lost its place meanwhile, or is not kept for entries.</summary>
    public MapChangeResult? TryChange(
        MapChange change, IPublicationSink sink, long now, StreamGenerations generations, MemoryBudget budget, MapEndings endings)
    {
        lock (_kept)
        {
            var isRemoval = change.Publication.IsRemoval;
            if (!HasPlace || !(isRemoval || HoldsEntries))
            {
                return null;
            }

            HoldToLocked(change.Retention, now, generations, budget);
            if (change.IdempotencyKey is { } key && _keys is not null && _keys.TryGet(key, now, out var first))
            {
                return new MapChangeResult(first, MapOutcome.Duplicate);
            }

            _entries?.Expire(now);
            var entry = _entries?.Find(change.Publication.Key!);
            var seen = entry is null || entry.IsPast == change.IsExpiry ? entry : null;
            if (change.FindRefusal(seen?.State) is { } refusal)
            {
                KeepAliveLocked(change, refusal, seen, now, endings);
                return new MapChangeResult(Top, refusal) { Current = refusal == MapOutcome.Conflict ? seen?.Publication : null };
            }

            if (seen is null && (_entries?.LiveCount ?? 0) >= change.MaxEntries)
            {
                return new MapChangeResult(Top, MapOutcome.TooMany);
            }

            return ChangeLocked(change, entry, sink, now, budget, endings);
        }
    }

    /// <summary>Reads entries. Null where the stream has been given up meanwhile.</summary>
    public MapPage? TryReadEntries(StreamRetention retention, MapRead read, long now, StreamGenerations generations, MemoryBudget budget)
    {
        lock (_kept)
        {
            if (_isGone)
            {
                return null;
            }

            HoldToLocked(retention, now, generations, budget);
            _entries?.Expire(now);
            return MapReading.Read(_entries, read, Top);
        }
    }

    /// <summary>Counts the entries for readers.</summary>
    public int CountEntries(long now)
    {
        lock (_kept)
        {
            _entries?.Expire(now);
            return _entries?.LiveCount ?? 0;
        }
    }

    /// <summary>Adds entries past their age, the oldest first.</summary>
    public void ListExpired(MapEntries entries, long now, int limit, List<(long At, ExpiredEntry Entry)> into)
    {
        lock (_kept)
        {
            if (_entries != entries)
            {
                return;
            }

            entries.Expire(now);
            foreach (var entry in entries.Past.Take(limit))
            {
                into.Add((entry.Until, new ExpiredEntry(channel, entry.Key, entry.Publication.Tags)));
            }
        }
    }

    /// <summary>Has the store look again when the first entry ends, which may be past that already.</summary>
    public void NoteEnd(MapEntries entries, MapEndings endings)
    {
        lock (_kept)
        {
            if (_entries == entries)
            {
                endings.Note(entries, entries.FirstEnd);
            }
        }
    }

    /// <summary>The newest position.</summary>
    public Position ReadTop()
    {
        lock (_kept)
        {
            return Top;
        }
    }

    private void KeepAliveLocked(MapChange change, MapOutcome refusal, MapEntry? entry, long now, MapEndings endings)
    {
        if (change.KeepsAlive && refusal == MapOutcome.Exists && change.EntryAge is { } age)
        {
            var until = now + Ticks(age);
            _entries!.Extend(entry!, until);
            endings.Note(_entries, until);
        }
    }

    private MapChangeResult ChangeLocked(
        MapChange change, MapEntry? entry, IPublicationSink sink, long now, MemoryBudget budget, MapEndings endings)
    {
        var publication = change.Publication with { Offset = _offset + 1, Epoch = _epoch };
        if (publication is { IsRemoval: true, Tags: null } && entry?.Publication.Tags is { } tags)
        {
            publication = publication with { Tags = tags };
        }

        var bytes = publication.IsRemoval ? 0 : PublicationSize.OfEntry(publication);
        if (!TryKeepLocked(publication, change.Retention, change.IdempotencyKey, bytes - (entry?.Bytes ?? 0), now, budget))
        {
            return new MapChangeResult(Top, MapOutcome.Full);
        }

        // Also where it is past its age: those who follow the channel have not been told so.
        var handedOn = change.WantsPrevious && entry is not null
            ? publication with { Previous = entry.IsPast ? entry.Publication with { IsRemoval = true } : entry.Publication }
            : publication;
        ApplyLocked(change, publication, entry, bytes, now, endings);
        sink.Deliver(channel, handedOn);
        return new MapChangeResult(Top, MapOutcome.Changed);
    }

    private void ApplyLocked(MapChange change, Publication publication, MapEntry? entry, int bytes, long now, MapEndings endings)
    {
        if (change.IdempotencyKey is { } key)
        {
            NoteLocked(key, change.IdempotencyWindow, now);
        }

        if (publication.IsRemoval)
        {
            _entries!.Remove(entry!);
            return;
        }

        _entries ??= new MapEntries(this);
        var until = change.EntryAge is { } age ? now + Ticks(age) : MapEntry.Never;
        var set = _entries.Set(entry, publication, bytes, until);
        if (change.Version > 0)
        {
            (set.Version, set.VersionEpoch) = (change.Version, change.VersionEpoch);
        }

        endings.Note(_entries, until);
    }

    private void TrimEntriesLocked()
    {
        if (HasEntries)
        {
            _entries!.Trim();
        }
        else
        {
            _entries = null;
        }
    }
}
