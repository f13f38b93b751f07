using Xunit;

namespace Switchboard.Tests;

public sealed class ManualTimeProviderTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Advance_TimersDue_FireInOrderAtTheirTimes()
    {
        var start = _time.GetUtcNow();
        var fired = new List<double>();
        using var late = Create(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var periodic = Create(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        using var never = Create(TimeSpan.FromSeconds(60), Timeout.InfiniteTimeSpan);

        _time.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal([2, 4, 5, 6], fired);
        Assert.Equal(start.AddSeconds(7), _time.GetUtcNow());
        Assert.Equal(2, _time.TimerCount);

        ITimer Create(TimeSpan due, TimeSpan period) =>
            _time.CreateTimer(_ => fired.Add((_time.GetUtcNow() - start).TotalSeconds), state: null, due, period);
    }

    [Fact]
    public void Advance_TimerDisposed_DoesNotFire()
    {
        var hasFired = false;
        var timer = _time.CreateTimer(_ => hasFired = true, state: null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        timer.Dispose();

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.False(hasFired);
        Assert.False(timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public void GetElapsedTime_AfterAdvance_IsWhatPassed()
    {
        var before = _time.GetTimestamp();

        _time.Advance(TimeSpan.FromMilliseconds(1500));

        Assert.Equal(TimeSpan.FromMilliseconds(1500), _time.GetElapsedTime(before));
    }
}
