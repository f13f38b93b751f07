using System.Globalization;
using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.InMemory;

/// <content>What history may take in bytes: of a channel, and of all.</content>
public sealed partial class InMemoryStreamStoreTests
{
    private const int Payload = 10_000;

    [Fact]
    public async Task Append_MoreBytesThanAChannelMayHave_TheOldestGo()
    {
        var store = Create();
        var retention = _kept with { Bytes = 35_000 };
        for (var i = 0; i < 10; i++)
        {
            await AppendBytesAsync(store, "a", retention);
        }

        var slice = await ReadAsync(store, "a", retention);

        Assert.Equal([8ul, 9, 10], slice.Publications.Select(publication => publication.Offset));
        Assert.InRange(store.Bytes, 30_000, 35_000);
    }

    [Fact]
    public async Task Append_LargerThanAChannelMayHave_StaysAloneUntilTheNext()
    {
        var store = Create();
        var retention = _kept with { Bytes = 15_000 };
        await AppendBytesAsync(store, "a", retention);
        await AppendBytesAsync(store, "a", retention, 20_000);
        var alone = await ReadAsync(store, "a", retention);
        await AppendBytesAsync(store, "a", retention);

        Assert.Equal([2ul], alone.Publications.Select(publication => publication.Offset));
        Assert.Equal([3ul], (await ReadAsync(store, "a", retention)).Publications.Select(publication => publication.Offset));
    }

    [Fact]
    public async Task Read_FewerBytesThanAppendsNamed_IsHeldToThem()
    {
        var store = Create();
        for (var i = 0; i < 5; i++)
        {
            await AppendBytesAsync(store, "a", _kept);
        }

        var slice = await ReadAsync(store, "a", _kept with { Bytes = 25_000 });

        Assert.Equal([4ul, 5], slice.Publications.Select(publication => publication.Offset));
        Assert.InRange(store.Bytes, 20_000, 25_000);
    }

    [Fact]
    public async Task Append_MemoryOfTheNodeIsFull_MakesRoomByItsOwnOldestOrIsRefused()
    {
        var store = Create(bytes: 55_000);
        for (var i = 0; i < 5; i++)
        {
            await AppendBytesAsync(store, "a", _kept);
        }

        var sink = new RecordingPublicationSink();
        var refused = await AppendBytesAsync(store, "b", _kept, sink: sink);
        var own = await AppendBytesAsync(store, "a", _kept);
        var tooLarge = await AppendBytesAsync(store, "a", _kept, 60_000);

        Assert.Equal(AppendOutcome.Full, refused.Outcome);
        Assert.Empty(sink.Entered);
        Assert.Equal(6u, own.Position.Offset);
        Assert.Equal(AppendOutcome.Full, tooLarge.Outcome);
        Assert.Equal([2ul, 3, 4, 5, 6], (await ReadAsync(store, "a")).Publications.Select(publication => publication.Offset));
        Assert.Equal((1, 2L), (store.Count, store.Refused));
        Assert.InRange(store.Bytes, 50_000, 55_000);
        Assert.Equal(AppendOutcome.Appended, (await AppendAsync(store, "c", append => append with { Retention = _kept with { Size = 0 } })).Outcome);
    }

    [Fact]
    public async Task Bytes_WhatGoes_IsGivenBack()
    {
        var store = Create();
        await AppendBytesAsync(store, "removed", _kept);
        await store.RemoveHistoryAsync("removed", Cancelled);
        Assert.Equal(0, store.Bytes);

        await AppendBytesAsync(store, "read", _kept);
        await AppendBytesAsync(store, "swept", _kept);
        _time.Advance(_kept.Age);
        await ReadAsync(store, "read");
        store.Expire();
        Assert.Equal(0, store.Bytes);

        var small = Create(streams: 1);
        await AppendBytesAsync(small, "evicted", _kept);
        var one = small.Bytes;
        await AppendBytesAsync(small, "next", _kept);
        Assert.Equal(one, small.Bytes);
        small.Remove(static _ => true);
        Assert.Equal(0, small.Bytes);
    }

    [Fact]
    public async Task Append_Keys_TakeBytesUntilTheirWindowIsOver()
    {
        var store = Create(bytes: 20_000);
        var outcomes = new List<AppendOutcome>();
        for (var i = 0; i < 200; i++)
        {
            outcomes.Add((await AppendAsync(store, "a", append => append with
            {
                Retention = _kept with { Size = 0 },
                IdempotencyKey = i.ToString(CultureInfo.InvariantCulture),
                IdempotencyWindow = TimeSpan.FromMinutes(5),
            })).Outcome);
        }

        Assert.InRange(store.Bytes, 19_000, 20_000);
        Assert.Contains(AppendOutcome.Full, outcomes);
        _time.Advance(TimeSpan.FromMinutes(5));
        store.Expire();
        Assert.Equal(0, store.Bytes);
        Assert.Equal(AppendOutcome.Appended, (await AppendAsync(store, "a")).Outcome);
    }

    [Fact]
    public async Task Bytes_TagsAndPublisher_AreCounted()
    {
        var plain = Create();
        var rich = Create();
        await AppendAsync(plain, "a");
        await AppendAsync(rich, "a", static append => append with
        {
            Publication = append.Publication with
            {
                Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = new string('x', 5000) },
                Publisher = new ClientInfo("42", "c", new byte[7000], default),
            },
        });

        Assert.InRange(rich.Bytes - plain.Bytes, 17_000, 19_000);
    }

    private static Task<AppendResult> AppendBytesAsync(
        InMemoryStreamStore store, string channel, StreamRetention retention, int bytes = Payload, IPublicationSink? sink = null)
        => AppendAsync(
            store, channel, append => append with { Retention = retention, Publication = append.Publication with { Data = new byte[bytes] } }, sink);
}
