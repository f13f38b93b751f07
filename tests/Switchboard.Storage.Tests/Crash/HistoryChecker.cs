namespace Switchboard.Storage.Tests.Crash;

/// <summary>Compares what was acknowledged with what is there.</summary>
internal static class HistoryChecker
{
    /// <summary>Finds everything that breaks the promise: what was acknowledged is there once, at its position; offsets are dense; nothing is there twice or from nowhere.</summary>
    /// <param name="attempts">Everything that was tried. What was repeated with its key is among them more than once.</param>
    /// <param name="streams">What is there: the payloads of each channel with their positions, oldest first, from the first on.</param>
    public static IReadOnlyList<string> Check(
        IReadOnlyCollection<PublishAttempt> attempts, IReadOnlyDictionary<string, IReadOnlyList<(Position Position, string Id)>> streams)
        => [.. streams.SelectMany(stream => CheckStream(stream.Key, stream.Value, attempts.Where(attempt => attempt.Channel == stream.Key)))];

    /// <summary>Finds what is wrong with the positions of a whole stream: offsets are dense, in one epoch.</summary>
    public static IEnumerable<string> CheckPositions(string channel, IReadOnlyList<Position> positions)
    {
        for (var i = 0; i < positions.Count; i++)
        {
            if (positions[i].Offset != (ulong)i + 1)
            {
                yield return $"{channel}: offset {positions[i].Offset} at place {i + 1}";
            }
        }

        foreach (var epoch in positions.Select(position => position.Epoch).Distinct(StringComparer.Ordinal).Skip(1))
        {
            yield return $"{channel}: a second epoch, {epoch}";
        }
    }

    private static IEnumerable<string> CheckStream(string channel, IReadOnlyList<(Position Position, string Id)> stream, IEnumerable<PublishAttempt> attempts)
    {
        foreach (var problem in CheckPositions(channel, [.. stream.Select(entry => entry.Position)]))
        {
            yield return problem;
        }

        var places = stream.ToLookup(entry => entry.Id, entry => entry.Position, StringComparer.Ordinal);
        var tried = attempts.ToLookup(attempt => attempt.Id, attempt => attempt.Acknowledged, StringComparer.Ordinal);
        foreach (var entry in places.Where(entry => !tried.Contains(entry.Key)))
        {
            yield return $"{channel}: {entry.Key} was published by nobody";
        }

        foreach (var attempt in tried)
        {
            var found = places[attempt.Key].ToArray();
            if (found.Length > 1)
            {
                yield return $"{channel}: {attempt.Key} is there {found.Length} times";
            }

            foreach (var position in attempt.OfType<Position>().Distinct().Where(position => !found.Contains(position)))
            {
                yield return $"{channel}: {attempt.Key}, acknowledged at {position}, is not there";
            }
        }
    }
}
