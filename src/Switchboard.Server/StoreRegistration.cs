using Switchboard.Configuration;
using Switchboard.Storage;

namespace Switchboard.Server;

/// <summary>Gives the hub the durable store that the configuration names.</summary>
internal static class StoreRegistration
{
    /// <summary>Adds it, if something is to be durable.</summary>
    public static ISwitchboardBuilder AddConfiguredStore(this ISwitchboardBuilder builder, SwitchboardOptions options)
    {
        if (!DurableOptions.PathsOf(options).Any())
        {
            return builder;
        }

        var storage = options.Storage;
        if (storage.Provider == StorageProvider.PostgreSql)
        {
            builder.UsePostgreSql(store => Apply(storage, store));
        }
        else
        {
            builder.UseSqlite(store => Apply(storage, store));
        }

        return builder;
    }

    /// <summary>Takes over what concerns a SQLite store.</summary>
    public static void Apply(StorageOptions storage, SqliteStoreOptions store)
    {
        store.Path = storage.Path;
        store.Readers = storage.Readers;
        ApplyCommon(storage, store);
    }

    /// <summary>Takes over what concerns a PostgreSQL store.</summary>
    public static void Apply(StorageOptions storage, PostgreSqlStoreOptions store)
    {
        store.ConnectionString = storage.ConnectionStringFile.Length > 0 ? File.ReadAllText(storage.ConnectionStringFile).Trim() : storage.ConnectionString;
        store.Connections = storage.Connections;
        ApplyCommon(storage, store);
    }

    private static void ApplyCommon(StorageOptions storage, StoreOptions store)
    {
        store.QueuedWrites = storage.QueuedWrites;
        store.QueuedBytes = storage.QueuedBytes;
        store.GroupWrites = storage.GroupWrites;
        store.TimeoutSeconds = storage.TimeoutSeconds;
    }
}
