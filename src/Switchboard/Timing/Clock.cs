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

/// <summary>Reads deadlines as callers write them.</summary>
internal static class Deadlines
{
    // More than any option allows, and less than a span of time can hold.
    private const long MaxMilliseconds = 315_360_000_000;

    /// <summary>The time that so many milliseconds are; null for 0, which is the default.</summary>
    public static TimeSpan? Of(long milliseconds) => milliseconds == 0 ? null : TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, -1, MaxMilliseconds));
}

/// <summary>How long something lives from now.</summary>
/// <param name="Remaining">The time left; null for ever.</param>
internal readonly record struct Lifetime(TimeSpan? Remaining)
{
    public bool Expires => Remaining is not null;

    /// <summary>Whole seconds left, at least one: clients take 0 for never.</summary>
    public uint Seconds => Remaining is { } left ? (uint)Math.Clamp(Math.Ceiling(left.TotalSeconds), 1, uint.MaxValue) : 0;

    public static Lifetime Until(DateTimeOffset? time, Clock clock) => new(time - clock.UtcNow);
}
