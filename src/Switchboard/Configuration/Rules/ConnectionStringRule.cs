namespace Switchboard.Configuration.Rules;

/// <summary>PostgreSQL needs to be told where it is, once.</summary>
internal sealed class ConnectionStringRule : IOptionsRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options)
    {
        var storage = options.Storage;
        if (storage.Provider != StorageProvider.PostgreSql)
        {
            yield break;
        }

        if (storage.ConnectionStringFile.Length > 0 && !File.Exists(storage.ConnectionStringFile))
        {
            yield return new ConfigurationProblem(
                "storage.connectionStringFile", $"names {storage.ConnectionStringFile}, where there is no file that can be read", "Correct the path, or let the server's user read it.");
        }

        if ((storage.ConnectionString.Length > 0) != (storage.ConnectionStringFile.Length > 0))
        {
            yield break;
        }

        yield return new ConfigurationProblem(
            "storage.connectionString",
            storage.ConnectionString.Length > 0 ? "is given, and connectionStringFile as well" : "is missing, and storage.provider is \"postgreSql\"",
            "Give one of connectionString and connectionStringFile, such as \"Host=db;Username=switchboard;Database=switchboard\".");
    }
}
