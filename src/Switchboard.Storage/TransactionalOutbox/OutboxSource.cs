using System.Data.Common;
using Dapper;
using Switchboard.Extensibility;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.TransactionalOutbox;

/// <summary>What the outboxes of all databases have in common: they are opened again and again, for ever, and looked after by operators.</summary>
internal abstract class OutboxSource(TransactionalOutboxDefinition definition, OutboxSql sql, TimeProvider time) : ITransactionalOutbox
{
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);

    /// <summary>What the options say.</summary>
    protected TransactionalOutboxDefinition Definition => definition;

    /// <summary>The statements.</summary>
    protected OutboxSql Sql => sql;

    /// <summary>How tables that are missing come to be.</summary>
    protected string Making => definition.Create ? "the next try makes it (outboxes[].create)" : "make it by `switchboard outbox create`, or set outboxes[].create";

    /// <inheritdoc/>
    public async Task RunAsync(IEventSink sink, CancellationToken stopping)
    {
        var pause = _shortest;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await ReadAsync(sink, stopping))
                {
                    pause = _shortest;
                }
                else
                {
                    sink.StandingBy();
                    pause = definition.PollInterval;
                }
            }
            catch (Exception exception)
            {
                if (stopping.IsCancellationRequested)
                {
                    return;
                }

                sink.Interrupted(ProblemOf(exception));
            }

            await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < _longest ? pause * 2 : _longest;
        }
    }

    /// <inheritdoc/>
    public abstract bool Takes(DbTransaction transaction);

    /// <inheritdoc/>
    public abstract ValueTask WriteAsync(DbTransaction transaction, TransactionalOutboxRow row, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public ValueTask<OutboxCounts> CountAsync(CancellationToken cancellationToken) => AskAsync(
        async connection =>
        {
            var counted = (await connection.QueryRowAsync<CountedRows>(sql.Count))!;
            return new OutboxCounts(Math.Min(counted.Waiting, OutboxSql.CountedRows), counted.Waiting > OutboxSql.CountedRows, counted.Refused, counted.OldestAt);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RefusedOutboxRow>> ListRefusedAsync(long after, int limit, CancellationToken cancellationToken) => AskAsync<IReadOnlyList<RefusedOutboxRow>>(
        async connection => [.. (await connection.QueryRowsAsync<RefusedRow>(sql.ListRefused, new { after, limit })).Select(static row => row.ToRefused())],
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> RetryRefusedAsync(IReadOnlyCollection<long>? ids, CancellationToken cancellationToken) => AskAsync(connection => PutBackAsync(connection, ids), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> DropRefusedAsync(IReadOnlyCollection<long>? ids, CancellationToken cancellationToken) => AskAsync(
        async connection => (long)await connection.ExecuteAsync(sql.Drop(ids is null), new { ids = IdsOf(ids ?? []) }), cancellationToken);

    /// <summary>Makes the tables, or brings them up to date. Nothing happens where they are.</summary>
    /// <exception cref="DbException">The database refuses.</exception>
    /// <exception cref="StoreFormatException">They are newer than this program.</exception>
    public abstract Task CreateAsync(CancellationToken cancellationToken);

    /// <summary>Opens a connection of its own.</summary>
    protected abstract ValueTask<DbConnection> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Opens the outbox for reading.</summary>
    /// <returns>The session; null where another node has it.</returns>
    protected abstract ValueTask<OutboxSession?> OpenAsync(CancellationToken cancellationToken);

    /// <summary>How ids are given to statements.</summary>
    protected abstract object IdsOf(IReadOnlyCollection<long> ids);

    /// <summary>Puts refused rows back.</summary>
    protected abstract Task<long> PutBackAsync(DbConnection connection, IReadOnlyCollection<long>? ids);

    /// <summary>Says what is wrong, without secrets.</summary>
    protected abstract string ProblemOf(Exception exception);

    /// <summary>Checks the version of the tables.</summary>
    /// <exception cref="StoreFormatException">They are newer than this program.</exception>
    protected static void Check(long version)
    {
        if (version > OutboxScripts.Version)
        {
            throw new StoreFormatException($"the tables of the outbox are of version {version}, and this program knows up to {OutboxScripts.Version}: update it");
        }
    }

    private async Task<bool> ReadAsync(IEventSink sink, CancellationToken stopping)
    {
        var opened = await OpenAsync(stopping);
        if (opened is null)
        {
            return false;
        }

        await using (opened)
        {
            sink.Started();
            using var consumption = new OutboxConsumption(opened, sink, definition, time);
            await consumption.RunAsync(stopping);
        }

        return true;
    }

    private async ValueTask<T> AskAsync<T>(Func<DbConnection, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            if (definition.Create)
            {
                // The reader may not have come to it yet.
                await CreateAsync(cancellationToken);
            }

            await using var connection = await ConnectAsync(cancellationToken);
            return await ask(connection);
        }
        catch (Exception exception) when (exception is DbException or IOException or TimeoutException or StoreFormatException or StoreFailureException)
        {
            throw new SwitchboardException(ErrorCodes.NotAvailable with { Message = $"{ErrorCodes.NotAvailable.Message}: {ProblemOf(exception)}", Temporary = true }, exception);
        }
    }

    private sealed record CountedRows
    {
        public long Waiting { get; init; }

        public long Refused { get; init; }

        public long? OldestAt { get; init; }
    }

    private sealed record RefusedRow
    {
        public long Id { get; init; }

        public string? Action { get; init; }

        public string? Target { get; init; }

        public string? Key { get; init; }

        public long Bytes { get; init; }

        public long Code { get; init; }

        public string? Reason { get; init; }

        public long CreatedAt { get; init; }

        public long RefusedAt { get; init; }

        public RefusedOutboxRow ToRefused() => new(Id)
        {
            Action = Action ?? "",
            Target = Target ?? "",
            Key = Key,
            Bytes = Bytes,
            Code = (uint)Code,
            Reason = Reason ?? "",
            CreatedAt = CreatedAt,
            RefusedAt = RefusedAt,
        };
    }
}
