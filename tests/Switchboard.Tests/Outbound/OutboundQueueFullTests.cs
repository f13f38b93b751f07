using Switchboard.Outbound;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Outbound;

/// <summary>When a queue is full for the client's sake, and when it only seems so.</summary>
public sealed class OutboundQueueFullTests
{
    private readonly OutboundCounters _counters = new();

    [Fact]
    public void Batch_QueueFull_IsDrainedBeforeItsTime()
    {
        var (queue, sink) = Started(maxBytes: 100);
        var (other, otherSink) = Started();

        using (DrainBatch.Begin())
        {
            other.Enqueue(TextFraming.Frame("x"));
            queue.Enqueue(TextFraming.Frame("a"));
            queue.Enqueue(TextFraming.Frame("b"));
            Assert.False(queue.Enqueue(TextFraming.Frame("c")));

            Assert.True(DrainBatch.TryDrain(queue));
            Assert.False(DrainBatch.TryDrain(queue));
            Assert.True(queue.Enqueue(TextFraming.Frame("c")));
            Assert.Equal(["a", "b"], sink.Lines, StringComparer.Ordinal);
            Assert.Equal(0, otherSink.Sends);
        }

        Assert.False(DrainBatch.TryDrain(queue));
        Assert.Equal(["a", "b", "c"], sink.Lines, StringComparer.Ordinal);
        Assert.Equal(["x"], otherSink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Enqueue_WhoIsToSendIsHeldUp_MayOvershootUntilTheSinkRefuses()
    {
        using var sink = new BlockingSink();
        var queue = new OutboundQueue(TextFraming.Instance, 100, _counters);
        queue.Start(sink);
        var sending = Task.Run(() => queue.Enqueue(TextFraming.Frame("first")), TestContext.Current.CancellationToken);
        await sink.IsEntered.Task.InTime();

        Assert.True(queue.Enqueue(TextFraming.Frame("a")));
        Assert.True(queue.Enqueue(TextFraming.Frame("b")));
        Assert.False(queue.Enqueue(TextFraming.Frame("c")));
        Assert.True(queue.Enqueue(TextFraming.Frame("c"), isLast: true));

        // Another four times as much is too much from anybody.
        var more = 0;
        while (queue.Enqueue(TextFraming.Frame("d"), isLast: true))
        {
            Assert.True(++more < 10);
        }

        // Now the client's transport takes nothing: what waits is its doing.
        sink.MayReturn.Set();
        await sending.InTime();
        Assert.False(queue.Enqueue(TextFraming.Frame("e"), isLast: true));
    }

    private (OutboundQueue Queue, StallingSink Sink) Started(StallingSink? sink = null, int maxBytes = 1_000_000)
    {
        sink ??= new StallingSink();
        var queue = new OutboundQueue(TextFraming.Instance, maxBytes, _counters);
        queue.Start(sink);
        return (queue, sink);
    }

    /// <summary>Takes its time, and then nothing.</summary>
    private sealed class BlockingSink : IOutboundSink, IDisposable
    {
        public TaskCompletionSource IsEntered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim MayReturn { get; } = new();

        public int TrySend(ReadOnlySpan<byte> bytes)
        {
            IsEntered.TrySetResult();
            MayReturn.Wait(TestContext.Current.CancellationToken);
            return 0;
        }

        public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes) => new(new TaskCompletionSource<bool>().Task);

        public void Dispose() => MayReturn.Dispose();
    }
}
