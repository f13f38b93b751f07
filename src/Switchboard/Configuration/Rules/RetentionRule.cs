namespace Switchboard.Configuration.Rules;

/// <summary>A stream's position outlives its publications, and a mode that recovers from history has some.</summary>
internal sealed class RetentionRule : IOptionsRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options) =>
        options.Namespaces.SelectMany(entry => Check($"namespaces.{entry.Key}", entry.Value));

    private static IEnumerable<ConfigurationProblem> Check(string path, NamespaceOptions options)
    {
        if (options.HistorySize > 0 && options.PositionAgeSeconds < options.HistoryAgeSeconds)
        {
            yield return new ConfigurationProblem(
                $"{path}.positionAgeSeconds",
                $"is {options.PositionAgeSeconds}, less than historyAgeSeconds, which is {options.HistoryAgeSeconds}",
                "Raise it: history whose positions are forgotten cannot be recovered.");
        }

        if (options.HistorySize == 0 && options.Recovery == RecoveryMode.Cache)
        {
            yield return new ConfigurationProblem(
                $"{path}.recovery",
                "is \"cache\", but historySize is 0, so that there is no newest publication",
                "Set historySize to 1 or more, or recovery to \"none\".");
        }
    }
}
