namespace Switchboard.Configuration.Rules;

/// <summary>Durable namespaces need a durable store, and something to keep in it.</summary>
/// <param name="durableStoreAvailable">Whether one is registered.</param>
internal sealed class StorageRule(bool durableStoreAvailable) : IOptionsRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options) => options.Namespaces
        .Where(static entry => entry.Value.Storage == StorageKind.Durable)
        .SelectMany(entry => Check($"namespaces.{entry.Key}.storage", entry.Value));

    private IEnumerable<ConfigurationProblem> Check(string path, NamespaceOptions options)
    {
        if (!durableStoreAvailable)
        {
            yield return new ConfigurationProblem(
                path,
                "is \"durable\", but there is no durable store",
                "Restart the server, which opens its store then; an application adds UseSqlite() or UsePostgreSql() to AddSwitchboard. Or write \"memory\".");
        }

        if (options.HistorySize == 0 && !options.Positioning)
        {
            yield return new ConfigurationProblem(
                path,
                "is \"durable\", but historySize is 0 and positioning false, so that nothing would be kept",
                "Set historySize to what a channel is to keep, or write \"memory\".");
        }
    }
}
