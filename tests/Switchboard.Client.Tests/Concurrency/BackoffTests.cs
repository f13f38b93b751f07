using Switchboard.Client.Concurrency;

namespace Switchboard.Client.Tests.Concurrency;

public sealed class BackoffTests
{
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(20));

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 400)]
    [InlineData(6, 12_800)]
    [InlineData(7, 20_000)]
    [InlineData(int.MaxValue, 20_000)]
    public void GetMaxDelay_Attempt_DoublesUpToTheLimit(int attempt, int milliseconds)
        => Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), _backoff.GetMaxDelay(attempt));

    [Fact]
    public void GetDelay_Attempt_IsAnywhereBelowTheBound()
    {
        var delays = Enumerable.Range(0, 1000).Select(_ => _backoff.GetDelay(3).TotalMilliseconds).ToArray();

        Assert.All(delays, delay => Assert.InRange(delay, 0, 1600));
        Assert.InRange(delays.Min(), 0, 400);
        Assert.InRange(delays.Max(), 1200, 1600);
    }
}
