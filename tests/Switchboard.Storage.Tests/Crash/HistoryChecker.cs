namespace Switchboard.Storage.Tests.Crash;

/// <summary>Compares what was acknowledged with what is there.</summary>
internal static class HistoryChecker
{
    /// <summary>Finds everything that breaks the promise: what was acknowledged is there once, at its position; offsets are dense; nothing is there twice or from nowhere.</summary>
    /// <param name="attempts">Everything that was tried.</param>
    /// <param name="streams">What is there: the payloads of each channel with their positions, oldest first, from the first on.</param>
    public static IReadOnlyList<string> Check(
        IReadOnlyCollection<PublishAttempt> attempts, IReadOnlyDictionary<string, IReadOnlyList<(Position Position, string Id)>> streams)
        => [.. streams.SelectMany(stream => CheckStream(stream.Key, stream.Value, attempts.Where(attempt => attempt.Channel == stream.Key)))];

    private static IEnumerable<string> CheckStream(string channel, IReadOnlyList<(Position Position, string Id)> stream, IEnumerable<PublishAttempt> attempts)
    {
        for (var i = 0; i < stream.Count; i++)
        {
            if (stream[i].Position.Offset != (ulong)i + 1)
            {
                yield return $"{channel}: offset {stream[i].Position.Offset} at place {i + 1}";
            }
        }

        foreach (var epoch in stream.Select(entry => entry.Position.Epoch).Distinct(StringComparer.Ordinal).Skip(1))
        {
            yield return $"{channel}: a second epoch, {epoch}";
        }

        var places = stream.ToLookup(entry => entry.Id, entry => entry.Position, StringComparer.Ordinal);
        var tried = attempts.ToDictionary(attempt => attempt.Id, StringComparer.Ordinal);
        foreach (var entry in places.Where(entry => !tried.ContainsKey(entry.Key)))
        {
            yield return $"{channel}: {entry.Key} was published by nobody";
        }

        foreach (var attempt in tried.Values)
        {
            var found = places[attempt.Id].ToArray();
            if (found.Length > 1)
            {
                yield return $"{channel}: {attempt.Id} is there {found.Length} times";
            }

            if (attempt.Acknowledged is { } position && !found.Contains(position))
            {
                yield return $"{channel}: {attempt.Id}, acknowledged at {position}, is not there";
            }
        }
    }
}
