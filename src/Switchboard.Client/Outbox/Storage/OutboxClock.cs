namespace Switchboard.Client.Outbox.Storage;

/// <summary>The file's own time, in milliseconds since it was made: it never goes back, whatever happens to the computer's clock.</summary>
/// <remarks>
/// While a program has the file open, the time advances with the monotonic clock, so that setting the computer's clock changes nothing.
/// Between two programs it advances by the difference of the computer's clock, and not at all where that went back.
/// </remarks>
internal sealed class OutboxClock(TimeProvider time, long storedNow, long storedWall)
{
    private readonly long _startedAt = time.GetTimestamp();
    private readonly long _base = storedNow + Math.Max(0, WallOf(time) - storedWall);

    public long Now => _base + (long)time.GetElapsedTime(_startedAt).TotalMilliseconds;

    public long Wall => WallOf(time);

    /// <summary>The clock of a file that was just made.</summary>
    public static OutboxClock Create(TimeProvider time) => new(time, 0, WallOf(time));

    private static long WallOf(TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds();
}
