using Switchboard.Tests.Support;
using Switchboard.Timing;
using Xunit;

namespace Switchboard.Tests.Timing;

public sealed class SideBySideTests
{
    [Fact]
    public async Task ForEach_ItemsThatWait_AreBegunUpToTheLimit()
    {
        var gates = Enumerable.Range(0, 10).Select(static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var begun = 0;
        var running = SideBySide.ForEachAsync(
            gates,
            3,
            gate =>
            {
                Interlocked.Increment(ref begun);
                return new ValueTask(gate.Task);
            },
            EngineHub.Cancelled);
        Assert.Equal(3, begun);

        gates[1].SetResult();
        Waiting.Until(() => Volatile.Read(ref begun) == 4);
        foreach (var gate in gates)
        {
            gate.TrySetResult();
        }

        await running.InTime();
        Assert.Equal(10, begun);
    }

    [Fact]
    public async Task ForEach_ItemsThatFail_KeepNoOtherFromBeingDone()
    {
        var done = new List<int>();

        var failure = await Assert.ThrowsAsync<IOException>(() => SideBySide.ForEachAsync(
            Enumerable.Range(0, 10),
            3,
            item =>
            {
                done.Add(item);
                return item % 2 == 0 ? throw new IOException($"{item}") : ValueTask.CompletedTask;
            },
            EngineHub.Cancelled));

        Assert.Equal("0", failure.Message);
        Assert.Equal(Enumerable.Range(0, 10), done);
    }

    [Fact]
    public async Task ForEach_Cancelled_BeginsWithNoFurtherItem()
    {
        using var cancelling = new CancellationTokenSource();
        var done = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SideBySide.ForEachAsync(
            Enumerable.Range(0, 10),
            3,
            async _ =>
            {
                done++;
                await cancelling.CancelAsync();
            },
            cancelling.Token));

        Assert.Equal(1, done);
    }

    [Fact]
    public Task ForEach_Nothing_IsDone() => SideBySide.ForEachAsync(Array.Empty<int>(), 3, static _ => ValueTask.CompletedTask, EngineHub.Cancelled);
}
