namespace Switchboard.Client.Delivery;

/// <summary>What was received and not handled yet, in order. One reader, which takes a delivery out only once it is handled.</summary>
internal sealed class DeliveryBuffer(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<ChannelDelivery> _waiting = new();
    private TaskCompletionSource? _arrival;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _reopened;
    private ChannelDelivery? _newest;
    private Exception? _error;
    private bool _isCompleted;

    /// <summary>The position of the newest delivery that waits; null where none waits that has one.</summary>
    public Position? Newest
    {
        get
        {
            lock (_gate)
            {
                return _newest?.Position;
            }
        }
    }

    /// <summary>Adds a delivery unless the buffer is full.</summary>
    public bool TryAdd(ChannelDelivery delivery)
    {
        lock (_gate)
        {
            if (_waiting.Count >= capacity)
            {
                return false;
            }

            AddLocked(delivery);
            return true;
        }
    }

    /// <summary>Adds what came in one piece and is in memory anyway.</summary>
    public void Add(ChannelDelivery delivery)
    {
        lock (_gate)
        {
            AddLocked(delivery);
        }
    }

    /// <summary>Why nothing more comes; null where something does, or nobody is to blame.</summary>
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

    /// <summary>Gives the oldest delivery, and waits for one; null when there will be none.</summary>
    public async ValueTask<ChannelDelivery?> PeekAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task arrival;
            lock (_gate)
            {
                if (_waiting.TryPeek(out var delivery))
                {
                    return delivery;
                }

                if (_isCompleted)
                {
                    return null;
                }

                arrival = (_arrival ??= NewSignal()).Task;
            }

            await arrival.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The same for a reader, who is told of the end by null.</summary>
    /// <param name="ended">Says that there will be none any more.</param>
    /// <param name="cancellationToken">The reader gives up waiting.</param>
    public async ValueTask<ChannelDelivery?> PeekAsync(CancellationToken ended, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ended);
        try
        {
            return await PeekAsync(over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Takes a handled delivery out, unless it was cleared away meanwhile.</summary>
    public void Remove(ChannelDelivery delivery)
    {
        lock (_gate)
        {
            if (_waiting.TryPeek(out var oldest) && ReferenceEquals(oldest, delivery))
            {
                _waiting.Dequeue();
                _newest = _waiting.Count == 0 ? null : _newest;
            }

            SignalRoomLocked();
        }
    }

    /// <summary>Forgets what waits.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _waiting.Clear();
            _newest = null;
            SignalRoomLocked();
        }
    }

    /// <summary>Ends when at least half of the buffer is free.</summary>
    public async Task HalfEmptyAsync(CancellationToken cancellationToken)
    {
        Task room;
        lock (_gate)
        {
            if (_waiting.Count <= capacity / 2)
            {
                return;
            }

            room = (_room ??= NewSignal()).Task;
        }

        await room.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Nothing more comes, for now: the reader ends when it has read what waits.</summary>
    public void Complete(Exception? error)
    {
        lock (_gate)
        {
            _isCompleted = true;
            _error = error;
            SignalArrivalLocked();
        }
    }

    /// <summary>More may come again.</summary>
    public void Reopen()
    {
        lock (_gate)
        {
            _isCompleted = false;
            _error = null;
            _reopened?.TrySetResult();
            _reopened = null;
        }
    }

    /// <summary>Ends when more may come.</summary>
    public async Task ReopenedAsync(CancellationToken cancellationToken)
    {
        Task reopened;
        lock (_gate)
        {
            if (!_isCompleted)
            {
                return;
            }

            reopened = (_reopened ??= NewSignal()).Task;
        }

        await reopened.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void AddLocked(ChannelDelivery delivery)
    {
        _waiting.Enqueue(delivery);
        _newest = delivery;
        SignalArrivalLocked();
    }

    private void SignalArrivalLocked()
    {
        _arrival?.TrySetResult();
        _arrival = null;
    }

    private void SignalRoomLocked()
    {
        if (_waiting.Count <= capacity / 2)
        {
            _room?.TrySetResult();
            _room = null;
        }
    }
}
