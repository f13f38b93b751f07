using System.Collections.Concurrent;
using Switchboard.Extensibility;

namespace Switchboard.Storage.TransactionalOutbox;

/// <summary>Reads an outbox that is open: hands rows to the sink, many at a time and in their order, and removes those that were answered.</summary>
internal sealed class OutboxConsumption(OutboxSession session, IEventSink sink, TransactionalOutboxDefinition definition, TimeProvider time) : IDisposable
{
    // What is answered gathers for so long while more is under way: commits answer many at once.
    private static readonly TimeSpan _gathering = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _trimPeriod = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<EndedRow> _ended = new();
    private readonly SemaphoreSlim _answered = new(0);
    private readonly Dictionary<long, Task> _underWay = [];
    private readonly Queue<ListedRow> _listed = new();
    private readonly Dictionary<long, long> _sizes = [];
    private long _bytes;

    /// <summary>Reads until it is told to stop, or the database fails. Then what is under way is finished, or given up.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var givingUp = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            await LoopAsync(givingUp.Token, stopping);
        }
        finally
        {
            await givingUp.CancelAsync();
            await Task.WhenAll(_underWay.Values);
        }

        await SettleAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    public void Dispose() => _answered.Dispose();

    private async Task LoopAsync(CancellationToken givenUp, CancellationToken stopping)
    {
        var trimmedAt = default(long?);
        while (!stopping.IsCancellationRequested)
        {
            if (trimmedAt is not { } last || time.GetElapsedTime(last) >= _trimPeriod)
            {
                trimmedAt = time.GetTimestamp();
                Drop(await session.TrimAsync(CancellationToken.None));
            }

            await SettleAsync(CancellationToken.None);
            if (!await TakeAsync(givenUp, CancellationToken.None))
            {
                await WaitAsync(stopping);
            }
        }
    }

    /// <summary>Takes as many rows as there is room for.</summary>
    /// <returns>Whether there were any.</returns>
    private async ValueTask<bool> TakeAsync(CancellationToken givenUp, CancellationToken cancellationToken)
    {
        if (_listed.Count == 0)
        {
            foreach (var row in await session.ListAsync(definition.BatchRows, _underWay.Count == 0, cancellationToken))
            {
                if (!_underWay.ContainsKey(row.Id))
                {
                    _listed.Enqueue(row);
                }
            }
        }

        var ids = new List<long>();
        var isTaken = false;
        while (_listed.TryPeek(out var next) && HasRoom(ids.Count, next))
        {
            _listed.Dequeue();
            isTaken = true;
            if (sink.FindFault(next.Bytes) is { } fault)
            {
                // Not even read.
                _ended.Enqueue(new EndedRow(next, new EventOutcome(fault)));
                continue;
            }

            _bytes += next.Bytes;
            ids.Add(next.Id);
            _sizes[next.Id] = next.Bytes;
        }

        if (ids.Count > 0)
        {
            await BeginAsync(ids, givenUp, cancellationToken);
        }

        return isTaken;
    }

    private bool HasRoom(int taken, ListedRow next)
        => _underWay.Count + taken < definition.BatchRows && (_underWay.Count + taken == 0 || _bytes + next.Bytes <= definition.BatchBytes);

    private async ValueTask BeginAsync(List<long> ids, CancellationToken givenUp, CancellationToken cancellationToken)
    {
        foreach (var row in await session.ReadAsync(ids, cancellationToken))
        {
            var listed = new ListedRow(row.Id, _sizes[row.Id]);
            _sizes.Remove(row.Id);
            _underWay[row.Id] = FinishAsync(listed, sink.AcceptAsync(row.ToMessage(), givenUp));
        }

        // Removed meanwhile, by hand.
        foreach (var bytes in _sizes.Values)
        {
            _bytes -= bytes;
        }

        _sizes.Clear();
    }

    private async Task FinishAsync(ListedRow row, ValueTask<EventOutcome> accepting)
    {
        EventOutcome? outcome = null;
        try
        {
            outcome = await accepting;
        }
        catch (OperationCanceledException)
        {
            // Given up: it stays in the table.
        }

        _ended.Enqueue(new EndedRow(row, outcome));
        if (_answered.CurrentCount == 0)
        {
            _answered.Release();
        }
    }

    private async ValueTask SettleAsync(CancellationToken cancellationToken)
    {
        var published = new List<long>();
        var refused = new List<RowRefusal>();
        while (_ended.TryDequeue(out var ended))
        {
            if (_underWay.Remove(ended.Row.Id))
            {
                _bytes -= ended.Row.Bytes;
            }

            if (ended.Outcome is { Unusable: null })
            {
                published.Add(ended.Row.Id);
            }
            else if (ended.Outcome is { Unusable: { } reason } outcome)
            {
                refused.Add(new RowRefusal(ended.Row.Id, outcome.Code, reason));
            }
        }

        if (published.Count > 0)
        {
            await session.RemoveAsync(published, cancellationToken);
        }

        if (refused.Count > 0)
        {
            Drop(await session.RefuseAsync(refused, cancellationToken));
        }
    }

    private async ValueTask WaitAsync(CancellationToken stopping)
    {
        if (!_ended.IsEmpty)
        {
            return;
        }

        try
        {
            if (_underWay.Count == 0)
            {
                await session.WaitAsync(definition.PollInterval, stopping);
            }
            else if (await _answered.WaitAsync(definition.PollInterval, stopping) && _ended.Count < Math.Min(_underWay.Count, definition.BatchRows / 4))
            {
                await Task.Delay(_gathering, time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private void Drop(long count)
    {
        for (; count > 0; count--)
        {
            sink.Dropped();
        }
    }

    private readonly record struct EndedRow(ListedRow Row, EventOutcome? Outcome);
}
