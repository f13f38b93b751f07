namespace Switchboard.Hooks;

/// <summary>What happened to one connection and waits for the observing hooks: told one after the other, on a thread of the pool while there is something.</summary>
/// <remarks>Nothing is told before <see cref="Begin"/>, nor after <see cref="End"/>, whichever thread is first; what is left may begin again.</remarks>
internal sealed class HookEventQueue(HookDispatcher dispatcher, string client, int capacity) : IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private readonly Queue<(HookEvent Happened, TaskCompletionSource? Told)> _waiting = new();
    private TaskCompletionSource? _room;
    private bool _isTelling;
    private bool _hasBegun;
    private bool _hasEnded;

    /// <summary>Tells that the client was let in.</summary>
    public void Begin(ConnectedEvent connected)
    {
        lock (_lock)
        {
            if (_hasEnded || _hasBegun)
            {
                return;
            }

            _hasBegun = true;
            dispatcher.CountUnfinished(1);
            if (dispatcher.Has(HookKinds.Connections))
            {
                AddLocked(connected, null);
            }
        }
    }

    /// <summary>Tells that the client has left, if its beginning was told, and keeps its connection.</summary>
    public void Leave(DisconnectedEvent disconnected)
    {
        lock (_lock)
        {
            LeaveLocked(disconnected);
        }
    }

    /// <summary>Tells that the connection ended, if its beginning was told. The last event.</summary>
    public void End(DisconnectedEvent disconnected)
    {
        lock (_lock)
        {
            LeaveLocked(disconnected);
            _hasEnded = true;
        }
    }

    /// <summary>Tells that a subscription began, unless its end came first.</summary>
    public void Add(SubscribedEvent subscribed, ref HookNotice told)
    {
        lock (_lock)
        {
            if (told == HookNotice.Nothing)
            {
                told = HookNotice.Began;
                TryAddLocked(subscribed);
            }
        }
    }

    /// <summary>Tells that a subscription ended, where its beginning was told.</summary>
    public void Add(UnsubscribedEvent unsubscribed, ref HookNotice told)
    {
        lock (_lock)
        {
            if (told == HookNotice.Began)
            {
                TryAddLocked(unsubscribed);
            }

            told = HookNotice.End;
        }
    }

    /// <summary>Tells of something, in its turn, and waits until all hooks have seen it.</summary>
    public ValueTask NotifyAsync(HookEvent happened)
    {
        lock (_lock)
        {
            if (_hasBegun && !_hasEnded)
            {
                var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                AddLocked(happened, told);
                return new ValueTask(told.Task);
            }
        }

        // The connection has gone while its command was carried out, and what came of that is told all the same.
        return dispatcher.NotifyAsync(happened);
    }

    /// <summary>Waits until fewer events wait than the queue should hold. A client's command waits here before it causes another.</summary>
    public ValueTask WaitForCapacityAsync()
    {
        lock (_lock)
        {
            if (_waiting.Count < capacity)
            {
                return ValueTask.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task);
        }
    }

    // One reader at a time keeps the order of a connection's events; it lives only while there are some, so that idle connections have none.
    void IThreadPoolWorkItem.Execute() => _ = NotifyAllAsync();

    private void LeaveLocked(DisconnectedEvent disconnected)
    {
        if (!_hasBegun || _hasEnded)
        {
            return;
        }

        if (dispatcher.Has(HookKinds.Connections))
        {
            AddLocked(disconnected, null);
        }

        _hasBegun = false;
        dispatcher.CountUnfinished(-1);
    }

    // Commands wait for room before they add. What the server does to the connection does not: at twice the size it is dropped.
    private void TryAddLocked(HookEvent happened)
    {
        if (!_hasBegun || _hasEnded || !dispatcher.Has(HookKinds.Subscriptions))
        {
            return;
        }

        if (_waiting.Count >= capacity * 2L)
        {
            dispatcher.Drop(happened, client);
            return;
        }

        AddLocked(happened, null);
    }

    private void AddLocked(HookEvent happened, TaskCompletionSource? told)
    {
        _waiting.Enqueue((happened, told));
        dispatcher.CountUnfinished(1);
        dispatcher.CountQueued(1);
        if (!_isTelling)
        {
            _isTelling = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private async Task NotifyAllAsync()
    {
        while (TryTake(out var next))
        {
            await dispatcher.NotifyQueuedAsync(next.Happened);
            next.Told?.TrySetResult();
            dispatcher.CountUnfinished(-1);
        }
    }

    private bool TryTake(out (HookEvent Happened, TaskCompletionSource? Told) next)
    {
        TaskCompletionSource? room = null;
        lock (_lock)
        {
            _isTelling = _waiting.TryDequeue(out next);
            if (_waiting.Count < capacity)
            {
                (room, _room) = (_room, null);
            }
        }

        room?.TrySetResult();
        if (next.Happened is null)
        {
            return false;
        }

        dispatcher.CountQueued(-1);
        return true;
    }
}

/// <summary>What hooks were told of a subscription. Guarded by the lock of the connection's <see cref="HookEventQueue"/>.</summary>
internal enum HookNotice
{
    /// <summary>Nothing yet.</summary>
    Nothing,

    /// <summary>That it began.</summary>
    Began,

    /// <summary>That it ended, or nothing any more.</summary>
    End,
}
