using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>An outbox in this process. A restart forgets it.</summary>
public sealed class InMemoryOutboxStore : IOutboxStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, OutboxQueue> _queues = new(StringComparer.Ordinal);
    private long _lastNumber;

    /// <inheritdoc/>
    public ValueTask AppendAsync(IReadOnlyList<OutgoingEvent> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        lock (_gate)
        {
            foreach (var happened in events)
            {
                QueueOf(happened.Target).Add(new StoredEvent(++_lastNumber, happened));
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredEvent>?> TakeAsync(string target, OutboxLease lease, OutboxPortion portion, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var queue = QueueOf(target);
            return ValueTask.FromResult<IReadOnlyList<StoredEvent>?>(queue.TryLease(lease) ? queue.First(portion) : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(IReadOnlyCollection<StoredEvent> done, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(done);
        lock (_gate)
        {
            foreach (var stored in done)
            {
                QueueOf(stored.Event.Target).Remove(stored.Number);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(string target, string owner, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            QueueOf(target).Release(owner);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<OutboxBacklog> MeasureAsync(string target, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(QueueOf(target).Backlog);
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> DropOldestAsync(string target, long maxEvents, long maxBytes, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(QueueOf(target).DropOldest(maxEvents, maxBytes));
        }
    }

    private OutboxQueue QueueOf(string target)
    {
        if (!_queues.TryGetValue(target, out var queue))
        {
            _queues.Add(target, queue = new OutboxQueue());
        }

        return queue;
    }
}

/// <summary>What waits for one target.</summary>
internal sealed class OutboxQueue
{
    private readonly SortedDictionary<long, StoredEvent> _events = [];
    private (string Owner, DateTimeOffset Until) _lease;
    private long _bytes;

    public OutboxBacklog Backlog => new(_events.Count, _bytes, _events.Count == 0 ? null : _events.First().Value.Event.Time);

    public void Add(StoredEvent stored)
    {
        _events.Add(stored.Number, stored);
        _bytes += stored.Event.ApproximateBytes;
    }

    public bool TryLease(OutboxLease lease)
    {
        if (_lease.Owner is { } owner && owner != lease.Owner && _lease.Until > lease.Now && _lease.Until <= lease.Latest)
        {
            return false;
        }

        _lease = (lease.Owner, lease.Until);
        return true;
    }

    public void Release(string owner)
    {
        if (_lease.Owner == owner)
        {
            _lease = default;
        }
    }

    public IReadOnlyList<StoredEvent> First(OutboxPortion portion)
    {
        var first = new List<StoredEvent>();
        var bytes = 0L;
        foreach (var stored in _events.Values.Take(portion.Events))
        {
            bytes += stored.Event.ApproximateBytes;
            if (first.Count > 0 && bytes > portion.Bytes)
            {
                break;
            }

            first.Add(stored);
        }

        return first;
    }

    public void Remove(long number)
    {
        if (_events.Remove(number, out var stored))
        {
            _bytes -= stored.Event.ApproximateBytes;
        }
    }

    public int DropOldest(long maxEvents, long maxBytes)
    {
        var dropped = 0;
        while (_events.Count > 0 && (_events.Count > maxEvents || _bytes > maxBytes))
        {
            Remove(_events.First().Key);
            dropped++;
        }

        return dropped;
    }
}
