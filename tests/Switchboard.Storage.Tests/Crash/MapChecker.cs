using System.Text.Json.Nodes;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>A change of an entry, or an entry, that is there.</summary>
/// <param name="Position">Its position.</param>
/// <param name="Key">The key.</param>
/// <param name="Text">The payload; empty for a removal.</param>
/// <param name="IsRemoval">Whether it removed the entry.</param>
internal sealed record FoundChange(Position Position, string Key, string Text, bool IsRemoval)
{
    /// <summary>Reads one of an answer.</summary>
    public static FoundChange From(JsonNode entry, string epoch) => new(
        new Position((ulong)entry["offset"]!, epoch), (string)entry["key"]!, (string?)entry["data"] ?? "", (bool?)entry["removed"] == true);
}

/// <summary>Compares what was acknowledged of a map with the changes and the entries that are there.</summary>
internal static class MapChecker
{
    /// <summary>Finds everything that breaks the promise: what was acknowledged took effect once, at its position, and what was refused did not; the entries are what the changes come to.</summary>
    /// <param name="attempts">Everything that was tried.</param>
    /// <param name="changes">All changes, oldest first.</param>
    /// <param name="entries">All entries.</param>
    public static IReadOnlyList<string> Check(
        IReadOnlyCollection<MapAttempt> attempts, IReadOnlyList<FoundChange> changes, IReadOnlyList<FoundChange> entries) =>
    [
        .. HistoryChecker.CheckPositions("map", [.. changes.Select(change => change.Position)]),
        .. CheckChanges(attempts, changes),
        .. CheckAcknowledged(attempts, changes),
        .. CheckEntries(changes, entries),
    ];

    private static IEnumerable<string> CheckChanges(IReadOnlyCollection<MapAttempt> attempts, IReadOnlyList<FoundChange> changes)
    {
        var wanted = attempts.Where(attempt => attempt.Answer != MapAnswer.Refused).Select(attempt => (attempt.Key, attempt.Text)).ToLookup(pair => pair);
        foreach (var found in changes.ToLookup(change => (change.Key, change.Text)))
        {
            var most = found.Key.Text.Length > 0 ? Math.Min(1, wanted[found.Key].Count()) : wanted[found.Key].Count();
            if (found.Count() > most)
            {
                yield return $"map: {found.Key} is there {found.Count()} times, and was to be at most {most} times";
            }
        }
    }

    private static IEnumerable<string> CheckAcknowledged(IReadOnlyCollection<MapAttempt> attempts, IReadOnlyList<FoundChange> changes)
    {
        var places = changes.ToLookup(change => change.Position);
        return attempts.Where(attempt => attempt.Answer == MapAnswer.Changed && !places[attempt.Position].Any(
                change => change.Key == attempt.Key && change.Text == attempt.Text && change.IsRemoval == (attempt.Text.Length == 0)))
            .Select(attempt => $"map: {attempt} is not there");
    }

    private static IEnumerable<string> CheckEntries(IReadOnlyList<FoundChange> changes, IReadOnlyList<FoundChange> entries)
    {
        var expected = changes.GroupBy(change => change.Key, StringComparer.Ordinal).Select(all => all.Last()).Where(change => !change.IsRemoval).ToHashSet();
        foreach (var missing in expected.Except(entries))
        {
            yield return $"map: {missing} is no entry";
        }

        foreach (var extra in entries.Except(expected))
        {
            yield return $"map: {extra} is an entry, and not the last change of its key";
        }

        if (entries.Count != expected.Count)
        {
            yield return $"map: {entries.Count} entries instead of {expected.Count}";
        }
    }
}
