namespace Switchboard.Client.Connections;

/// <summary>Detects when nothing is received any more, and pings where the client is to.</summary>
/// <remarks>It uses monotonic time: setting the clock has no effect.</remarks>
internal sealed class Heartbeat(TimeProvider time, Action onTimeout, Action ping) : IDisposable
{
    private readonly Lock _gate = new();
    private ITimer? _timeoutTimer;
    private ITimer? _pingTimer;
    private TimeSpan _timeout;
    private long _lastActivity;
    private bool _isStopped;

    /// <summary>Starts the timers. With neither a server's nor an own interval there is no timeout.</summary>
    public void Start(TimeSpan serverInterval, TimeSpan? ownInterval, TimeSpan maxDelay)
    {
        var expected = serverInterval > TimeSpan.Zero && (ownInterval is null || serverInterval < ownInterval) ? serverInterval : ownInterval;
        if (expected is null)
        {
            return;
        }

        lock (_gate)
        {
            if (_isStopped)
            {
                return;
            }

            _timeout = expected.Value + maxDelay;
            RecordActivity();
            _timeoutTimer = time.CreateTimer(static state => ((Heartbeat)state!).CheckTimeout(), this, _timeout, Timeout.InfiniteTimeSpan);
            if (ownInterval is { } interval)
            {
                _pingTimer = time.CreateTimer(static state => ((Action)state!)(), ping, interval, interval);
            }
        }
    }

    /// <summary>Something was received.</summary>
    public void RecordActivity() => Volatile.Write(ref _lastActivity, time.GetTimestamp());

    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            _timeoutTimer?.Dispose();
            _pingTimer?.Dispose();
        }
    }

    public void Dispose() => Stop();

    private void CheckTimeout()
    {
        var elapsed = time.GetElapsedTime(Volatile.Read(ref _lastActivity));
        if (elapsed >= _timeout)
        {
            onTimeout();
            return;
        }

        lock (_gate)
        {
            if (!_isStopped)
            {
                _timeoutTimer?.Change(_timeout - elapsed, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
