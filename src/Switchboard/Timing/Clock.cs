namespace Switchboard.Timing;

/// <summary>The node's time: a monotonic one for deadlines, and the calendar's.</summary>
internal sealed class Clock(TimeProvider provider)
{
    private readonly long _start = provider.GetTimestamp();

    /// <summary>Milliseconds since the node began; unaffected by changes of the calendar clock. Never 0.</summary>
    public long Milliseconds => (long)provider.GetElapsedTime(_start).TotalMilliseconds + 1;

    public DateTimeOffset UtcNow => provider.GetUtcNow();

    /// <summary>The monotonic time of a calendar time, as the clocks stand now.</summary>
    public long DeadlineOf(DateTimeOffset time) => Math.Max(1, Milliseconds + (long)(time - UtcNow).TotalMilliseconds);

    /// <summary>A timer that calls back periodically until it is disposed.</summary>
    public PeriodicTimer CreateTimer(TimeSpan period) => new(period, provider);
}
