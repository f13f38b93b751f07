using Switchboard.Channels;
using Switchboard.Outbound;
using Switchboard.Results;
using Switchboard.Specs;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Outbound;

/// <summary>When a queue is full for the client's sake, and when it only seems so.</summary>
public sealed class OutboundQueueFullTests
{
    private readonly OutboundCounters _counters = new();

    [Fact]
    public void Relieve_QueueOverItsLimit_DrainsBeforeTheBatchEnds()
    {
        var (queue, sink) = Started(maxBytes: 100);
        var (other, otherSink) = Started();

        using (DrainBatch.Begin())
        {
            other.Enqueue(TextFraming.Frame("x"));
            Assert.True(queue.Enqueue(TextFraming.Frame("a")));
            Assert.True(queue.Enqueue(TextFraming.Frame("b")));
            DrainBatch.Relieve();
            Assert.Equal(0, sink.Sends);

            Assert.True(queue.Enqueue(TextFraming.Frame("c")));
            DrainBatch.Relieve();
            Assert.Equal(["a", "b", "c"], sink.Lines, StringComparer.Ordinal);
            Assert.Equal(["x"], otherSink.Lines, StringComparer.Ordinal);

            Assert.True(queue.Enqueue(TextFraming.Frame("d")));
        }

        Assert.Equal(["a", "b", "c", "d"], sink.Lines, StringComparer.Ordinal);
        Assert.Equal(2, sink.Sends);
        Assert.Equal(1, otherSink.Sends);
    }

    [Fact]
    public void Enqueue_BatchThatIsNeverRelieved_IsRefusedInTheEnd()
    {
        var (queue, _) = Started(maxBytes: 100);
        using var batch = DrainBatch.Begin();

        var taken = 0;
        while (queue.Enqueue(TextFraming.Frame("a")))
        {
            Assert.True(++taken < 20);
        }

        // Each costs its two bytes and a place.
        Assert.Equal(4 * 100 / (2 + OutboundQueue.FrameCost), taken);
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
        Assert.True(queue.Enqueue(TextFraming.Frame("c")));

        // Another four times as much is too much from anybody.
        var more = 0;
        while (queue.Enqueue(TextFraming.Frame("d")))
        {
            Assert.True(++more < 10);
        }

        // Now the client's transport takes nothing: what waits is its doing.
        sink.MayReturn.Set();
        await sending.InTime();
        Assert.False(queue.Enqueue(TextFraming.Frame("e")));
    }

    /// <summary>Many large publications in one batch to a small queue: none is lost, the client is not slow, and nothing is written under the channel's lock.</summary>
    [Fact]
    public async Task Publish_MoreInABatchThanTheQueueHolds_IsSentBetweenPublicationsWithoutALock()
    {
        await using var hub = EngineHub.Create(
            """ "limits": { "outboundQueueBytes": 100000 } """, namespaces: """ "default": { "allowSubscribe": ["user"], "allowPublish": ["service"] } """);
        var sink = new LockCheckingSink();
        var connection = hub.Connect(sink);
        await hub.SubscribeAsync(connection, "room");
        Assert.True(hub.Channels.TryGet("room", out var channel));
        sink.Channel = channel;
        var data = System.Text.Encoding.UTF8.GetBytes($"\"{new string('x', 10_000)}\"");

        var publishing = new List<Task<Result<Position>>>();
        using (DrainBatch.Begin())
        {
            for (var i = 0; i < 60; i++)
            {
                publishing.Add(hub.Get<PublishPipeline>().PublishAsync(new ServicePublish("room", data, IsCheckedJson: false, new PublishOptions()), EngineHub.Cancelled).AsTask());
            }
        }

        Assert.All(await Task.WhenAll(publishing), static outcome => Assert.True(outcome.IsSuccess));
        Assert.True(connection.IsOpen);
        Assert.Equal(60, sink.Received / 10_000);
        Assert.True(sink.Sends > 5);
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

    /// <summary>Another thread can take the channel's lock whenever something is sent.</summary>
    private sealed class LockCheckingSink : IOutboundSink
    {
        public Channel? Channel { get; set; }

        public int Sends { get; private set; }

        public int Received { get; private set; }

        public int TrySend(ReadOnlySpan<byte> bytes)
        {
            if (Channel is { } channel)
            {
                Assert.True(Task.Run(() => channel.Connections(), TestContext.Current.CancellationToken).Wait(Patience.Limit, TestContext.Current.CancellationToken));
            }

            Sends++;
            Received += bytes.Length;
            return bytes.Length;
        }

        public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes) => throw new InvalidOperationException();
    }
}
