namespace Switchboard.Client.Concurrency;

/// <summary>Exponential backoff with full jitter: a random time up to a bound that doubles with each attempt, so that many clients do not reconnect at once.</summary>
internal sealed class Backoff(TimeSpan initial, TimeSpan max)
{
    /// <summary>The longest wait before an attempt, counted from 0.</summary>
    public TimeSpan GetMaxDelay(int attempt)
    {
        var bound = initial.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 30));
        return TimeSpan.FromMilliseconds(Math.Min(bound, max.TotalMilliseconds));
    }

    /// <summary>How long to wait before an attempt, counted from 0.</summary>
    public TimeSpan GetDelay(int attempt) => GetMaxDelay(attempt) * Random.Shared.NextDouble();
}
