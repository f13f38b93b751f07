using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Audit;

/// <summary>The audit in a database.</summary>
internal sealed class DurableAuditStore(SqlDialect dialect, CommitQueue commits, StoreReader reader) : IAuditStore
{
    // What a call's entries take, roughly: the seal is not known before it is their turn.
    private const int Bytes = 4096;

    // Behind everything else: nodes that take the chain's row last, each after the rows of other tables, cannot wait for each other in a circle.
    private readonly StatementHandler _handler = new(order: 100);
    private readonly AuditSql _sql = new(dialect);

    /// <inheritdoc/>
    public ValueTask<AuditHead> AppendAsync(Func<AuditHead, IReadOnlyList<AuditEntry>> seal, CancellationToken cancellationToken)
        => SubmitAsync(session => _sql.AppendAsync(session, seal), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<AuditHead> HeadAsync(CancellationToken cancellationToken)
        => (await reader.ReadAsync(static connection => connection.ReadChainAsync(AuditSql.Chain), cancellationToken))?.Head ?? default;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AuditEntry>> ReadAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        StoreText.Check(query.Actor, "actor");
        StoreText.Check(query.Action, "action");
        StoreText.Check(query.Target, "target");
        StoreText.Check(query.Result, "result");
        return await reader.ReadAsync(connection => AuditSql.ReadAsync(connection, query), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<long> TrimAsync(DateTimeOffset before, int limit, Func<AuditAnchor, AuditAnchor> sign, CancellationToken cancellationToken)
        => SubmitAsync(session => _sql.TrimAsync(session, before.ToUnixTimeMilliseconds(), limit, sign), cancellationToken);

    private async ValueTask<TResult> SubmitAsync<TResult>(Func<WriteSession, Task<TResult>> execute, CancellationToken cancellationToken)
        => await commits.SubmitAsync(new StatementWrite<TResult>(_handler, Bytes, execute), cancellationToken);
}
