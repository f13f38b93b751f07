using Switchboard.Outbound;

namespace Switchboard.Protocols.EngineIo;

/// <summary>Handles what a client sends in its order, without holding up whoever reads it: what comes while something is being handled waits here.</summary>
/// <typeparam name="T">What is handled.</typeparam>
/// <param name="backlog">What waits in all queues of the connection.</param>
/// <param name="handle">Handles an item; the next one follows when it completes. Never throws.</param>
internal sealed class InboundQueue<T>(InboundBacklog backlog, Func<T, ValueTask> handle)
{
    private Queue<(T Item, int Bytes)>? _waiting;
    private bool _isBusy;
    private bool _isEnded;

    /// <summary>Whether nothing is being handled.</summary>
    public bool IsIdle
    {
        get
        {
            lock (backlog.Lock)
            {
                return !_isBusy;
            }
        }
    }

    /// <summary>Hands an item on at once, or when those before it have been handled.</summary>
    /// <param name="item">The item.</param>
    /// <param name="bytes">What it counts for while it waits.</param>
    /// <returns>Completes when the client may be read further.</returns>
    public Task AddAsync(T item, int bytes)
    {
        lock (backlog.Lock)
        {
            if (_isEnded)
            {
                return Task.CompletedTask;
            }

            if (_isBusy)
            {
                (_waiting ??= new Queue<(T, int)>()).Enqueue((item, bytes));
                return backlog.AddLocked(bytes);
            }

            _isBusy = true;
        }

        Begin(item);
        return Task.CompletedTask;
    }

    /// <summary>Hands on the last item of all.</summary>
    /// <param name="item">The item.</param>
    /// <param name="dropWaiting">Whether those that wait are thrown away.</param>
    public void AddLast(T item, bool dropWaiting)
    {
        lock (backlog.Lock)
        {
            if (_isEnded)
            {
                return;
            }

            _isEnded = true;
            if (dropWaiting)
            {
                DropLocked();
            }

            if (_isBusy)
            {
                (_waiting ??= new Queue<(T, int)>()).Enqueue((item, 0));
                _ = backlog.AddLocked(0);
                return;
            }

            _isBusy = true;
        }

        Begin(item);
    }

    private void Begin(T item)
    {
        var pending = handle(item);
        if (!pending.IsCompletedSuccessfully || !TryRest())
        {
            _ = ContinueAsync(pending);
        }
    }

    private async Task ContinueAsync(ValueTask pending)
    {
        while (true)
        {
            await pending;

            // What the items cause goes out together.
            using var batch = DrainBatch.Begin();
            do
            {
                if (!TryTake(out var item))
                {
                    return;
                }

                pending = handle(item);
            }
            while (pending.IsCompletedSuccessfully);
        }
    }

    private bool TryRest()
    {
        lock (backlog.Lock)
        {
            _isBusy = _waiting is { Count: > 0 };
            return !_isBusy;
        }
    }

    private bool TryTake(out T item)
    {
        lock (backlog.Lock)
        {
            if (_waiting is not null && _waiting.TryDequeue(out var next))
            {
                backlog.RemoveLocked(next.Bytes);
                item = next.Item;
                return true;
            }

            _waiting = null;
            _isBusy = false;
            item = default!;
            return false;
        }
    }

    private void DropLocked()
    {
        while (_waiting is not null && _waiting.TryDequeue(out var dropped))
        {
            backlog.RemoveLocked(dropped.Bytes);
        }
    }
}
