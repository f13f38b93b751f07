using Switchboard.Client.Concurrency;

namespace Switchboard.Client.Delivery;

/// <summary>What was received and not handled yet, in order. It has one consumer, which removes a delivery only once it is handled.</summary>
internal sealed class DeliveryBuffer(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<ChannelDelivery> _deliveries = new();
    private readonly AsyncSignal _added = new();
    private readonly AsyncSignal _halfEmptied = new();
    private readonly AsyncSignal _reopened = new();
    private ChannelDelivery? _newest;
    private Exception? _error;
    private bool _isCompleted;

    /// <summary>The position of the newest delivery in the buffer; null where there is none that has one.</summary>
    public Position? NewestPosition
    {
        get
        {
            lock (_gate)
            {
                return _newest?.Position;
            }
        }
    }

    /// <summary>Why the buffer was completed; null where it was not, or for no error.</summary>
    public Exception? Error
    {
        get
        {
            lock (_gate)
            {
                return _error;
            }
        }
    }

    /// <summary>Whether the buffer is not full.</summary>
    public bool HasCapacity
    {
        get
        {
            lock (_gate)
            {
                return _deliveries.Count < capacity;
            }
        }
    }

    /// <summary>Adds a delivery unless the buffer is full.</summary>
    public bool TryAdd(ChannelDelivery delivery)
    {
        lock (_gate)
        {
            if (_deliveries.Count >= capacity)
            {
                return false;
            }

            AddLocked(delivery);
            return true;
        }
    }

    /// <summary>Adds a delivery even where the buffer is full: what was recovered came in one message and is in memory anyway.</summary>
    public void Add(ChannelDelivery delivery)
    {
        lock (_gate)
        {
            AddLocked(delivery);
        }
    }

    /// <summary>Returns the oldest delivery, and waits for one; null once the buffer is completed and empty.</summary>
    public async ValueTask<ChannelDelivery?> PeekAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task added;
            lock (_gate)
            {
                if (_deliveries.TryPeek(out var delivery))
                {
                    return delivery;
                }

                if (_isCompleted)
                {
                    return null;
                }

                added = _added.Next;
            }

            await added.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes a handled delivery, unless the buffer was cleared meanwhile.</summary>
    public void Remove(ChannelDelivery delivery)
    {
        lock (_gate)
        {
            if (_deliveries.TryPeek(out var oldest) && ReferenceEquals(oldest, delivery))
            {
                _deliveries.Dequeue();
                _newest = _deliveries.Count == 0 ? null : _newest;
            }

            SignalIfHalfEmptyLocked();
        }
    }

    /// <summary>Removes all deliveries.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _deliveries.Clear();
            _newest = null;
            SignalIfHalfEmptyLocked();
        }
    }

    /// <summary>Waits until at least half of the buffer is free.</summary>
    public async Task WaitForCapacityAsync(CancellationToken cancellationToken)
    {
        Task halfEmptied;
        lock (_gate)
        {
            if (IsHalfEmptyLocked)
            {
                return;
            }

            halfEmptied = _halfEmptied.Next;
        }

        await halfEmptied.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Nothing more is added until the buffer is reopened: the consumer ends when it has handled what is there.</summary>
    public void Complete(Exception? error)
    {
        lock (_gate)
        {
            _isCompleted = true;
            _error = error;
            _added.Signal();
        }
    }

    /// <summary>Allows more to be added again.</summary>
    public void Reopen()
    {
        lock (_gate)
        {
            _isCompleted = false;
            _error = null;
            _reopened.Signal();
        }
    }

    /// <summary>Waits until the buffer is not completed.</summary>
    public async Task WaitUntilReopenedAsync(CancellationToken cancellationToken)
    {
        Task reopened;
        lock (_gate)
        {
            if (!_isCompleted)
            {
                return;
            }

            reopened = _reopened.Next;
        }

        await reopened.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private bool IsHalfEmptyLocked => _deliveries.Count <= capacity / 2;

    private void AddLocked(ChannelDelivery delivery)
    {
        _deliveries.Enqueue(delivery);
        _newest = delivery;
        _added.Signal();
    }

    private void SignalIfHalfEmptyLocked()
    {
        if (IsHalfEmptyLocked)
        {
            _halfEmptied.Signal();
        }
    }
}
