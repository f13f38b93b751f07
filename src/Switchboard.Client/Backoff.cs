namespace Switchboard.Client;

/// <summary>Full jitter: any time between nothing and a bound that doubles with each attempt, so that many clients do not come at once.</summary>
internal sealed class Backoff(TimeSpan initial, TimeSpan max)
{
    /// <summary>The longest wait before an attempt, counted from 0.</summary>
    public TimeSpan BoundOf(int attempt)
    {
        var bound = initial.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 30));
        return TimeSpan.FromMilliseconds(Math.Min(bound, max.TotalMilliseconds));
    }

    /// <summary>How long to wait before an attempt, counted from 0.</summary>
    public TimeSpan DelayOf(int attempt) => BoundOf(attempt) * Random.Shared.NextDouble();
}
