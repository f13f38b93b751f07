using Switchboard.Client.Concurrency;
using Switchboard.Client.Inbox;

namespace Switchboard.Client.Jobs;

/// <summary>Those who wait for the ends of jobs. Safe to use from any thread.</summary>
/// <param name="capacity">Of how many jobs it remembers that somebody knows how they ended.</param>
internal sealed class JobWaiters(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (AsyncSignal Signal, int Count)> _waiting = new(StringComparer.Ordinal);
    private readonly MessageDeduplicator _known = new(capacity);

    /// <summary>Begins to wait for a job.</summary>
    /// <returns>Signals when to ask what has become of it.</returns>
    public AsyncSignal Enter(string id)
    {
        lock (_gate)
        {
            var (signal, count) = _waiting.TryGetValue(id, out var known) ? known : (new AsyncSignal(), 0);
            _waiting[id] = (signal, count + 1);
            return signal;
        }
    }

    /// <summary>Waits for a job no more.</summary>
    /// <param name="id">The job.</param>
    /// <param name="hasEnded">Whether it is known how it ended.</param>
    public void Leave(string id, bool hasEnded)
    {
        lock (_gate)
        {
            var (signal, count) = _waiting[id];
            if (count == 1)
            {
                _waiting.Remove(id);
            }
            else
            {
                _waiting[id] = (signal, count - 1);
            }

            if (hasEnded)
            {
                _known.MarkHandled(id);
            }
        }
    }

    /// <summary>Tells those who wait for a job that it has ended.</summary>
    /// <returns>Whether somebody waits for it, or has learned of its end before.</returns>
    public bool Signal(string id)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(id, out var waiting))
            {
                return _known.IsHandled(id);
            }

            waiting.Signal.Signal();
            return true;
        }
    }

    /// <summary>Has everybody ask: behind a lost connection, or at the end of the client.</summary>
    public void SignalAll()
    {
        lock (_gate)
        {
            foreach (var (signal, _) in _waiting.Values)
            {
                signal.Signal();
            }
        }
    }
}
