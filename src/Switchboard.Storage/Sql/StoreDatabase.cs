using System.Data.Common;
using Dapper;
using Switchboard.Storage.Inboxes;
using Switchboard.Storage.Jobs;
using Switchboard.Storage.Outbox;
using Switchboard.Storage.Streams;

namespace Switchboard.Storage.Sql;

/// <summary>A database: how it is opened, read and written, and what its failures mean.</summary>
internal abstract class StoreDatabase : IAsyncDisposable
{
    /// <summary>Its SQL.</summary>
    public abstract SqlDialect Dialect { get; }

    /// <summary>The database for people: a path, or host and name; no secrets.</summary>
    public abstract string Description { get; }

    /// <summary>Opens what writes, and brings the tables to their present form. Called again, it begins with connections that are new, and expects the tables that it had.</summary>
    /// <exception cref="StoreFormatException">The store is not one that this program can use.</exception>
    public abstract ValueTask<WriteSession> OpenWriterAsync(CancellationToken cancellationToken);

    /// <summary>Reads, beside other readers and the writer.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <param name="read">Reads from a connection that is its own meanwhile.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract ValueTask<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Reads everything as it is at one moment.</summary>
    public async Task ReadSnapshotAsync(Func<DbConnection, Task> read, CancellationToken cancellationToken) => await ReadAsync(
        async connection =>
        {
            await connection.ExecuteAsync(Dialect.BeginSnapshot);
            await CheckFormatAsync(connection);
            await read(connection);
            return await connection.ExecuteAsync("COMMIT TRANSACTION");
        },
        cancellationToken);

    /// <summary>Checks that this is a store in the form that this program reads.</summary>
    /// <exception cref="StoreFormatException">It is not.</exception>
    protected virtual Task CheckFormatAsync(DbConnection connection) => Migrator.RequireCurrentAsync(connection);

    /// <summary>What the database itself finds damaged.</summary>
    public abstract Task<IEnumerable<string>> FindDamageAsync(DbConnection connection);

    /// <summary>Gives back disk space that is no longer used.</summary>
    public abstract Task VacuumAsync(CancellationToken cancellationToken);

    /// <summary>Makes what writes the tables of inboxes within a write session.</summary>
    public abstract IInboxTables CreateInboxTables();

    /// <summary>Makes what writes the table of jobs within a write session.</summary>
    public abstract IJobTables CreateJobTables();

    /// <summary>Makes what reads and writes the tables of streams within a write session.</summary>
    public abstract IStreamTables CreateStreamTables();

    /// <summary>Makes what writes the table of the outbox within a write session.</summary>
    public abstract IOutboxTables CreateOutboxTables();

    /// <summary>Looks whether the database is as it was opened, without the writer's help. Called now and then; costs little of the time.</summary>
    /// <exception cref="StoreFailureException">It is not.</exception>
    public virtual Task VerifyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Whether a failure is the database's, or that of what was asked.</summary>
    public abstract StoreFailure Classify(Exception exception);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
