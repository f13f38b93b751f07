using System.Collections.ObjectModel;

namespace Switchboard.Client.Maps;

/// <summary>The entries of a map as they were received. One part changes them, any may read them.</summary>
internal sealed class MapEntries(MapOrder order)
{
    private readonly Lock _gate = new();
    private readonly MapEntryComparer _comparer = new(order);
    private Dictionary<string, Publication> _entries = new(StringComparer.Ordinal);
    private ReadOnlyCollection<Publication>? _snapshot;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>The entries in their order. Sorted once for all who ask before the next change.</summary>
    public IReadOnlyList<Publication> Snapshot
    {
        get
        {
            lock (_gate)
            {
                return _snapshot ??= Sort(_entries.Values).AsReadOnly();
            }
        }
    }

    public Publication? Find(string key)
    {
        lock (_gate)
        {
            return _entries.GetValueOrDefault(key);
        }
    }

    /// <summary>Applies a change.</summary>
    /// <returns>The change with what the entry was before; null where nothing has changed.</returns>
    public Publication? Apply(Publication change)
    {
        lock (_gate)
        {
            var before = _entries.GetValueOrDefault(change.Key!);
            if (change.IsRemoval ? before is null : before is not null && IsBehind(change, before))
            {
                return null;
            }

            Put(_entries, change);
            _snapshot = null;
            return before is null ? change : change with { Previous = before };
        }
    }

    /// <summary>Takes other entries in place of these.</summary>
    /// <param name="entries">The entries, which belong to this from here on.</param>
    /// <returns>The differences as changes, removals first.</returns>
    public List<Publication> Replace(Dictionary<string, Publication> entries)
    {
        lock (_gate)
        {
            var changes = new List<Publication>();
            foreach (var gone in Sort(_entries.Values.Where(entry => !entries.ContainsKey(entry.Key!))))
            {
                changes.Add(new Publication { Data = default, Key = gone.Key, IsRemoval = true, Previous = gone });
            }

            foreach (var entry in Sort(entries.Values))
            {
                var before = _entries.GetValueOrDefault(entry.Key!);
                if (before is null || !IsSame(before, entry))
                {
                    changes.Add(before is null ? entry : entry with { Previous = before });
                }
            }

            _entries = entries;
            _snapshot = null;
            return changes;
        }
    }

    /// <summary>Applies a change to entries.</summary>
    public static void Put(Dictionary<string, Publication> entries, Publication change)
    {
        if (change.IsRemoval)
        {
            entries.Remove(change.Key!);
        }
        else
        {
            entries[change.Key!] = change;
        }
    }

    private List<Publication> Sort(IEnumerable<Publication> entries)
    {
        var sorted = new List<Publication>(entries);
        sorted.Sort(_comparer);
        return sorted;
    }

    private static bool IsBehind(Publication change, Publication entry)
        => change.HasPosition && entry.HasPosition && change.Epoch == entry.Epoch && change.Offset <= entry.Offset;

    /// <summary>Whether an entry is what it was. Positions of another life of the channel say nothing about that.</summary>
    private static bool IsSame(Publication before, Publication now) => before.HasPosition && now.HasPosition && before.Epoch == now.Epoch
        ? before.Offset == now.Offset
        : before.Score == now.Score && before.Data.Span.SequenceEqual(now.Data.Span) && HaveSameTags(before.Tags, now.Tags);

    private static bool HaveSameTags(IReadOnlyDictionary<string, string>? before, IReadOnlyDictionary<string, string>? now)
        => (before?.Count ?? 0) == (now?.Count ?? 0) && (before is null || before.All(tag => now!.TryGetValue(tag.Key, out var value) && value == tag.Value));
}
