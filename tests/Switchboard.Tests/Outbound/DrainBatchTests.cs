using Switchboard.Outbound;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Outbound;

public sealed class DrainBatchTests
{
    /// <summary>A fan-out that is shared among threads is as complete at the end of its batch as a small one.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(10_000)]
    public void Dispose_AnyNumberOfQueues_IsAllSent(int count)
    {
        var sinks = Enumerable.Range(0, count).Select(static _ => new StallingSink()).ToArray();
        var queues = Array.ConvertAll(sinks, static sink => Started(sink));
        for (var round = 1; round <= 3; round++)
        {
            using (DrainBatch.Begin())
            {
                foreach (var queue in queues)
                {
                    queue.Enqueue(TextFraming.Frame("a"));
                    queue.Enqueue(TextFraming.Frame("b"));
                }

                Assert.All(sinks, sink => Assert.Equal(round - 1, sink.Sends));
            }

            Assert.All(sinks, sink => Assert.Equal(round, sink.Sends));
        }

        Assert.All(sinks, static sink => Assert.Equal("a\nb\na\nb\na\nb\n", sink.Text));
    }

    [Fact]
    public void Do_InATurn_IsDoneAtItsEndOnTheSameThread()
    {
        var done = new List<int>();
        var thread = new Thread(() =>
        {
            var turn = new TurnEnd();
            turn.Enter();
            TurnEnd.Do(new Item(() =>
            {
                done.Add(Environment.CurrentManagedThreadId);
                TurnEnd.Do(new Item(() => done.Add(Environment.CurrentManagedThreadId)));
            }));
            Assert.Empty(done);
            turn.Run();
            Assert.Equal([Environment.CurrentManagedThreadId, Environment.CurrentManagedThreadId], done);
        });
        thread.Start();
        thread.Join();
        Assert.Equal(2, done.Count);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1000)]
    public async Task Do_OutsideATurnOrVeryMuch_IsDoneByThePool(bool isInTurn, int count)
    {
        var left = count;
        var isDone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            var turn = new TurnEnd();
            if (isInTurn)
            {
                turn.Enter();
            }

            for (var i = 0; i < count; i++)
            {
                TurnEnd.Do(new Item(() =>
                {
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        isDone.SetResult();
                    }
                }));
            }

            turn.Run();
        });
        thread.Start();

        await isDone.Task.InTime();
        thread.Join();
    }

    private static OutboundQueue Started(StallingSink sink)
    {
        var queue = new OutboundQueue(TextFraming.Instance, 1_000_000, new OutboundCounters());
        queue.Start(sink);
        return queue;
    }

    private sealed class Item(Action action) : IThreadPoolWorkItem
    {
        public void Execute() => action();
    }
}
