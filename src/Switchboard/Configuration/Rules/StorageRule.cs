namespace Switchboard.Configuration.Rules;

/// <summary>What is durable needs a durable store, and a durable namespace something to keep in it.</summary>
/// <param name="durableStoreAvailable">Whether one is registered.</param>
internal sealed class StorageRule(bool durableStoreAvailable) : IOptionsRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options)
    {
        if (!durableStoreAvailable)
        {
            foreach (var path in DurableOptions.PathsOf(options))
            {
                yield return new ConfigurationProblem(
                    path,
                    "is \"durable\", but there is no durable store",
                    "Restart the server, which opens its store then; an application adds UseSqlite() or UsePostgreSql() to AddSwitchboard. Or write \"memory\".");
            }
        }

        foreach (var (name, space) in options.Namespaces)
        {
            if (space.Storage == StorageKind.Durable && space.HistorySize == 0 && !space.Positioning)
            {
                yield return new ConfigurationProblem(
                    $"namespaces.{name}.storage",
                    "is \"durable\", but historySize is 0 and positioning false, so that nothing would be kept",
                    "Set historySize to what a channel is to keep, or write \"memory\".");
            }
        }
    }
}
