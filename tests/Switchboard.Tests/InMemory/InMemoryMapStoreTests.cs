using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.InMemory;

public sealed class InMemoryMapStoreTests : MapStoreSpec
{
    private const int Payload = 10_000;

    private static readonly StreamRetention _kept = new(2, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Set_MemoryIsFull_IsRefusedAndRemovalsAreNot()
    {
        var store = Create(bytes: 60_000);
        var sink = new RecordingPublicationSink();
        var outcomes = new List<MapOutcome>();
        for (var i = 0; i < 8; i++)
        {
            outcomes.Add((await SetAsync(store, "a", $"{i}", sink)).Outcome);
        }

        var there = outcomes.Count(outcome => outcome == MapOutcome.Changed);
        var top = (await ReadAsync(store, "a")).Top;
        var other = await SetAsync(store, "b", "x", sink);
        var removed = await RemoveAsync(store, "a", "0", sink);
        var again = await SetAsync(store, "a", "0", sink);

        Assert.Equal(4, there);
        Assert.All(outcomes.Skip(there), outcome => Assert.Equal(MapOutcome.Full, outcome));
        Assert.Equal((ulong)there, top.Offset);
        Assert.Equal((MapOutcome.Full, 0ul), (other.Outcome, other.Position.Offset));
        Assert.Equal(1, store.Count);
        Assert.Equal((MapOutcome.Changed, MapOutcome.Changed), (removed.Outcome, again.Outcome));
        Assert.Equal(there + 2, sink.Entered.Count);
        Assert.InRange(store.Bytes, 40_000, 60_000);
        Assert.Equal(8 - there + 1, store.Refused);
    }

    [Fact]
    public async Task Bytes_WhatGoes_IsGivenBack()
    {
        var store = Create();
        await SetAsync(store, "a", "1");
        await SetAsync(store, "a", "1");
        await SetAsync(store, "a", "2", age: TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(5));
        await SetAsync(store, "a", "2");
        await RemoveAsync(store, "a", "1");
        await RemoveAsync(store, "a", "2");
        await store.RemoveHistoryAsync("a", Cancelled);
        Assert.Equal(0, store.Bytes);

        await SetAsync(store, "cleared", "1");
        await store.ClearAsync("cleared", Cancelled);
        Assert.Equal(0, store.Bytes);

        await SetAsync(store, "forgotten", "1");
        store.Remove(static _ => true);
        Assert.Equal((0L, 0), (store.Bytes, store.Count));
    }

    [Fact]
    public async Task Streams_WithEntries_AreNotGivenUp()
    {
        var store = Create(streams: 2);
        var first = await SetAsync(store, "a", "1");
        await AppendAsync(store, "b");
        _time.Advance(TimeSpan.FromMinutes(1));
        await AppendAsync(store, "c");
        await SetAsync(store, "d", "1");

        Assert.Equal((2, 2L), (store.Count, store.Evicted));
        Assert.Equal(first.Position, (await ReadAsync(store, "a")).Top);
        Assert.Equal(MapOutcome.Full, (await SetAsync(store, "e", "1")).Outcome);
        Assert.Equal(AppendOutcome.Full, await AppendAsync(store, "e"));

        await RemoveAsync(store, "a", "1");
        Assert.Equal(MapOutcome.Changed, (await SetAsync(store, "e", "1")).Outcome);
        Assert.Equal(0u, (await ReadAsync(store, "a")).Top.Offset);
    }

    [Fact]
    public async Task Changes_WithoutEffect_GiveNothingUp()
    {
        var store = Create(streams: 1);
        await AppendAsync(store, "a");

        await RemoveAsync(store, "b", "1");
        await store.ChangeAsync(Change("b", "1") with { KeyMode = MapKeyMode.IfExists }, new RecordingPublicationSink(), Cancelled);

        Assert.Equal((1, 0L), (store.Count, store.Evicted));
    }

    [Fact]
    public async Task Clear_PinnedChannel_KeepsThePin()
    {
        var store = Create(streams: 1);
        store.Pin("a");
        await SetAsync(store, "a", "1");
        await store.ClearAsync("a", Cancelled);
        await SetAsync(store, "a", "1");
        await RemoveAsync(store, "a", "1");

        Assert.Equal(AppendOutcome.Full, await AppendAsync(store, "b"));
        store.Unpin("a");
        Assert.Equal(AppendOutcome.Appended, await AppendAsync(store, "b"));
    }

    [Fact]
    public async Task Expire_EmptiedMaps_LeaveNothing()
    {
        var store = Create();
        for (var i = 0; i < 1000; i++)
        {
            await SetAsync(store, "a", $"{i}", age: TimeSpan.FromSeconds(1));
            await RemoveAsync(store, "a", $"{i}");
        }

        _time.Advance(_kept.PositionAge);
        store.Expire();

        Assert.Equal((0, 0L), (store.Count, store.Bytes));
        Assert.Empty(await store.ListExpiredEntriesAsync(10, Cancelled));
    }

    [Fact]
    public async Task Channels_ManyAtOnceInAFullStore_NeitherPassTheLimitNorLoseAPlace()
    {
        const int Limit = 2;
        for (var round = 0; round < 100; round++)
        {
            var store = new InMemoryStreamStore(TimeProvider.System, () => new InMemoryStreamLimits(Limit));
            await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(
                async () =>
                {
                    for (var i = 0; i < 20; i++)
                    {
                        var channel = $"{(writer + i) % 5}";
                        Assert.True((await SetAsync(store, channel, $"{writer}")).Outcome is MapOutcome.Changed or MapOutcome.Full);
                        Assert.InRange(store.Count, 0, Limit);
                        await RemoveAsync(store, channel, $"{writer}");
                        if (writer == 0)
                        {
                            store.Expire();
                        }
                    }
                },
                Cancelled)));

            for (var i = 0; i < Limit; i++)
            {
                Assert.Equal(AppendOutcome.Appended, await AppendAsync(store, $"{i}"));
            }

            Assert.Equal(Limit, store.Count);
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

    private static MapChange Change(string channel, string key) => new()
    {
        Channel = channel,
        Publication = new Publication { Data = new byte[Payload], Key = key },
        Retention = _kept,
    };

    private static async Task<MapChangeResult> SetAsync(
        InMemoryStreamStore store, string channel, string key, IPublicationSink? sink = null, TimeSpan? age = null)
        => await store.ChangeAsync(Change(channel, key) with { EntryAge = age }, sink ?? new RecordingPublicationSink(), Cancelled);

    private static async Task<MapChangeResult> RemoveAsync(InMemoryStreamStore store, string channel, string key, IPublicationSink? sink = null)
    {
        var removal = Change(channel, key) with { Publication = new Publication { Data = default, Key = key, IsRemoval = true } };
        return await store.ChangeAsync(removal, sink ?? new RecordingPublicationSink(), Cancelled);
    }

    private static async Task<AppendOutcome> AppendAsync(InMemoryStreamStore store, string channel)
    {
        var append = new StreamAppend { Channel = channel, Publication = new Publication { Data = "1"u8.ToArray() }, Retention = _kept };
        return (await store.AppendAsync(append, new RecordingPublicationSink(), Cancelled)).Outcome;
    }

    private static async Task<MapPage> ReadAsync(InMemoryStreamStore store, string channel)
        => await store.ReadEntriesAsync(channel, _kept, new MapRead(), Cancelled);
}
