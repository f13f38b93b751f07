using Switchboard.Outbound;
using Switchboard.Tests.Support;
using Switchboard.Transports.WebSockets;
using Xunit;

namespace Switchboard.Tests.Outbound;

public sealed class OutboundQueueTests
{
    private readonly OutboundCounters _counters = new();

    [Fact]
    public void Enqueue_OutsideABatch_IsSentAtOnce()
    {
        var (queue, sink) = Started();

        Assert.True(queue.Enqueue(TextFraming.Frame("a")));

        Assert.Equal(["a"], sink.Lines, StringComparer.Ordinal);
        Assert.Equal(0, queue.QueuedBytes);
    }

    [Fact]
    public void Enqueue_WithinABatch_IsOneSend()
    {
        var (queue, sink) = Started();

        using (DrainBatch.Begin())
        {
            using (DrainBatch.Begin())
            {
                queue.Enqueue(TextFraming.Frame("a"));
            }

            queue.Enqueue(TextFraming.Frame("b"));
            Assert.Equal(0, sink.Sends);
        }

        Assert.Equal(["a", "b"], sink.Lines, StringComparer.Ordinal);
        Assert.Equal(1, sink.Sends);
        Assert.Equal(4, _counters.SentBytes.Value);
    }

    [Fact]
    public void Batch_HandlerThrows_DrainsAllTheSame()
    {
        var (queue, sink) = Started();

        void Handle()
        {
            using var batch = DrainBatch.Begin();
            queue.Enqueue(TextFraming.Frame("a"));
            throw new InvalidOperationException();
        }

        Assert.Throws<InvalidOperationException>(Handle);
        queue.Enqueue(TextFraming.Frame("b"));

        Assert.Equal(["a", "b"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Batch_OneSinkThrows_OthersAreSentAndTheThreadGoesOn()
    {
        var broken = new OutboundQueue(TextFraming.Instance, 100, _counters);
        broken.Start(new ThrowingSink());
        var (queue, sink) = Started();

        using (DrainBatch.Begin())
        {
            broken.Enqueue(TextFraming.Frame("a"));
            queue.Enqueue(TextFraming.Frame("b"));
        }

        queue.Enqueue(TextFraming.Frame("c"));
        Assert.Equal(["b", "c"], sink.Lines, StringComparer.Ordinal);
        Assert.True(broken.Ended.IsCompletedSuccessfully);
    }

    [Fact]
    public void Start_Later_SendsWhatHasGathered()
    {
        var queue = new OutboundQueue(TextFraming.Instance, 100, _counters);
        queue.Enqueue(TextFraming.Frame("a"));
        queue.Enqueue(TextFraming.Frame("b"));
        var sink = new StallingSink();
        Assert.False(queue.IsStarted);

        queue.Start(sink);
        queue.Start(new StallingSink());
        queue.Enqueue(TextFraming.Frame("c"));

        Assert.Equal(["a", "b", "c"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Start_AfterFinish_SendsTheLastAndEnds()
    {
        var queue = new OutboundQueue(TextFraming.Instance, 100, _counters);
        queue.Finish(TextFraming.Frame("last"), dropWaiting: false);
        Assert.False(queue.Ended.IsCompleted);
        var sink = new StallingSink();

        queue.Start(sink);

        await queue.Ended.InTime();
        Assert.Equal(["last"], sink.Lines, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Drain_TakenInPart_GoesOnAtTheExactByte(int capacity)
    {
        var (queue, sink) = Started(new StallingSink { Capacity = capacity });
        using (DrainBatch.Begin())
        {
            queue.Enqueue(TextFraming.Frame("abc"));
            queue.Enqueue(TextFraming.Frame("def"));
        }

        await sink.Stalled.InTime();
        queue.Enqueue(TextFraming.Frame("ghi"));
        sink.Open();
        queue.Finish(null, dropWaiting: false);

        await queue.Ended.InTime();
        Assert.Equal("abc\ndef\nghi\n", sink.Text);
        Assert.Equal(12, _counters.SentBytes.Value);
        Assert.Equal(1, _counters.AsynchronousDrains.Value);
    }

    [Fact]
    public async Task Enqueue_OverTheLimit_IsRefusedAndNotKept()
    {
        var (queue, sink) = Started(new StallingSink { Capacity = 0 }, maxBytes: 10 + (2 * OutboundQueue.FrameCost));
        queue.Enqueue(TextFraming.Frame("first"));
        await sink.Stalled.InTime();

        Assert.True(queue.Enqueue(TextFraming.Frame("12345")));
        Assert.False(queue.Enqueue(TextFraming.Frame("67890")));
        Assert.True(queue.Enqueue(TextFraming.Frame("678")));

        Assert.Equal(10 + (2 * OutboundQueue.FrameCost), queue.QueuedBytes);
        sink.Open();
        queue.Finish(null, dropWaiting: false);
        await queue.Ended.InTime();
        Assert.Equal(["first", "12345", "678"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Enqueue_OneFrameLargerThanTheLimit_IsTaken()
    {
        var (queue, sink) = Started(maxBytes: 3);

        Assert.True(queue.Enqueue(TextFraming.Frame("larger")));

        Assert.Equal(["larger"], sink.Lines, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(false, "abcdef\nwaits\nlast\n")]
    [InlineData(true, "abcdef\nlast\n")]
    public async Task Finish_FramePartlySent_SendsItsRestBeforeTheLast(bool dropWaiting, string expected)
    {
        var (queue, sink) = Started(new StallingSink { Capacity = 2 });
        queue.Enqueue(TextFraming.Frame("abcdef"));
        await sink.Stalled.InTime();
        queue.Enqueue(TextFraming.Frame("waits"));

        queue.Finish(TextFraming.Frame("last"), dropWaiting);
        queue.Finish(TextFraming.Frame("second"), dropWaiting);
        queue.Enqueue(TextFraming.Frame("late"));
        Assert.False(queue.Ended.IsCompleted);
        sink.Open();

        await queue.Ended.InTime();
        Assert.Equal(expected, sink.Text);
    }

    [Fact]
    public async Task Abandon_WhileDraining_EndsAndSendsNothingMore()
    {
        var (queue, sink) = Started(new StallingSink { Capacity = 1 });
        queue.Enqueue(TextFraming.Frame("abc"));
        await sink.Stalled.InTime();
        queue.Enqueue(TextFraming.Frame("def"));

        queue.Abandon();

        Assert.True(queue.Ended.IsCompletedSuccessfully);
        Assert.Equal(0, queue.QueuedBytes);
        sink.Break();
        queue.Finish(TextFraming.Frame("last"), dropWaiting: false);
        queue.Enqueue(TextFraming.Frame("ghi"));
        Assert.Equal("a", sink.Text);
    }

    [Fact]
    public async Task Abandon_NeverStarted_EndsAndALateStartSendsNothing()
    {
        var queue = new OutboundQueue(TextFraming.Instance, 100, _counters);
        queue.Enqueue(TextFraming.Frame("a"));
        queue.Abandon();
        var sink = new StallingSink();

        queue.Start(sink);
        queue.Finish(TextFraming.Frame("last"), dropWaiting: false);

        await queue.Ended.InTime();
        Assert.Equal(0, sink.Sends);
    }

    [Fact]
    public async Task Drain_SinkBroken_Ends()
    {
        var (queue, sink) = Started();
        sink.Break();
        queue.Enqueue(TextFraming.Frame("a"));
        await queue.Ended.InTime();

        var (stalled, stalledSink) = Started(new StallingSink { Capacity = 0 });
        stalled.Enqueue(TextFraming.Frame("a"));
        await stalledSink.Stalled.InTime();
        stalledSink.Break();
        await stalled.Ended.InTime();

        Assert.Equal("", sink.Text + stalledSink.Text);
    }

    [Fact]
    public async Task RepliesTaken_ClientDoesNotRead_WaitsUntilItDoes()
    {
        var (queue, sink) = Started(new StallingSink { Capacity = 0 }, maxBytes: 10 + OutboundQueue.FrameCost);
        queue.Enqueue(TextFraming.Frame("x"));
        await sink.Stalled.InTime();
        queue.Enqueue(TextFraming.Frame("123456789") with { IsReply = true });
        Assert.True(queue.RepliesTakenAsync().AsTask().IsCompletedSuccessfully);
        Assert.True(queue.Enqueue(TextFraming.Frame("1") with { IsReply = true }));

        var taken = queue.RepliesTakenAsync().AsTask();
        Assert.False(taken.IsCompleted);
        sink.Open();

        await taken.InTime();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RepliesTaken_ConnectionEnds_NobodyWaitsOn(bool abandoned)
    {
        var (queue, sink) = Started(new StallingSink { Capacity = 0 }, maxBytes: 1);
        queue.Enqueue(TextFraming.Frame("x"));
        await sink.Stalled.InTime();
        queue.Enqueue(TextFraming.Frame("reply") with { IsReply = true });
        var taken = queue.RepliesTakenAsync().AsTask();
        Assert.False(taken.IsCompleted);

        if (abandoned)
        {
            queue.Abandon();
        }
        else
        {
            queue.Finish(null, dropWaiting: true);
        }

        await taken.InTime();
        sink.Break();
    }

    [Fact]
    public void Drain_ControlFrames_AreNeverJoined()
    {
        var (queue, sink) = Started();

        using (DrainBatch.Begin())
        {
            queue.Enqueue(TextFraming.Frame("aa"));
            queue.Enqueue(TextFraming.Frame("bb"));
            queue.Enqueue(TextFraming.Frame("c") with { IsAlone = true });
            queue.Enqueue(TextFraming.Frame("dd"));
            queue.Enqueue(TextFraming.Frame("ee"));
        }

        Assert.Equal([6, 2, 6], sink.Sizes);
        Assert.Equal(["aa", "bb", "c", "dd", "ee"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Drain_FramesLargerThanTheScratch_GoOutInOrder()
    {
        var (queue, sink) = Started();
        var (small, large) = (new string('s', 100), new string('l', 70_000));

        using (DrainBatch.Begin())
        {
            foreach (var text in new[] { small, large, small, small, large, new string('m', 40_000), new string('m', 40_000) })
            {
                queue.Enqueue(TextFraming.Frame(text));
            }
        }

        Assert.Equal([101, 70_001, 202, 70_001, 40_001, 40_001], sink.Sizes);
        Assert.Equal(3 * 101 + 2 * 70_001 + 2 * 40_001, sink.Text.Length);
    }

    [Fact]
    public async Task Drain_JoinedFramesTakenInPart_SurviveTheThreadsNextSend()
    {
        var (queue, sink) = Started(new StallingSink { Capacity = 3 });
        using (DrainBatch.Begin())
        {
            queue.Enqueue(TextFraming.Frame("abc"));
            queue.Enqueue(TextFraming.Frame("def"));
        }

        // The same thread joins frames of another queue in the same scratch.
        var (other, otherSink) = Started();
        using (DrainBatch.Begin())
        {
            other.Enqueue(TextFraming.Frame("xxxxxxx"));
            other.Enqueue(TextFraming.Frame("yyyyyyy"));
        }

        sink.Open();
        queue.Finish(null, dropWaiting: false);
        await queue.Ended.InTime();
        Assert.Equal("abc\ndef\n", sink.Text);
        Assert.Equal(["xxxxxxx", "yyyyyyy"], otherSink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Drain_WebSocketFrames_AreJoinedIntoOneFrame()
    {
        var framing = new WebSocketFraming(WebSocketOpcode.Text, (byte)'\n');
        var queue = new OutboundQueue(framing, 1000, _counters);
        var sink = new StallingSink();
        queue.Start(sink);

        using (DrainBatch.Begin())
        {
            queue.Enqueue(framing.Frame("ab"u8));
            queue.Enqueue(framing.Frame("c"u8));
        }

        Assert.Equal(6, Assert.Single(sink.Sizes));
        Assert.EndsWith("\u0004ab\nc", sink.Text, StringComparison.Ordinal);
    }

    private (OutboundQueue Queue, StallingSink Sink) Started(StallingSink? sink = null, int maxBytes = 1_000_000)
    {
        sink ??= new StallingSink();
        var queue = new OutboundQueue(TextFraming.Instance, maxBytes, _counters);
        queue.Start(sink);
        return (queue, sink);
    }

    private sealed class ThrowingSink : IOutboundSink
    {
        public int TrySend(ReadOnlySpan<byte> bytes) => throw new InvalidOperationException("broken");

        public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes) => ValueTask.FromResult(false);
    }
}
