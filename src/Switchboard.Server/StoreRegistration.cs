using Switchboard.Configuration;
using Switchboard.RabbitMq;
using Switchboard.Redis;
using Switchboard.Storage;

namespace Switchboard.Server;

/// <summary>Gives the hub the durable store and the brokers that the configuration names.</summary>
internal static class StoreRegistration
{
    /// <summary>Adds it, if something is to be durable, and Redis and RabbitMQ, if something is to be there, to come from there or to go there.</summary>
    public static ISwitchboardBuilder AddConfiguredStore(this ISwitchboardBuilder builder, SwitchboardOptions options)
    {
        if (options.EventTargets.Count > 0 || options.EventSources.Exists(static source => source.Type == EventSourceType.RabbitMq))
        {
            builder.UseRabbitMq(rabbit => rabbit.Uri = TextOf(options.RabbitMq.Uri, options.RabbitMq.UriFile));
        }

        if (options.Tickets.Storage == TicketStorage.Redis || options.EventSources.Exists(static source => source.Type == EventSourceType.Redis))
        {
            builder.UseRedis(redis => Apply(options, redis));
        }

        builder.UseTransactionalOutboxes();
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
        store.ConnectionString = TextOf(storage.ConnectionString, storage.ConnectionStringFile);
        store.Connections = storage.Connections;
        ApplyCommon(storage, store);
    }

    /// <summary>What an option says itself, or a file in its place.</summary>
    public static string TextOf(string text, string file) => file.Length > 0 ? File.ReadAllText(file).Trim() : text;

    private static void Apply(SwitchboardOptions options, RedisStoreOptions redis)
    {
        redis.Connection = options.Redis.Connection;
        redis.UseWsTokens = options.Tickets.RedisFormat == TicketRedisFormat.WsToken;
        redis.WsTokenLifetime = TimeSpan.FromSeconds(options.Tickets.TtlSeconds);
        redis.ClockSkew = TimeSpan.FromSeconds(options.Tickets.ClockSkewSeconds);
        redis.SweepInterval = TimeSpan.FromSeconds(options.Tickets.SweepSeconds);
    }

    private static void ApplyCommon(StorageOptions storage, StoreOptions store)
    {
        store.QueuedWrites = storage.QueuedWrites;
        store.QueuedBytes = storage.QueuedBytes;
        store.GroupWrites = storage.GroupWrites;
        store.TimeoutSeconds = storage.TimeoutSeconds;
    }
}
