using System.Diagnostics.CodeAnalysis;

namespace Switchboard.InMemory;

/// <summary>The entries of one map: by key, in the orders that somebody has read them in, and those that end by when they do. Guarded by the lock of its stream.</summary>
/// <param name="owner">The stream of their changes.</param>
internal sealed class MapEntries(MemoryStreamState owner)
{
    private const int FewEnds = 16;
    private const int FewEntries = 64;

    private readonly Dictionary<string, MapEntry> _entries = new(StringComparer.Ordinal);
    private SortedSet<MapEntry>? _byKey;
    private SortedSet<MapEntry>? _byScore;
    private SortedSet<MapEntry>? _past;
    private ExpiryQueue<MapEntry, long>? _ends;

    /// <summary>The stream of their changes.</summary>
    public MemoryStreamState Owner => owner;

    /// <summary>When the store next looks for what has ended. Written by <see cref="MapEndings"/> alone.</summary>
    public long DueAt { get; set; } = MapEntry.Never;

    /// <summary>How many there are, those past their age among them.</summary>
    public int Count => _entries.Count;

    /// <summary>How many there are for readers.</summary>
    public int LiveCount => _entries.Count - (_past?.Count ?? 0);

    /// <summary>What they take in memory.</summary>
    public long Bytes { get; private set; }

    /// <summary>When the first ends, or has ended; <see cref="MapEntry.Never"/> for none.</summary>
    public long FirstEnd
    {
        get
        {
            if (_past is { Min: { } oldest })
            {
                return oldest.Until;
            }

            return _ends is not null && _ends.TryPeek(out var at) ? at : MapEntry.Never;
        }
    }

    /// <summary>Finds an entry, which may be past its age.</summary>
    public MapEntry? Find(string key) => _entries.GetValueOrDefault(key);

    /// <summary>Sets an entry.</summary>
    /// <param name="entry">The entry that is there, past its age or not; null for a new one.</param>
    /// <param name="publication">What it is from now on.</param>
    /// <param name="bytes">What it takes in memory.</param>
    /// <param name="until">When it ends.</param>
    public MapEntry Set(MapEntry? entry, Publication publication, int bytes, long until)
    {
        if (entry is null or { IsPast: true })
        {
            if (entry is not null)
            {
                Remove(entry);
            }

            entry = new MapEntry(publication.Key!) { Publication = publication };
            _entries.Add(entry.Key, entry);
            _byKey?.Add(entry);
            _byScore?.Add(entry);
        }
        else if (_byScore is not null && entry.Publication.Score != publication.Score)
        {
            _byScore.Remove(entry);
            entry.Publication = publication;
            _byScore.Add(entry);
        }

        entry.Publication = publication;
        Bytes += bytes - entry.Bytes;
        (entry.Bytes, entry.Until) = (bytes, until);
        LookAt(entry);
        return entry;
    }

    /// <summary>Has an entry that is not past its age end at another time.</summary>
    public void Extend(MapEntry entry, long until)
    {
        entry.Until = until;
        LookAt(entry);
    }

    /// <summary>Removes an entry.</summary>
    public void Remove(MapEntry entry)
    {
        _entries.Remove(entry.Key);
        Bytes -= entry.Bytes;
        entry.LookedAtAt = MapEntry.Never;
        if (entry.IsPast)
        {
            _past!.Remove(entry);
            return;
        }

        _byKey?.Remove(entry);
        _byScore?.Remove(entry);
    }

    /// <summary>Takes from readers what is past its age.</summary>
    public void Expire(long now)
    {
        while (_ends is not null && _ends.TryTake(now, out var entry, out _))
        {
            entry.LookedAtAt = MapEntry.Never;
            if (entry.Until > now)
            {
                // It was set again meanwhile.
                LookAt(entry);
                continue;
            }

            _byKey?.Remove(entry);
            _byScore?.Remove(entry);
            entry.IsPast = true;
            (_past ??= new(KeyOrder.ByEnd)).Add(entry);
        }
    }

    /// <summary>What is past its age, the oldest first.</summary>
    public IEnumerable<MapEntry> Past => _past ?? [];

    /// <summary>The entries for readers, in an order. It is kept from the first time on that it is asked for.</summary>
    public SortedSet<MapEntry> InOrder(bool byScore) => byScore ? Order(ref _byScore, KeyOrder.ByScore) : Order(ref _byKey, KeyOrder.ByKey);

    /// <summary>Gives back room that is no longer needed.</summary>
    public void Trim()
    {
        if (_entries.Capacity > FewEntries && _entries.Count < _entries.Capacity / 4)
        {
            _entries.TrimExcess();
        }
    }

    // One look is enough for an entry, however often it is set: where it lasts longer by then, it is looked at again.
    private void LookAt(MapEntry entry)
    {
        if (entry.Until < entry.LookedAtAt)
        {
            entry.LookedAtAt = entry.Until;
            (_ends ??= new(static (ending, at) => ending.LookedAtAt == at, FewEnds)).Add(entry, entry.Until);
        }
    }

    private SortedSet<MapEntry> Order([NotNull] ref SortedSet<MapEntry>? order, Comparer<MapEntry> comparer)
        => order ??= new(_entries.Values.Where(static entry => !entry.IsPast), comparer);
}
