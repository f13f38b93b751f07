namespace Switchboard.Timing;

/// <summary>Counts what the log is told of once a minute, however often it happens.</summary>
/// <param name="clock">Tells the time.</param>
internal sealed class Tally(Clock clock)
{
    private const long Pause = 60_000;

    private readonly Lock _lock = new();
    private long _untold;
    private long _toldAt = -Pause;

    /// <summary>Adds to what is to be told.</summary>
    /// <param name="count">How many more.</param>
    /// <param name="total">How many there are that have not been told yet.</param>
    /// <returns>True where it is time to tell all of them: they count as told then.</returns>
    public bool TryTake(long count, out long total)
    {
        lock (_lock)
        {
            total = _untold += count;
            var now = clock.Milliseconds;
            if (now - _toldAt < Pause)
            {
                return false;
            }

            (_untold, _toldAt) = (0, now);
            return true;
        }
    }
}
