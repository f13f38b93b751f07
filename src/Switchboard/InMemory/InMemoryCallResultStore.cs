using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>Calls' results in this process: gone when it ends.</summary>
public sealed class InMemoryCallResultStore : ICallResultStore
{
    private readonly TimeProvider _time;
    private readonly Func<(int Calls, long Bytes)> _limits;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (CallResult Result, long Until)> _known = new(StringComparer.Ordinal);
    private readonly ExpiryQueue<string, long> _ends;
    private long _bytes;

    /// <summary>Makes an empty store.</summary>
    /// <param name="time">The time by which they age; it does not mind when the clock is set.</param>
    /// <param name="limits">How many calls are known at most, and how many bytes they may take together. Asked at each new one, which then gets error 111.</param>
    public InMemoryCallResultStore(TimeProvider time, Func<(int Calls, long Bytes)> limits)
    {
        (_time, _limits) = (time, limits);
        _ends = new ExpiryQueue<string, long>((key, until) => _known.TryGetValue(key, out var known) && known.Until == until);
    }

    /// <summary>How many bytes the known calls take.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

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

            var (calls, bytes) = _limits();
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
        var until = _time.GetTimestamp() + (long)(rememberFor.TotalSeconds * _time.TimestampFrequency);
        _known[key] = (result, until);
        _bytes += SizeOf(key, result);
        _ends.Add(key, until);
    }

    private void RemoveLocked(string key)
    {
        if (_known.Remove(key, out var known))
        {
            _bytes -= SizeOf(key, known.Result);
        }
    }

    private void ExpireLocked()
    {
        while (_ends.TryTake(_time.GetTimestamp(), out var key, out _))
        {
            RemoveLocked(key);
        }
    }

    private static int SizeOf(string key, CallResult result) => PublicationSize.OfName(key) + PublicationSize.Of(result.Data);
}
