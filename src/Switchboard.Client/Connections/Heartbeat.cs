namespace Switchboard.Client.Connections;

/// <summary>Notices when nothing comes any more, and pings where the client is to.</summary>
/// <remarks>It goes by monotonic time: when the time of day jumps, nothing happens.</remarks>
internal sealed class Heartbeat(TimeProvider time, Action onSilence, Action ping) : IDisposable
{
    private readonly Lock _gate = new();
    private ITimer? _watch;
    private ITimer? _pinging;
    private TimeSpan _patience;
    private long _heard;
    private bool _isStopped;

    /// <summary>Begins to watch. With neither a server's nor an own interval there is nothing to expect.</summary>
    public void Start(TimeSpan serverInterval, TimeSpan? ownInterval, TimeSpan allowance)
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

            _patience = expected.Value + allowance;
            Hear();
            _watch = time.CreateTimer(static state => ((Heartbeat)state!).Look(), this, _patience, Timeout.InfiniteTimeSpan);
            if (ownInterval is { } interval)
            {
                _pinging = time.CreateTimer(static state => ((Action)state!)(), ping, interval, interval);
            }
        }
    }

    /// <summary>Something came.</summary>
    public void Hear() => Volatile.Write(ref _heard, time.GetTimestamp());

    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            _watch?.Dispose();
            _pinging?.Dispose();
        }
    }

    public void Dispose() => Stop();

    private void Look()
    {
        var silent = time.GetElapsedTime(Volatile.Read(ref _heard));
        if (silent >= _patience)
        {
            onSilence();
            return;
        }

        lock (_gate)
        {
            if (!_isStopped)
            {
                _watch?.Change(_patience - silent, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
