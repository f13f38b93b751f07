namespace Switchboard.Storage.Tests.Support;

/// <summary>A wall clock that stands still and can be set, forwards and back. Timers go by the real time.</summary>
internal sealed class ShiftedTimeProvider : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>Sets it.</summary>
    public void Shift(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
