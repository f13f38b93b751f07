using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.InMemory;

public sealed partial class InMemoryStreamStoreTests : StreamStoreSpec
{
    private static readonly StreamRetention _kept = new(100, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Append_Full_TheLongestUnusedGoesFirst()
    {
        var store = Create(streams: 3);
        var first = await AppendInTurnAsync(store, "a");
        await AppendInTurnAsync(store, "b");
        await AppendInTurnAsync(store, "c");
        await AppendInTurnAsync(store, "a");
        await ReadInTurnAsync(store, "b");

        await AppendInTurnAsync(store, "d");
        await AppendInTurnAsync(store, "e");

        Assert.Equal((3, 2L), (store.Count, store.Evicted));
        Assert.Equal(1u, (await ReadInTurnAsync(store, "b")).Top.Offset);
        Assert.Equal(0u, (await ReadInTurnAsync(store, "c")).Top.Offset);
        var again = await ReadInTurnAsync(store, "a");
        Assert.Equal(0u, again.Top.Offset);
        Assert.NotEqual(first.Position.Epoch, again.Top.Epoch, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Append_FullOfPinnedStreams_IsRefusedUntilOneIsUnpinned()
    {
        var store = Create(streams: 2);
        await PinAsync(store, "a");
        await PinAsync(store, "b");
        var sink = new RecordingPublicationSink();

        var refused = await AppendAsync(store, "c", sink: sink);
        var known = await AppendAsync(store, "a");
        store.Unpin("a");
        var taken = await AppendAsync(store, "c");

        Assert.Equal(AppendOutcome.Full, refused.Outcome);
        Assert.Empty(sink.Entered);
        Assert.Equal(1, store.Refused);
        Assert.Equal(2u, known.Position.Offset);
        Assert.Equal(1u, taken.Position.Offset);
        Assert.Equal(1u, (await ReadAsync(store, "b")).Top.Offset);
    }

    [Fact]
    public async Task Pin_EmptyStream_KeepsItsEpochWhenAStreamOfTheSameHashGoes()
    {
        var store = Create(streams: 1);
        var place = StreamGenerations.PlaceOf("quiet");
        var same = Enumerable.Range(0, int.MaxValue).Select(i => $"{i}").First(name => StreamGenerations.PlaceOf(name) == place);
        store.Pin("quiet");
        var position = (await ReadAsync(store, "quiet")).Top;
        await AppendAsync(store, same);
        await AppendAsync(store, "next");

        Assert.Equal(1, store.Evicted);
        Assert.Equal(position, (await ReadAsync(store, "quiet")).Top);
        Assert.Equal(new Position(1, position.Epoch), (await AppendAsync(store, "quiet")).Position);
        Assert.Equal(1, store.Count);
    }

    [Fact]
    public async Task Read_EmptyStreamOfAnotherStore_IsInAnotherEpoch()
        => Assert.NotEqual((await ReadAsync(Create(), "a")).Top.Epoch, (await ReadAsync(Create(), "a")).Top.Epoch, StringComparer.Ordinal);

    [Fact]
    public async Task Evict_SameChannelAgainAndAgain_NoEpochComesBack()
    {
        var store = Create(streams: 1);
        var epochs = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 200; i++)
        {
            Assert.True(epochs.Add((await AppendAsync(store, "a")).Position.Epoch));
            await AppendAsync(store, "b");
            Assert.DoesNotContain((await ReadAsync(store, "a")).Top.Epoch, epochs);
        }
    }

    [Fact]
    public async Task Append_LimitLowered_IsReachedStepByStep()
    {
        var limit = 10;
        var store = new InMemoryStreamStore(_time, () => new InMemoryStreamLimits(limit));
        for (var i = 0; i < 10; i++)
        {
            await AppendAsync(store, $"{i}");
        }

        limit = 5;
        var counts = new List<int>();
        for (var i = 10; i < 16; i++)
        {
            Assert.Equal(AppendOutcome.Appended, (await AppendAsync(store, $"{i}")).Outcome);
            counts.Add(store.Count);
        }

        Assert.Equal([9, 8, 7, 6, 5, 5], counts);
    }

    [Fact]
    public async Task Expire_PastThePositionsAge_FreesTheStreamAndItsPlace()
    {
        var store = Create(streams: 1);
        await AppendAsync(store, "a");
        _time.Advance(_kept.PositionAge);
        store.Expire();

        Assert.Equal((0, 0L), (store.Count, store.Bytes));
        Assert.Equal(AppendOutcome.Appended, (await AppendAsync(store, "b")).Outcome);
        Assert.Equal(0, store.Evicted);
    }

    [Fact]
    public async Task Expire_ManyStreams_IsDonePartByPart()
    {
        var store = Create();
        for (var i = 0; i < 5000; i++)
        {
            await AppendAsync(store, $"{i}");
        }

        _time.Advance(_kept.PositionAge);
        store.Expire();
        Assert.InRange(store.Count, 1, 4999);
        for (var i = 0; i < 12; i++)
        {
            store.Expire();
        }

        Assert.Equal(0, store.Count);
    }

    [Fact]
    public async Task Expire_ChangedRules_HoldForStreamsThatNobodyTouches()
    {
        var store = Create();
        await AppendAsync(store, "a");
        await AppendAsync(store, "a");
        await AppendAsync(store, "b");

        store.Expire(channel => channel == "a" ? _kept with { Size = 1 } : null);

        Assert.Equal(store.Bytes, 2 * await SizeOfOneAsync());
        Assert.Single((await ReadAsync(store, "a")).Publications);
    }

    [Fact]
    public async Task Remove_PinnedStream_BeginsAnew()
    {
        var store = Create();
        await PinAsync(store, "a");
        var before = (await ReadAsync(store, "a")).Top;

        store.Remove(static _ => true);
        var after = (await ReadAsync(store, "a")).Top;
        var appended = await AppendAsync(store, "a");

        Assert.Equal(0u, after.Offset);
        Assert.NotEqual(before.Epoch, after.Epoch, StringComparer.Ordinal);
        Assert.Equal(new Position(1, after.Epoch), appended.Position);
        store.Unpin("a");
        Assert.Equal(1, store.Count);
    }

    [Fact]
    public async Task Append_ManyAtOnceInAFullStore_NeitherPassTheLimitNorLoseAPlace()
    {
        const int Limit = 2;
        const int Writers = 4;
        for (var round = 0; round < 100; round++)
        {
            var store = new InMemoryStreamStore(TimeProvider.System, () => new InMemoryStreamLimits(Limit));
            using var start = new Barrier(Writers);
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Factory.StartNew(
                async () =>
                {
                    start.SignalAndWait(Cancelled);
                    for (var i = 0; i < 20; i++)
                    {
                        var channel = $"{(writer + i) % 5}";
                        store.Pin(channel);
                        store.Unpin(channel);

                        // Others pin what there is for a moment.
                        Assert.True((await AppendAsync(store, channel)).Outcome is AppendOutcome.Appended or AppendOutcome.Full);
                        Assert.InRange(store.Count, 0, Limit);
                        if (writer == 0)
                        {
                            store.Expire();
                        }
                    }
                },
                Cancelled,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap()));

            for (var i = 0; i < Limit; i++)
            {
                Assert.Equal(AppendOutcome.Appended, (await AppendAsync(store, $"{i}")).Outcome);
            }

            Assert.Equal(Limit, store.Count);
            Assert.InRange(store.Bytes, 1, 2 * 20 * Writers * await SizeOfOneAsync());
        }
    }

    protected override ValueTask<StreamStoreFixture> CreateAsync()
    {
        var store = Create();
        return ValueTask.FromResult(new StreamStoreFixture(store, _time, _time.Advance)
        {
            CountStreams = () => ValueTask.FromResult<long>(store.Count),
            Sweep = () =>
            {
                store.Expire();
                return ValueTask.CompletedTask;
            },
        });
    }

    private InMemoryStreamStore Create(int streams = 0, long bytes = 0) => new(_time, () => new InMemoryStreamLimits(streams, bytes));

    private async Task<AppendResult> AppendInTurnAsync(InMemoryStreamStore store, string channel)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return await AppendAsync(store, channel);
    }

    private async Task<StreamSlice> ReadInTurnAsync(InMemoryStreamStore store, string channel)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return await ReadAsync(store, channel);
    }

    private static async Task PinAsync(InMemoryStreamStore store, string channel)
    {
        store.Pin(channel);
        await AppendAsync(store, channel);
    }

    private static async Task<AppendResult> AppendAsync(
        InMemoryStreamStore store, string channel, Func<StreamAppend, StreamAppend>? change = null, IPublicationSink? sink = null)
    {
        var append = new StreamAppend { Channel = channel, Publication = new Publication { Data = "1"u8.ToArray() }, Retention = _kept };
        return await store.AppendAsync(change?.Invoke(append) ?? append, sink ?? new RecordingPublicationSink(), Cancelled);
    }

    private static async Task<StreamSlice> ReadAsync(InMemoryStreamStore store, string channel, StreamRetention? retention = null)
        => await store.ReadAsync(channel, retention ?? _kept, new StreamRead { Limit = StreamRead.Unlimited }, Cancelled);

    private async Task<long> SizeOfOneAsync()
    {
        var store = Create();
        await AppendAsync(store, "a");
        return store.Bytes;
    }
}
