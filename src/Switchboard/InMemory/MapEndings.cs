using System.Diagnostics.CodeAnalysis;

namespace Switchboard.InMemory;

/// <summary>The maps of a store by when their first entry ends. A map is noted again only where one ends earlier than all that it had.</summary>
/// <remarks>Its lock may be taken under that of a stream, and none is taken under it.</remarks>
internal sealed class MapEndings
{
    private readonly Lock _lock = new();
    private readonly ExpiryQueue<MapEntries, long> _due = new(static (entries, at) => entries.DueAt == at);

    /// <summary>Notes when the first entry of a map ends.</summary>
    public void Note(MapEntries entries, long at)
    {
        if (at >= entries.DueAt)
        {
            return;
        }

        lock (_lock)
        {
            if (at < entries.DueAt)
            {
                entries.DueAt = at;
                _due.Add(entries, at);
            }
        }
    }

    /// <summary>Takes a map that has something that ended. It is to be noted again.</summary>
    public bool TryTake(long now, [MaybeNullWhen(false)] out MapEntries entries)
    {
        lock (_lock)
        {
            if (!_due.TryTake(now, out entries, out _))
            {
                return false;
            }

            entries.DueAt = MapEntry.Never;
            return true;
        }
    }
}
