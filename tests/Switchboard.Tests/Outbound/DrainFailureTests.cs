using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Outbound;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Outbound;

/// <summary>A queue whose drain throws harms its own connection alone.</summary>
public sealed class DrainFailureTests
{
    private readonly OutboundCounters _counters = new();

    [Fact]
    public void Batch_FramingThrows_OthersAreSentAndTheNextBatchIsClean()
    {
        var owner = new RecordingOwner();
        var broken = new OutboundQueue(new ThrowingFraming(), 1000, _counters, owner);
        broken.Start(new StallingSink());
        var queue = new OutboundQueue(TextFraming.Instance, 1000, _counters);
        var sink = new StallingSink();
        queue.Start(sink);

        using (DrainBatch.Begin())
        {
            broken.Enqueue(TextFraming.Frame("a"));
            broken.Enqueue(TextFraming.Frame("b"));
            queue.Enqueue(TextFraming.Frame("c"));
        }

        queue.Enqueue(TextFraming.Frame("d"));
        Assert.Equal(["c", "d"], sink.Lines, StringComparer.Ordinal);
        Assert.True(broken.Ended.IsCompletedSuccessfully);
        Assert.Equal("broken", Assert.Single(owner.Failures).Message);
    }

    [Fact]
    public async Task AsynchronousDrain_SinkThrows_EndsTheQueue()
    {
        var owner = new RecordingOwner();
        var queue = new OutboundQueue(TextFraming.Instance, 1000, _counters, owner);
        queue.Start(new ThrowingLaterSink());

        queue.Enqueue(TextFraming.Frame("a"));

        await queue.Ended.InTime();
        Assert.Equal("broken", Assert.Single(owner.Failures).Message);
    }

    [Fact]
    public async Task Connection_DrainFails_IsCutAndTheSubscribersBehindItAreServed()
    {
        await using var hub = EngineHub.Create();
        var broken = hub.Connect(new ThrowingSink());
        var transport = new RecordingTransport();
        broken.AttachedTransport = transport;
        await hub.SubscribeAsync(broken, "room");
        var (healthy, sink) = hub.Connect("43");
        await hub.SubscribeAsync(healthy, "room");

        await hub.PublishAsync("room", "1");

        Assert.Equal(["pub room 1"], sink.Lines, StringComparer.Ordinal);
        await transport.Cutting.InTime();
        Assert.Equal(CloseCodes.InternalError, broken.CloseCode);
        Waiting.Until(() => broken.Subscriptions().Length == 0);
    }

    [Fact]
    public async Task Release_TransportThrows_LetsGoEverythingAndIsReported()
    {
        await using var hub = EngineHub.Create();
        var (connection, _) = hub.Connect();
        connection.AttachedTransport = new ThrowingTransport();
        await hub.SubscribeAsync(connection, "seen:a");

        connection.Close(CloseCodes.Expired);

        Waiting.Until(() => connection.Subscriptions().Length == 0 && hub.Get<Supervisor>().Failing.Count > 0);
        Assert.Equal(0, hub.Get<ConnectionRegistry>().UserCount);
    }

    private sealed class RecordingOwner : IOutboundOwner
    {
        public List<Exception> Failures { get; } = [];

        public void OnDrainFailed(Exception exception) => Failures.Add(exception);
    }

    private sealed class ThrowingFraming : Framing
    {
        public override int JoinOverhead => 0;

        public override OutboundFrame Frame(ReadOnlySpan<byte> payload) => TextFraming.Instance.Frame(payload);

        public override int JoinedSize(in OutboundFrame frame) => throw new InvalidOperationException("broken");

        public override int Join(in OutboundFrame frame, Span<byte> buffer, int written) => written;

        public override int CompleteJoin(Span<byte> buffer, int written) => 0;
    }

    private sealed class ThrowingSink : IOutboundSink
    {
        public int TrySend(ReadOnlySpan<byte> bytes) => throw new InvalidOperationException("broken");

        public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes) => ValueTask.FromResult(false);
    }

    private sealed class ThrowingLaterSink : IOutboundSink
    {
        public int TrySend(ReadOnlySpan<byte> bytes) => 0;

        public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes) => throw new InvalidOperationException("broken");
    }

    private sealed class ThrowingTransport : IConnectionTransport
    {
        public void OnClosing() => throw new InvalidOperationException("broken");

        public void Cut()
        {
            // Nothing to cut.
        }
    }
}
