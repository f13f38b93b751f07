using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Records;

/// <summary>Records in a database.</summary>
internal sealed class DurableRecordStore(CommitQueue commits, StoreReader reader, TimeProvider time) : IRecordStore
{
    // What a row takes beside its body, roughly.
    private const int Overhead = 256;

    private readonly StatementHandler _handler = new();

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public async ValueTask<StoredRecord?> FindAsync(string kind, string id, CancellationToken cancellationToken)
    {
        Check(kind, id);
        var wanted = new { kind, id, now = Now };
        return (await reader.ReadAsync(connection => connection.QueryRowAsync<RecordRow>(RecordSql.Find, wanted), cancellationToken))?.ToRecord();
    }

    /// <inheritdoc/>
    public ValueTask<long?> PutAsync(StoredRecord record, long? expected, CancellationToken cancellationToken)
    {
        Check(record.Kind, record.Id);
        StoreText.Check(record.Owner, "owner");
        return SubmitAsync(record.Body.Length, session => RecordSql.PutAsync(session, record, expected, Now), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<StoredRecord?> RemoveAsync(string kind, string id, long? expected, CancellationToken cancellationToken)
    {
        Check(kind, id);
        return SubmitAsync(0, session => RecordSql.RemoveAsync(session, kind, id, expected, Now), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<RecordPage> ListAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        Check(query.Kind, query.After);
        StoreText.Check(query.Owner, "owner");
        var wanted = new { kind = query.Kind, owner = query.Owner, after = query.After ?? "", now = Now, limit = query.Limit + 1L };
        var rows = await reader.ReadAsync(connection => connection.QueryRowsAsync<RecordRow>(RecordSql.List(query.Owner is not null), wanted), cancellationToken);
        var records = rows.Take(query.Limit).Select(static row => row.ToRecord()).ToArray();
        return new RecordPage(records, rows.Count > query.Limit ? records[^1].Id : null);
    }

    private static void Check(string kind, string? id)
    {
        StoreText.Check(kind, "kind");
        StoreText.Check(id, "id");
    }

    private async ValueTask<TResult> SubmitAsync<TResult>(int bytes, Func<WriteSession, Task<TResult>> execute, CancellationToken cancellationToken)
        => await commits.SubmitAsync(new StatementWrite<TResult>(_handler, bytes + Overhead, execute), cancellationToken);
}
