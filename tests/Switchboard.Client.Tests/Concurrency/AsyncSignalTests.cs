using Switchboard.Client.Concurrency;

namespace Switchboard.Client.Tests.Concurrency;

public sealed class AsyncSignalTests
{
    private readonly AsyncSignal _signal = new();

    [Fact]
    public async Task Signal_Waiters_AreAllReleased()
    {
        var waiters = new[] { _signal.Next, _signal.Next };
        Assert.DoesNotContain(waiters, waiter => waiter.IsCompleted);

        _signal.Signal();

        await Task.WhenAll(waiters);
    }

    [Fact]
    public void Signal_BeforeNextIsTaken_ReleasesNobody()
    {
        _signal.Signal();

        Assert.False(_signal.Next.IsCompleted);
    }
}
