using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Outbox;

/// <summary>The outbox in a database.</summary>
internal sealed class DurableOutboxStore(IOutboxTables tables, CommitQueue commits, StoreReader reader) : IDurableOutboxStore
{
    private const int RowBytes = 256;

    // Behind the streams': their events come with publications, and are in front of those that come by themselves.
    private readonly StatementHandler _handler = new(order: 1);

    /// <inheritdoc/>
    public async ValueTask AppendAsync(IReadOnlyList<OutgoingEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count > 0)
        {
            List<OutboxRow> rows = [.. events.Select(OutboxRow.From)];
            await SubmitAsync(
                rows.Sum(static row => (int)row.Bytes),
                async session =>
                {
                    await tables.InsertAsync(session, rows);
                    return true;
                },
                cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredEvent>?> TakeAsync(string target, OutboxLease lease, OutboxPortion portion, CancellationToken cancellationToken)
        => SubmitAsync(RowBytes, session => OutboxSql.TakeAsync(session, target, lease, portion), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(IReadOnlyCollection<StoredEvent> done, CancellationToken cancellationToken)
    {
        if (done.Count > 0)
        {
            List<(long Number, string EventId)> rows = [.. done.Select(static stored => (stored.Number, stored.Event.Id))];
            await SubmitAsync(
                RowBytes,
                async session =>
                {
                    await tables.RemoveAsync(session, rows);
                    return true;
                },
                cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(string target, string owner, CancellationToken cancellationToken)
        => await SubmitAsync(RowBytes, session => OutboxSql.ReleaseAsync(session, target, owner), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<OutboxBacklog> MeasureAsync(string target, CancellationToken cancellationToken)
    {
        var row = (await reader.ReadAsync(connection => connection.QueryRowAsync<BacklogRow>(OutboxSql.Measure, new { target }), cancellationToken))!;
        return new OutboxBacklog(row.Events, row.Bytes, row.Events == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.OldestAt));
    }

    /// <inheritdoc/>
    public ValueTask<int> DropOldestAsync(string target, long maxEvents, long maxBytes, CancellationToken cancellationToken)
        => SubmitAsync(RowBytes, session => OutboxSql.DropOldestAsync(session, target, maxEvents, maxBytes), cancellationToken);

    private async ValueTask<TResult> SubmitAsync<TResult>(int bytes, Func<WriteSession, Task<TResult>> execute, CancellationToken cancellationToken)
        => await commits.SubmitAsync(new StatementWrite<TResult>(_handler, bytes, execute), cancellationToken);
}
