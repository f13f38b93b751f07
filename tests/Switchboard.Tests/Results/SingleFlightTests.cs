using Switchboard.Results;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Results;

public sealed class SingleFlightTests
{
    private readonly SingleFlight<string, int> _underWay = new();
    private readonly TaskCompletionSource<Result<int>> _end = new();
    private int _runs;

    [Fact]
    public async Task Run_SameKeyAtTheSameTime_RunsOnceForBoth()
    {
        var first = RunAsync("k");
        var second = RunAsync("k");
        var other = RunAsync("other");
        _end.SetResult(7);

        var outcomes = await Task.WhenAll(first, second, other);
        Assert.All(outcomes, outcome => Assert.Equal(7, outcome.Value));
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task Run_AfterTheFirstHasEnded_RunsAgain()
    {
        _end.SetResult(7);
        await RunAsync("k");
        await RunAsync("k");

        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task Run_WorkThrows_IsAnInternalErrorForTheOthers()
    {
        var first = RunAsync("k");
        var second = RunAsync("k");
        _end.SetException(new InvalidOperationException());

        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await second.InTime();
        Assert.Equal(ErrorCodes.Internal, (await second).Error);
    }

    [Fact]
    public async Task Run_FirstGivesUp_TheOthersGetTheOutcome()
    {
        using var gone = new CancellationTokenSource();
        var first = RunUntilAsync("k", gone.Token);
        var second = RunAsync("k");

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var third = RunAsync("k");
        _end.SetResult(7);

        Assert.Equal((7, 7, 1), ((await second).Value, (await third).Value, _runs));
    }

    private Task<Result<int>> RunAsync(string key) => RunUntilAsync(key, CancellationToken.None);

    private Task<Result<int>> RunUntilAsync(string key, CancellationToken cancellationToken) => _underWay.RunAsync(
        key,
        async () =>
        {
            _runs++;
            return await _end.Task;
        },
        cancellationToken).AsTask();
}
