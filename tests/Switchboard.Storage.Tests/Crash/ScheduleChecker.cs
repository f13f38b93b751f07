namespace Switchboard.Storage.Tests.Crash;

/// <summary>Compares what was scheduled with what has happened.</summary>
internal static class ScheduleChecker
{
    /// <summary>Finds everything that breaks the promise: what was acknowledged has happened once, or is waiting; nothing happened early, elsewhere or twice; what a later process carried out says that it is late.</summary>
    /// <param name="attempts">Everything that was tried.</param>
    /// <param name="effects">What has happened.</param>
    /// <param name="waiting">The payloads of what is scheduled still.</param>
    /// <param name="starts">When the processes of the server were started, in Unix milliseconds.</param>
    /// <param name="lateAfter">From how many milliseconds on it is late.</param>
    public static IReadOnlyList<string> Check(
        IReadOnlyCollection<ScheduleAttempt> attempts,
        IReadOnlyCollection<ScheduledEffect> effects,
        IReadOnlyCollection<string> waiting,
        IReadOnlyCollection<long> starts,
        long lateAfter)
    {
        var problems = new List<string>();
        var tried = attempts.GroupBy(attempt => attempt.Text, StringComparer.Ordinal).ToDictionary(group => group.Key, StringComparer.Ordinal);
        var happened = effects.ToLookup(effect => effect.Text, StringComparer.Ordinal);
        problems.AddRange(happened.Where(group => group.Count() > 1).Select(group => $"{group.Key} happened {group.Count()} times"));
        problems.AddRange(tried.Values.Where(group => group.Any(attempt => attempt.IsAcknowledged) && !happened.Contains(group.Key) && !waiting.Contains(group.Key, StringComparer.Ordinal))
            .Select(group => $"{group.Key}, acknowledged, neither happened nor waits"));
        foreach (var effect in effects)
        {
            if (!tried.TryGetValue(effect.Text, out var of) || of.All(attempt => attempt.Target != effect.Target))
            {
                problems.Add($"{effect.Text} was not scheduled for {effect.Target}");
            }
            else if (ProblemOf(effect, of.First().Due, starts, lateAfter) is { } problem)
            {
                problems.Add($"{effect.Text}, due at {of.First().Due}, at {effect.Time}: {problem}");
            }
        }

        return problems;
    }

    private static string? ProblemOf(ScheduledEffect effect, long due, IReadOnlyCollection<long> starts, long lateAfter)
    {
        // It cannot have begun before the process that carried it out.
        var begun = starts.Where(start => start <= effect.Time).DefaultIfEmpty(long.MinValue).Max();
        return effect switch
        {
            _ when effect.Time < due => "early",
            { LateMilliseconds: null } when begun - lateAfter >= due => "does not say that it is late",
            { LateMilliseconds: { } late } when late < lateAfter || effect.Time - due < late => $"says that it is late by {late}",
            _ => null,
        };
    }
}
