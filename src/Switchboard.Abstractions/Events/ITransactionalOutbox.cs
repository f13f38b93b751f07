using System.Data.Common;

namespace Switchboard.Extensibility;

/// <summary>An outbox table in an application's database: rows that the application writes in its own transactions, and the hub publishes once they are committed.</summary>
/// <remarks>
/// <para>Contract, held by <c>TransactionalOutboxSpec</c> for every adapter, beside that of <see cref="IEventSource"/>:</para>
/// <list type="bullet">
/// <item>A row is handed to the sink only when its transaction is committed, and removed only when the sink has answered.</item>
/// <item>Rows of one transaction are handed over in the order in which they were written; so are those of two transactions where the second began after the first was committed.</item>
/// <item>A transaction that stays open delays nobody else's rows.</item>
/// <item>Of several nodes one at a time reads; another takes over when it ends.</item>
/// <item>A row that can never be published is kept aside with the reason, and stops nothing.</item>
/// <item>Members other than <see cref="IEventSource.RunAsync"/> may be called from any thread at any time. Where the database is away, they throw <see cref="SwitchboardException"/> with error 108.</item>
/// </list>
/// </remarks>
public interface ITransactionalOutbox : IEventSource
{
    /// <summary>Whether a transaction is one of the database's kind, in which rows can be written.</summary>
    /// <param name="transaction">The transaction.</param>
    bool Takes(DbTransaction transaction);

    /// <summary>Writes a row in the application's transaction, by its connection, and does nothing else.</summary>
    /// <param name="transaction">The transaction; it must not be completed.</param>
    /// <param name="row">What is to be published.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    /// <exception cref="DbException">The database refuses the row; the transaction is what it makes of that.</exception>
    ValueTask WriteAsync(DbTransaction transaction, TransactionalOutboxRow row, CancellationToken cancellationToken);

    /// <summary>Counts rows.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<OutboxCounts> CountAsync(CancellationToken cancellationToken);

    /// <summary>Reads rows that were refused, the oldest at the beginning.</summary>
    /// <param name="after">The id behind which the page begins; 0 for the first page.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<IReadOnlyList<RefusedOutboxRow>> ListRefusedAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>Puts refused rows back, behind all others, to be published.</summary>
    /// <param name="ids">Which; null for all.</param>
    /// <param name="cancellationToken">Gives up waiting; they may still be put back.</param>
    /// <returns>How many there were.</returns>
    ValueTask<long> RetryRefusedAsync(IReadOnlyCollection<long>? ids, CancellationToken cancellationToken);

    /// <summary>Forgets refused rows.</summary>
    /// <param name="ids">Which; null for all.</param>
    /// <param name="cancellationToken">Gives up waiting; they may still be forgotten.</param>
    /// <returns>How many there were.</returns>
    ValueTask<long> DropRefusedAsync(IReadOnlyCollection<long>? ids, CancellationToken cancellationToken);
}

/// <summary>Makes the outboxes of one kind of database.</summary>
public interface ITransactionalOutboxFactory
{
    /// <summary>The kind, as <c>outboxes[].type</c> names it.</summary>
    string Type { get; }

    /// <summary>Makes one. Connects to nothing yet.</summary>
    /// <param name="definition">Where it is, and how it is read.</param>
    /// <exception cref="ArgumentException">The connection string is malformed.</exception>
    ITransactionalOutbox Create(TransactionalOutboxDefinition definition);
}

/// <summary>An outbox, as the options say it.</summary>
/// <param name="Name">Its name.</param>
public sealed record TransactionalOutboxDefinition(string Name)
{
    /// <summary>PostgreSQL: the connection string. SQLite: the path of the file.</summary>
    public string Connection { get; init; } = "";

    /// <summary>PostgreSQL: the schema of the tables and functions. SQLite: what the names of the tables begin with.</summary>
    public string Schema { get; init; } = "switchboard";

    /// <summary>Whether the tables are made where there are none.</summary>
    public bool Create { get; init; }

    /// <summary>The time after which the tables are looked at without a notification.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many rows may be under way at once.</summary>
    public int BatchRows { get; init; } = 1000;

    /// <summary>How many bytes of rows may be under way at once; one row may be larger.</summary>
    public long BatchBytes { get; init; } = 8_388_608;

    /// <summary>How many refused rows are kept; the oldest are dropped.</summary>
    public int MaxRefused { get; init; } = 10_000;

    /// <summary>How long refused rows are kept.</summary>
    public TimeSpan RefusedAge { get; init; } = TimeSpan.FromDays(30);
}
