using Switchboard.Timing;

namespace Switchboard.Webhooks;

/// <summary>Holds back the ends of users' connections for a while: who comes back meanwhile has not been away.</summary>
internal sealed class DisconnectGrace(Clock clock)
{
    private readonly Lock _lock = new();
    private readonly List<(long DueAt, DisconnectedEvent Happened)> _held = [];

    /// <summary>Holds one back. False where as many as may are held already.</summary>
    public bool TryHold(DisconnectedEvent happened, TimeSpan time, int max)
    {
        lock (_lock)
        {
            if (_held.Count >= max)
            {
                return false;
            }

            _held.Add((clock.Milliseconds + (long)time.TotalMilliseconds, happened));
            return true;
        }
    }

    /// <summary>Forgets one end of a user's connections, the oldest: the user has come back.</summary>
    public void Cancel(string user)
    {
        lock (_lock)
        {
            var index = user.Length == 0 ? -1 : _held.FindIndex(entry => entry.Happened.Connection.User == user);
            if (index >= 0)
            {
                _held.RemoveAt(index);
            }
        }
    }

    /// <summary>Takes those out whose time is over, or all.</summary>
    public IReadOnlyList<DisconnectedEvent> TakeDue(bool all)
    {
        lock (_lock)
        {
            var now = clock.Milliseconds;
            var due = _held.FindAll(entry => all || now >= entry.DueAt);
            if (due.Count > 0)
            {
                _held.RemoveAll(entry => all || now >= entry.DueAt);
            }

            return [.. due.Select(static entry => entry.Happened)];
        }
    }
}
