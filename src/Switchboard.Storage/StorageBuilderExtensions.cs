using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Switchboard.Extensibility;
using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Sql;
using Switchboard.Storage.Sqlite;
using Switchboard.Storage.TransactionalOutbox;

namespace Switchboard.Storage;

/// <summary>Adds a durable store to a hub. A hub has one at most.</summary>
public static class StorageBuilderExtensions
{
    private const string ReadyTag = "ready";

    /// <summary>Keeps durable channels and schedules in a SQLite file. Nobody else may write to it.</summary>
    /// <param name="builder">The hub.</param>
    /// <param name="configure">Says where it lies, and more.</param>
    /// <exception cref="InvalidOperationException">The hub has a durable store already.</exception>
    public static ISwitchboardBuilder UseSqlite(this ISwitchboardBuilder builder, Action<SqliteStoreOptions>? configure = null)
    {
        var options = new SqliteStoreOptions();
        configure?.Invoke(options);
        return builder.UseStore(options, (time, logger) => new SqliteDatabase(options, time, logger));
    }

    /// <summary>Keeps durable channels and schedules in a PostgreSQL database, version 15 or newer, which several nodes may share.</summary>
    /// <inheritdoc cref="UseSqlite"/>
    public static ISwitchboardBuilder UsePostgreSql(this ISwitchboardBuilder builder, Action<PostgreSqlStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new PostgreSqlStoreOptions();
        configure(options);
        return builder.UseStore(options, (time, _) => new PostgreSqlDatabase(options, time));
    }

    /// <summary>Reads the transactional outboxes that the options name (<c>outboxes</c>), in PostgreSQL and SQLite.</summary>
    /// <param name="builder">The hub.</param>
    /// <returns>The same builder.</returns>
    public static ISwitchboardBuilder UseTransactionalOutboxes(this ISwitchboardBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ITransactionalOutboxFactory, PostgreSqlOutboxFactory>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ITransactionalOutboxFactory, SqliteOutboxFactory>());
        return builder;
    }

    private static ISwitchboardBuilder UseStore(this ISwitchboardBuilder builder, StoreOptions options, Func<TimeProvider, ILogger, StoreDatabase> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (services.Any(static service => service.ServiceType == typeof(IDurableStreamStore)))
        {
            throw new InvalidOperationException("The hub has a durable store already.");
        }

        services.AddSingleton(provider =>
        {
            var time = provider.GetRequiredService<TimeProvider>();
            var logger = provider.GetRequiredService<ILogger<DurableStore>>();
            return new DurableStore(create(time, logger), options, time, provider.GetRequiredService<IMeterFactory>(), logger);
        });
        services.AddSingleton<IDurableStreamStore>(static provider => provider.GetRequiredService<DurableStore>().Streams);
        services.AddSingleton<IDurableInboxStore>(static provider => provider.GetRequiredService<DurableStore>().Inboxes);
        services.AddSingleton<IScheduleStore>(static provider => provider.GetRequiredService<DurableStore>().Schedules);
        services.AddSingleton<IJobStore>(static provider => provider.GetRequiredService<DurableStore>().Jobs);
        services.AddSingleton<IDurableCallResultStore>(static provider => provider.GetRequiredService<DurableStore>().CallResults);
        services.AddSingleton<IRecordStore>(static provider => provider.GetRequiredService<DurableStore>().Records);
        services.AddSingleton<IDurableTicketStore>(static provider => provider.GetRequiredService<DurableStore>().Tickets);
        services.AddSingleton<IAuditStore>(static provider => provider.GetRequiredService<DurableStore>().Audit);
        services.AddSingleton<IDurableOutboxStore>(static provider => provider.GetRequiredService<DurableStore>().Outbox);
        services.AddHostedService<StoreService>();
        services.AddHealthChecks().AddCheck<StoreHealthCheck>(StoreHealthCheck.Name, tags: [ReadyTag]);
        return builder;
    }
}
