using System.Data.Common;
using Dapper;
using Npgsql;
using NpgsqlTypes;
using Switchboard.Extensibility;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.TransactionalOutbox;

/// <summary>An outbox in a PostgreSQL database.</summary>
internal sealed class PostgreSqlOutbox : OutboxSource
{
    private const int TimeoutSeconds = 15;

    private readonly string _connectionString;
    private readonly string _tables;
    private readonly TimeProvider _time;

    /// <summary>Makes one, without connecting.</summary>
    /// <exception cref="ArgumentException">The connection string is malformed.</exception>
    public PostgreSqlOutbox(TransactionalOutboxDefinition definition, TimeProvider time)
        : base(definition, new OutboxSql(TablesOf(definition), "= ANY(@ids)", "octet_length"), time)
    {
        _tables = TablesOf(definition);
        _time = time;
        _connectionString = Read(definition);
    }

    /// <summary>Whether a text is a connection string that says where PostgreSQL is.</summary>
    public static bool IsConnectionString(string text) => TryParse(text) is { Host.Length: > 0 };

    /// <inheritdoc/>
    public override bool Takes(DbTransaction transaction) => transaction is NpgsqlTransaction;

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(DbTransaction transaction, TransactionalOutboxRow row, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)transaction.Connection!;
        await using var command = new NpgsqlCommand(CallOf(row), connection, (NpgsqlTransaction)transaction);
        Add("target", NpgsqlDbType.Text, row.Target);
        Add("tags", NpgsqlDbType.Jsonb, OutboxTags.Write(row.Tags));
        Add("idempotency_key", NpgsqlDbType.Text, row.IdempotencyKey);
        if (row.Action is OutboxAction.Publish or OutboxAction.Send)
        {
            Add("event", NpgsqlDbType.Text, row.Event);
        }
        else
        {
            Add("key", NpgsqlDbType.Text, row.Key);
        }

        if (row.Action == OutboxAction.MapPublish)
        {
            Add("score", NpgsqlDbType.Bigint, row.Score);
        }

        if (row.Action != OutboxAction.MapRemove)
        {
            Add("bytes", NpgsqlDbType.Bytea, row.Data);
        }

        await command.ExecuteNonQueryAsync(cancellationToken);

        void Add(string name, NpgsqlDbType type, object? value) => command.Parameters.Add(new NpgsqlParameter(name, type) { Value = value ?? DBNull.Value });
    }

    /// <inheritdoc/>
    public override async Task CreateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        var version = await FindVersionAsync(connection) ?? 0;
        Check(version);
        if (version < OutboxScripts.Version)
        {
            await connection.ExecuteAsync(new CommandDefinition(OutboxScripts.PostgreSql(Definition.Schema), cancellationToken: cancellationToken));
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<DbConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<OutboxSession?> OpenAsync(CancellationToken cancellationToken)
    {
        if (Definition.Create)
        {
            await CreateAsync(cancellationToken);
        }

        var connection = (NpgsqlConnection)await ConnectAsync(cancellationToken);
        try
        {
            Check(await FindVersionAsync(connection) ?? throw Missing());
            var session = await PostgreSqlOutboxSession.TryOpenAsync(connection, Definition, Sql, _tables, _time);
            if (session is null)
            {
                await connection.DisposeAsync();
            }

            return session;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override object IdsOf(IReadOnlyCollection<long> ids) => ids.ToArray();

    /// <inheritdoc/>
    protected override async Task<long> PutBackAsync(DbConnection connection, IReadOnlyCollection<long>? ids)
        => await connection.ExecuteScalarAsync<long>(
            $"WITH moved AS ({Sql.Drop(ids is null)} RETURNING *), back AS ({Sql.PutBack("moved")} RETURNING 1) SELECT COUNT(*) FROM back, pg_notify('{Definition.Schema}_outbox', '')",
            new { ids = IdsOf(ids ?? []) });

    /// <inheritdoc/>
    protected override string ProblemOf(Exception exception) => exception switch
    {
        StoreFormatException format => format.Message,
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedColumn } => Missing().Message,
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refusal => $"the role may not use the outbox: {refusal.MessageText}",
        PostgresException refusal => $"PostgreSQL answers: {refusal.MessageText}",
        NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException => "PostgreSQL cannot be reached",
        StoreFailureException failure => failure.Message,
        _ => exception.Message,
    };

    private static string TablesOf(TransactionalOutboxDefinition definition) => $"\"{definition.Schema}\".";

    private static string Read(TransactionalOutboxDefinition definition)
    {
        // Neither the text nor the driver's words about it are shown: a part of a password may be among them.
        var connection = TryParse(definition.Connection)
            ?? throw new ArgumentException($"The connection string of the outbox {definition.Name} is malformed. Write it like Host=db;Username=switchboard;Password=…;Database=shop.", nameof(definition));

        // A session ends with its connection, and its lock with it.
        connection.Pooling = false;
        connection.CommandTimeout = TimeoutSeconds;
        connection.Timeout = TimeoutSeconds;
        connection.MaxAutoPrepare = 20;
        connection.AutoPrepareMinUsages = 2;
        connection.ApplicationName = $"switchboard outbox {definition.Name}";
        return connection.ConnectionString;
    }

    private static NpgsqlConnectionStringBuilder? TryParse(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private string CallOf(TransactionalOutboxRow row)
    {
        var target = row.Action == OutboxAction.Send ? "\"user\"" : "channel";
        var rest = row.Action switch
        {
            OutboxAction.MapPublish => "key => @key, score => @score, bytes => @bytes",
            OutboxAction.MapRemove => "key => @key",
            _ => "event => @event, bytes => @bytes",
        };
        return $"SELECT {_tables}{StoredOutboxRow.NameOf(row.Action)}({target} => @target, tags => @tags, idempotency_key => @idempotency_key, {rest})";
    }

    private StoreFormatException Missing()
        => new($"the database has no outbox in the schema {Definition.Schema}: {Making}");

    private async Task<long?> FindVersionAsync(DbConnection connection)
        => await connection.ExecuteScalarAsync<string?>($"SELECT to_regclass('{_tables}outbox_version')::text") is null ? null : await connection.ExecuteScalarAsync<long?>(Sql.Version);
}
