using Switchboard.Extensibility;

namespace Switchboard.Storage.TransactionalOutbox;

/// <summary>Makes the outboxes in PostgreSQL.</summary>
internal sealed class PostgreSqlOutboxFactory(TimeProvider time) : ITransactionalOutboxFactory
{
    /// <inheritdoc/>
    public string Type => "postgreSql";

    /// <inheritdoc/>
    public ITransactionalOutbox Create(TransactionalOutboxDefinition definition) => new PostgreSqlOutbox(definition, time);
}

/// <summary>Makes the outboxes in SQLite.</summary>
internal sealed class SqliteOutboxFactory(TimeProvider time) : ITransactionalOutboxFactory
{
    /// <inheritdoc/>
    public string Type => "sqlite";

    /// <inheritdoc/>
    public ITransactionalOutbox Create(TransactionalOutboxDefinition definition) => new SqliteOutbox(definition, time);
}
