using System.Text;
using Switchboard.Channels;
using Switchboard.Extensibility;
using Switchboard.Results;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Channels;

public sealed class PublishPipelineTests : IAsyncDisposable
{
    private readonly EngineHub _hub = EngineHub.Create("\"publishing\": { \"maxIdempotencyKeyBytes\": 4, \"maxTags\": 2, \"maxTagBytes\": 6 }");

    [Theory]
    [InlineData("1234", true)]
    [InlineData("12345", false)]
    [InlineData("üü", true)]
    [InlineData("üüü", false)]
    [InlineData("a\0", false)]
    public async Task Publish_KeyOrVersionEpoch_IsLimitedInBytes(string text, bool accepted)
    {
        Assert.Equal(accepted, (await TryPublishAsync(order => order with { IdempotencyKey = text })).IsSuccess);
        Assert.Equal(accepted, (await TryPublishAsync(order => order with { Version = 1, VersionEpoch = text })).IsSuccess);
    }

    [Theory]
    [InlineData("k", "123456", true)]
    [InlineData("k", "1234567", false)]
    [InlineData("k", "üüüü", false)]
    [InlineData("üüüü", "v", false)]
    [InlineData("", "v", false)]
    [InlineData("event", "moved", true)]
    [InlineData("event", "call", false)]
    [InlineData("event", "a\0", false)]
    [InlineData("k", "\0", false)]
    [InlineData("\0", "v", false)]
    public async Task Publish_Tag_IsLimitedInBytesAndNames(string key, string value, bool accepted)
        => Assert.Equal(accepted, (await TryPublishAsync(order => order with { Tags = Tags((key, value)) })).IsSuccess);

    [Fact]
    public async Task Publish_TooManyTags_IsRefused()
    {
        Assert.True((await TryPublishAsync(order => order with { Tags = Tags(("a", "1"), ("b", "2")) })).IsSuccess);
        Assert.Equal(ErrorCodes.BadRequest, (await TryPublishAsync(order => order with { Tags = Tags(("a", "1"), ("b", "2"), ("c", "3")) })).Error);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("kept:a")]
    public async Task Publish_SameKeyTwice_EntersOnceWithinTheWindow(string channel)
    {
        var (connection, sink) = _hub.Connect();
        await _hub.SubscribeAsync(connection, channel);
        var first = await _hub.PublishAsync(channel, "1", order => order with { IdempotencyKey = "k" });
        var again = await _hub.PublishAsync(channel, "2", order => order with { IdempotencyKey = "k" });
        Assert.Equal(first, again);
        Assert.Single(sink.Lines);

        _hub.Time.Advance(TimeSpan.FromSeconds(300));
        await _hub.PublishAsync(channel, "3", order => order with { IdempotencyKey = "k" });

        Assert.Equal(2, sink.Lines.Length);
    }

    [Fact]
    public async Task EnterAll_SeveralForOneConnection_AreSentAtOnce()
    {
        var (connection, sink) = _hub.Connect();
        await _hub.SubscribeAsync(connection, "a");
        await _hub.SubscribeAsync(connection, "kept:b");
        var before = sink.Sends;

        _hub.Get<PublishPipeline>().DeliverAll(
        [
            new ChannelPublication("a", new Publication { Data = "1"u8.ToArray() }),
            new ChannelPublication("kept:b", new Publication { Data = "2"u8.ToArray() }),
        ]);

        Assert.Equal(2, sink.Lines.Length);
        Assert.Equal(before + 1, sink.Sends);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("kept:a")]
    public async Task Publish_Versions_OnlyNewerOnesEnter(string channel)
    {
        var (connection, sink) = _hub.Connect();
        await _hub.SubscribeAsync(connection, channel);

        foreach (var (version, epoch) in new[] { (2ul, "x"), (1ul, "x"), (2ul, "x"), (3ul, "x"), (1ul, "y"), (0ul, "") })
        {
            await _hub.PublishAsync(channel, $"\"{version}{epoch}\"", order => order with { Version = version, VersionEpoch = epoch });
        }

        Assert.Equal(["\"2x\"", "\"3x\"", "\"1y\"", "\"0\""], sink.Lines.Select(line => line.Split(' ')[^1]), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Publish_VersionsFromManyThreads_NeverGoBack()
    {
        var (connection, sink) = _hub.Connect();
        await _hub.SubscribeAsync(connection, "a");
        var next = 0;

        await Parallel.ForAsync(0, 8, EngineHub.Cancelled, async (_, _) =>
        {
            for (var i = 0; i < 2000; i++)
            {
                var version = Interlocked.Increment(ref next);
                await _hub.PublishAsync("a", $"{version}", order => order with { Version = (ulong)version });
            }
        });

        Waiting.Until(() => connection.Outbound.QueuedBytes == 0);
        var seen = sink.Lines.Select(line => int.Parse(line.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(seen.Order(), seen);
        Assert.Equal(16_000, seen[^1]);
    }

    [Fact]
    public async Task Publish_SkippingHistory_TakesNoPosition()
    {
        var (connection, sink) = _hub.Connect();
        await _hub.SubscribeAsync(connection, "kept:a");

        Assert.Equal(0u, (await _hub.PublishAsync("kept:a", "1", order => order with { SkipHistory = true })).Offset);
        Assert.Equal(1u, (await _hub.PublishAsync("kept:a", "2")).Offset);

        Assert.Equal(["pub kept:a 1", "pub kept:a 1 2"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Publish_MoreSubscribers_AllocatesNoMore()
    {
        // Names of one length, which is part of what is encoded.
        await SubscribeManyAsync("few", 1);
        await SubscribeManyAsync("lot", 100);

        // The least of several rounds is exact: what the runtime adds while it optimizes the code comes in some rounds only.
        var rounds = Enumerable.Range(0, 20).Select(_ => (Few: Measure("few"), Many: Measure("lot"))).ToList();
        var few = rounds.Min(round => round.Few);

        Assert.InRange(few, 1, 250_000);
        Assert.Equal(few, rounds.Min(round => round.Many));
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private async Task SubscribeManyAsync(string channel, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _hub.SubscribeAsync(_hub.Connect(new NullSink()), channel);
        }
    }

    /// <summary>The bytes that a hundred publications cost the publishing thread.</summary>
    private long Measure(string channel)
    {
        var order = new PublicationRequest(channel, _hub.Space(channel), "{\"a\":1}"u8.ToArray());
        var pipeline = _hub.Get<PublishPipeline>();
        for (var i = 0; i < 200; i++)
        {
            Publish(pipeline, order);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Publish(pipeline, order);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Publish(PublishPipeline pipeline, PublicationRequest order)
    {
        if (!pipeline.PublishAsync(order, CancellationToken.None).AsTask().IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("A publication without position completes at once.");
        }
    }

    private ValueTask<Result<Position>> TryPublishAsync(Func<PublicationRequest, PublicationRequest> change)
        => _hub.Get<PublishPipeline>().PublishAsync(change(new PublicationRequest("a", _hub.Space("a"), Encoding.UTF8.GetBytes("1"))), EngineHub.Cancelled);

    private static Dictionary<string, string> Tags(params (string Key, string Value)[] tags)
        => tags.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
}
