using Switchboard.Client.Connections;
using Switchboard.Client.Tests.Support;

namespace Switchboard.Client.Tests.Connections;

public sealed class HeartbeatTests
{
    private readonly CountingTimeProvider _time = new();
    private int _silences;
    private int _pings;

    [Fact]
    public void Silence_OfIntervalAndAllowance_IsNoticedOnce()
    {
        using var heartbeat = Create(server: 25, own: null);

        _time.Advance(TimeSpan.FromSeconds(34));
        Assert.Equal(0, _silences);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _silences);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, _silences);
    }

    [Fact]
    public void Hear_InTime_PutsItOff()
    {
        using var heartbeat = Create(server: 25, own: null);
        for (var second = 0; second < 10; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(20));
            heartbeat.RecordActivity();
        }

        Assert.Equal(0, _silences);
        _time.Advance(TimeSpan.FromSeconds(35));
        Assert.Equal(1, _silences);
    }

    [Fact]
    public void OwnPing_Wanted_IsSentAndItsAnswerExpected()
    {
        using var heartbeat = Create(server: 0, own: 5);

        _time.Advance(TimeSpan.FromSeconds(14));
        Assert.Equal((2, 0), (_pings, _silences));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _silences);
    }

    [Fact]
    public void NoPings_OfEitherSide_ExpectsNothing()
    {
        using var heartbeat = Create(server: 0, own: null);

        Assert.Equal(0, _time.TimerCount);
    }

    [Fact]
    public void Stop_AtAnyTime_LeavesNoTimer()
    {
        using var heartbeat = Create(server: 25, own: 5);

        heartbeat.Stop();

        Assert.Equal(0, _time.TimerCount);
        heartbeat.Start(TimeSpan.FromSeconds(25), null, TimeSpan.FromSeconds(10));
        Assert.Equal(0, _time.TimerCount);
    }

    private Heartbeat Create(int server, int? own)
    {
        var heartbeat = new Heartbeat(_time, () => _silences++, () => _pings++);
        heartbeat.Start(TimeSpan.FromSeconds(server), own is { } seconds ? TimeSpan.FromSeconds(seconds) : null, TimeSpan.FromSeconds(10));
        return heartbeat;
    }
}
