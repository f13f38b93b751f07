namespace Switchboard.Timing;

/// <summary>Reads deadlines as callers write them.</summary>
internal static class Deadlines
{
    // More than any option allows, and less than a span of time can hold.
    private const long MaxMilliseconds = 315_360_000_000;

    /// <summary>The time that so many milliseconds are; null for 0, which is the default.</summary>
    public static TimeSpan? Of(long milliseconds) => milliseconds == 0 ? null : TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, -1, MaxMilliseconds));
}
