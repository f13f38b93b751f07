using System.Globalization;
using System.Text;
using Switchboard.Outbound;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Outbound;

public sealed class OutboundQueueRaceTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    public async Task Enqueue_ManyProducersAndAMoodySink_LosesAndDoublesNothing(int seed, bool gathers)
    {
        const int Producers = 6;
        const int Each = 400;
        var queue = new OutboundQueue(TextFraming.Instance, int.MaxValue, new OutboundCounters());
        var sink = gathers ? new GatheringMoodySink(seed) : new MoodySink(seed);
        using var start = new Barrier(Producers + 1);
        var producers = Enumerable.Range(0, Producers).Select(producer => Task.Factory.StartNew(
            () =>
            {
                var random = new Random(seed * 100 + producer);
                start.SignalAndWait(EngineHub.Cancelled);
                for (var i = 0; i < Each;)
                {
                    using var batch = DrainBatch.Begin();
                    for (var n = random.Next(1, 5); n > 0 && i < Each; n--, i++)
                    {
                        var filling = new string('.', random.Next(20) == 0 ? random.Next(70_000) : random.Next(gathers ? 5000 : 50));
                        queue.Enqueue(TextFraming.Frame(string.Create(CultureInfo.InvariantCulture, $"{producer} {i} {filling}")));
                    }
                }
            },
            EngineHub.Cancelled,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        start.SignalAndWait(EngineHub.Cancelled);
        queue.Start(sink);

        await Task.WhenAll(producers);
        queue.Finish(TextFraming.Frame("last"), dropWaiting: false);
        await queue.Ended.InTime();

        var lines = Encoding.UTF8.GetString([.. sink.Received]).Split('\n');
        Assert.Equal(Producers * Each + 2, lines.Length);
        Assert.Equal(["last", ""], lines[^2..], StringComparer.Ordinal);
        for (var producer = 0; producer < Producers; producer++)
        {
            var own = lines.Where(line => line.StartsWith($"{producer} ", StringComparison.Ordinal)).Select(line => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
            Assert.Equal(Enumerable.Range(0, Each), own);
        }
    }

    /// <summary>Takes as much as it feels like. Called by one thread at a time, which it checks.</summary>
    private class MoodySink(int seed) : IOutboundSink
    {
        private readonly Random _random = new(seed);
        private int _callers;

        public List<byte> Received { get; } = [];

        public int TrySend(ReadOnlySpan<byte> bytes)
        {
            Assert.Equal(1, Interlocked.Increment(ref _callers));
            var taken = _random.Next(3) == 0 ? _random.Next(bytes.Length + 1) : bytes.Length;
            Received.AddRange(bytes[..taken]);
            Interlocked.Decrement(ref _callers);
            return taken;
        }

        public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
        {
            Assert.Equal(1, Interlocked.Increment(ref _callers));
            if (_random.Next(2) == 0)
            {
                await Task.Yield();
            }

            Received.AddRange(bytes.Span);
            Interlocked.Decrement(ref _callers);
            return true;
        }
    }

    /// <summary>Takes several frames at once, too.</summary>
    private sealed class GatheringMoodySink(int seed) : MoodySink(seed), IGatheringSink
    {
        public int TrySend(List<ArraySegment<byte>> frames)
        {
            Assert.InRange(frames.Count, 2, 8);
            return TrySend(frames.SelectMany(static frame => frame).ToArray());
        }
    }
}
