namespace Switchboard.Calls;

/// <summary>What somebody's waiting calls take up. Guarded by the lock of <see cref="CallRouter"/>.</summary>
internal sealed class CallBudget
{
    private long _bytes;

    public int Count { get; private set; }

    /// <summary>Whether another call may wait. One alone may be of any size.</summary>
    public bool HasCapacityFor(int bytes, int maxCount, long maxBytes)
        => (maxCount == 0 || Count < maxCount) && (Count == 0 || _bytes + bytes <= maxBytes);

    public void Take(int bytes)
    {
        Count++;
        _bytes += bytes;
    }

    public void Return(int bytes)
    {
        Count--;
        _bytes -= bytes;
    }
}

/// <summary>What one connection has to do with calls. Guarded by the lock of <see cref="CallRouter"/>.</summary>
internal sealed class ConnectionCalls
{
    private readonly HashSet<PendingCall> _made = [];
    private readonly Dictionary<string, PendingCall> _madeById = new(StringComparer.Ordinal);

    /// <summary>What the calls that it made take up.</summary>
    public CallBudget Budget { get; } = new();

    /// <summary>The methods that it serves.</summary>
    public Dictionary<string, CallWorker> Serves { get; } = new(StringComparer.Ordinal);

    /// <summary>The calls that it has been given, by their ids.</summary>
    public Dictionary<string, PendingCall> Given { get; } = new(StringComparer.Ordinal);

    /// <summary>The calls that it made and that have not ended.</summary>
    public PendingCall[] Made() => [.. _made];

    public PendingCall? FindMade(string id) => _madeById.GetValueOrDefault(id);

    public void AddMade(PendingCall call)
    {
        _made.Add(call);
        if (call.Invocation.Id.Length > 0)
        {
            _madeById.Add(call.Invocation.Id, call);
        }
    }

    public void RemoveMade(PendingCall call)
    {
        if (_made.Remove(call) && call.Invocation.Id.Length > 0)
        {
            _madeById.Remove(call.Invocation.Id);
        }
    }
}
