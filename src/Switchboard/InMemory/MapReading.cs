using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>Reads pages of entries.</summary>
internal static class MapReading
{
    /// <summary>Reads a page. What is past its age was taken out before.</summary>
    public static MapPage Read(MapEntries? entries, MapRead read, Position top)
    {
        if (entries is null)
        {
            return new MapPage([], top, null);
        }

        if (read.Key is { } key)
        {
            return new MapPage(entries.Find(key) is { IsPast: false } entry && IsWanted(entry, read) ? [entry.Publication] : [], top, null);
        }

        return ReadPage(entries, read, top);
    }

    private static MapPage ReadPage(MapEntries entries, MapRead read, Position top)
    {
        var page = new List<Publication>(Math.Min(read.Limit, entries.LiveCount));
        var bytes = 0L;
        foreach (var entry in From(entries.InOrder(read.IsOrdered), read))
        {
            if (!IsWanted(entry, read))
            {
                continue;
            }

            bytes += entry.Publication.ApproximateBytes;
            if (page.Count > 0 && (page.Count == read.Limit || bytes > read.MaxBytes))
            {
                var last = page[^1];
                return new MapPage(page, top, new MapCursor(read.IsOrdered ? last.Score : 0, last.Key!));
            }

            page.Add(entry.Publication);
        }

        return new MapPage(page, top, null);
    }

    private static bool IsWanted(MapEntry entry, MapRead read) => !(entry.Publication.Offset > read.UpTo);

    private static IEnumerable<MapEntry> From(SortedSet<MapEntry> order, MapRead read)
    {
        var isBackwards = read is { IsOrdered: true, IsDescending: true };
        if (read.After is not { } after)
        {
            return isBackwards ? order.Reverse() : order;
        }

        var place = new MapEntry(after.Key) { Publication = new Publication { Data = default, Score = after.Score } };
        var end = isBackwards ? order.Min : order.Max;
        if (end is null || (order.Comparer.Compare(end, place) is var side && (isBackwards ? side >= 0 : side <= 0)))
        {
            return [];
        }

        var part = isBackwards ? order.GetViewBetween(end, place).Reverse() : order.GetViewBetween(place, end);
        return part.SkipWhile(entry => order.Comparer.Compare(entry, place) == 0);
    }
}
