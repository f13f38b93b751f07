namespace Switchboard.Configuration.Rules;

/// <summary>Durable namespaces need a durable store.</summary>
/// <param name="durableStoreAvailable">Whether one is registered.</param>
internal sealed class StorageRule(bool durableStoreAvailable) : IOptionsRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options) =>
        from entry in options.Namespaces
        where entry.Value.Storage == StorageKind.Durable && !durableStoreAvailable
        select new ConfigurationProblem(
            $"namespaces.{entry.Key}.storage",
            "is \"durable\", but there is no durable store",
            "Restart the server, which opens its store then; an application adds UseSqlite() or UsePostgreSql() to AddSwitchboard. Or write \"memory\".");
}
