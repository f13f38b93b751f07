using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>Calls' results in this process: gone when it ends.</summary>
/// <param name="time">The time by which they age; it does not mind when the clock is set.</param>
/// <param name="limits">How many calls are known at most, and how many bytes their results may have together. Asked at each new one, which then gets error 111.</param>
public sealed class InMemoryCallResultStore(TimeProvider time, Func<(int Calls, long Bytes)> limits) : ICallResultStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (CallResult Result, long Until)> _known = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, long> _ends = new();
    private long _bytes;

    /// <summary>How many calls are known.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _known.Count;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<CallResult?> BeginAsync(string key, TimeSpan rememberFor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (_lock)
        {
            ExpireLocked();
            if (_known.TryGetValue(key, out var known))
            {
                return ValueTask.FromResult<CallResult?>(known.Result);
            }

            var (calls, bytes) = limits();
            if (_known.Count >= calls || _bytes >= bytes)
            {
                throw new SwitchboardException(ErrorCodes.TooManyRequests);
            }

            SetLocked(key, CallResult.Begun, rememberFor);
            return ValueTask.FromResult<CallResult?>(null);
        }
    }

    /// <inheritdoc/>
    public ValueTask EndAsync(string key, CallResult result, TimeSpan rememberFor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(result);
        lock (_lock)
        {
            SetLocked(key, result, rememberFor);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ForgetAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (_lock)
        {
            RemoveLocked(key);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Forgets what is past its time. Called now and then.</summary>
    public void Expire()
    {
        lock (_lock)
        {
            ExpireLocked();
        }
    }

    private void SetLocked(string key, CallResult result, TimeSpan rememberFor)
    {
        RemoveLocked(key);
        var until = time.GetTimestamp() + (long)(rememberFor.TotalSeconds * time.TimestampFrequency);
        _known[key] = (result, until);
        _bytes += result.Data.Length;
        _ends.Enqueue(key, until);
    }

    private void RemoveLocked(string key)
    {
        if (_known.Remove(key, out var known))
        {
            _bytes -= known.Result.Data.Length;
        }
    }

    private void ExpireLocked()
    {
        var now = time.GetTimestamp();
        while (_ends.TryPeek(out var key, out var until) && until <= now)
        {
            _ends.Dequeue();

            // A later end may stand further behind.
            if (_known.TryGetValue(key, out var known) && known.Until <= now)
            {
                RemoveLocked(key);
            }
        }
    }
}
