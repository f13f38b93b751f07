namespace Switchboard.Identity.SignIn;

/// <summary>Counts wrong passwords by whoever they are of, so that who guesses has to wait. Goes by a clock that nobody sets.</summary>
/// <remarks>Each key has one time: that at which all of its guesses are forgotten. A guess moves it on by an interval; it may be so many intervals ahead.</remarks>
internal sealed class GuessLimiter(TimeProvider time)
{
    private const int MaxKeys = 65_536;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _forgottenAt = new(StringComparer.Ordinal);

    /// <summary>How many are counted.</summary>
    public int Count => _forgottenAt.Count;

    private long Now => (long)time.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>Takes one guess, if there is one left; else says how long it takes until there is.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="guesses">How many there are in a row.</param>
    /// <param name="interval">After which time one is forgotten.</param>
    public TimeSpan? TryTake(string key, int guesses, TimeSpan interval)
    {
        lock (_lock)
        {
            var now = Now;
            var next = Math.Max(_forgottenAt.GetValueOrDefault(key), now) + (long)interval.TotalMilliseconds;
            var tooEarly = next - now - (guesses * (long)interval.TotalMilliseconds);
            if (tooEarly > 0)
            {
                return TimeSpan.FromMilliseconds(tooEarly);
            }

            MakeRoom(now);
            _forgottenAt[key] = next;
            return null;
        }
    }

    /// <summary>Gives a guess back that was none.</summary>
    public void GiveBack(string key, TimeSpan interval)
    {
        lock (_lock)
        {
            if (_forgottenAt.TryGetValue(key, out var at))
            {
                _forgottenAt[key] = at - (long)interval.TotalMilliseconds;
            }
        }
    }

    // Who can make so many keys has so many addresses: those nearest to being forgotten make room.
    private void MakeRoom(long now)
    {
        if (_forgottenAt.Count < MaxKeys)
        {
            return;
        }

        foreach (var (key, at) in _forgottenAt)
        {
            if (at <= now)
            {
                _forgottenAt.Remove(key);
            }
        }

        if (_forgottenAt.Count >= MaxKeys)
        {
            foreach (var (key, _) in _forgottenAt.OrderBy(static entry => entry.Value).Take(MaxKeys / 4).ToArray())
            {
                _forgottenAt.Remove(key);
            }
        }
    }
}
