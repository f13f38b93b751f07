using System.Globalization;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <content>Entries that last for a while, and positions that last as long as entries do.</content>
public abstract partial class MapStoreSpec
{
    private static readonly TimeSpan _age = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Expired_Entry_IsGoneForReadersAndConditionsAtOnce()
    {
        await using var bench = await CreateAsync();
        await SetAsync(bench, "a", "1", Ageing);
        await SetAsync(bench, "b", "1");
        var there = await ReadAsync(bench);
        bench.Advance(_age);

        var page = await ReadAsync(bench);
        var one = await ReadAsync(bench, new MapRead { Key = "a" });
        var ordered = await ReadAsync(bench, new MapRead { IsOrdered = true });
        var count = await bench.Maps.CountEntriesAsync(Channel, Cancelled);
        var exists = await SetAsync(bench, "a", "2", change => change with { KeyMode = MapKeyMode.IfExists });
        var removed = await RemoveAsync(bench, "a");
        var conflict = await SetAsync(bench, "a", "2", change => change with { Expected = there.Top with { Offset = 1 } });

        Assert.Equal(2, there.Entries.Count);
        Assert.Equal(("b=1@2", "", "b=1@2", 1L), (Describe(page), Describe(one), Describe(ordered), count));
        Assert.Equal([MapOutcome.Missing, MapOutcome.Missing, MapOutcome.Conflict], new[] { exists, removed, conflict }.Select(result => result.Outcome));
        Assert.Null(conflict.Current);
        Assert.Equal(2u, page.Top.Offset);
    }

    [Fact]
    public async Task Expired_Entry_LeavesItsPlaceToANewOne()
    {
        await using var bench = await CreateAsync();
        await SetAsync(bench, "a", "1", change => Ageing(change) with { MaxEntries = 1, Version = 9 });
        bench.Advance(_age);
        var sink = new RecordingPublicationSink();

        var other = await SetAsync(bench, "b", "1", change => Ageing(change) with { MaxEntries = 1 });
        bench.Advance(_age);
        var same = await SetAsync(
            bench,
            "a",
            "2",
            change => change with { MaxEntries = 1, Version = 1, KeyMode = MapKeyMode.IfNew, Expected = new Position(0, ""), WantsPrevious = true },
            sink);

        Assert.Equal((MapOutcome.Changed, MapOutcome.Changed), (other.Outcome, same.Outcome));
        Assert.Equal("a=2@3", Describe(await ReadAsync(bench)));

        // Whoever follows the channel was not told that it is gone; who came since never had it.
        Assert.True(Assert.Single(sink.Entered).Publication.Previous is { Offset: 1, IsRemoval: true });
        Assert.Equal(["b"], (await ListAsync(bench)).Select(entry => entry.Key), StringComparer.Ordinal);
    }

    [Fact]
    public async Task KeepAlive_OfAnEntry_HasItLastAndTellsNobody()
    {
        await using var bench = await CreateAsync();
        var sink = new RecordingPublicationSink();
        await SetAsync(bench, "a", "1", Ageing);
        await SetAsync(bench, "b", "1", Ageing);
        bench.Advance(_age - TimeSpan.FromSeconds(1));

        var kept = await SetAsync(bench, "a", "2", KeepingAlive, sink);
        var refused = await SetAsync(bench, "b", "2", change => Ageing(change) with { KeyMode = MapKeyMode.IfNew }, sink);
        var conflict = await SetAsync(bench, "b", "2", change => KeepingAlive(change) with { Expected = new Position(0, "") }, sink);
        bench.Advance(_age - TimeSpan.FromSeconds(1));

        Assert.Equal((MapOutcome.Exists, MapOutcome.Exists, MapOutcome.Conflict), (kept.Outcome, refused.Outcome, conflict.Outcome));
        Assert.Equal("a=1@1", Describe(await ReadAsync(bench)));
        Assert.Equal(["b"], (await ListAsync(bench)).Select(entry => entry.Key), StringComparer.Ordinal);
        Assert.Empty(sink.Entered);

        bench.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty((await ReadAsync(bench)).Entries);
        var set = await SetAsync(bench, "a", "3", KeepingAlive, sink);
        Assert.Equal(MapOutcome.Changed, set.Outcome);
        Assert.Equal("a=3@3", Describe(await ReadAsync(bench)));
    }

    [Fact]
    public async Task Set_BeforeTheAge_RenewsTheEntry()
    {
        await using var bench = await CreateAsync();
        await SetAsync(bench, "a", "1", Ageing);
        await SetAsync(bench, "b", "1", Ageing);
        bench.Advance(_age - TimeSpan.FromSeconds(1));
        await SetAsync(bench, "a", "2", Ageing);
        await SetAsync(bench, "b", "2");
        bench.Advance(_age - TimeSpan.FromSeconds(1));
        var renewed = await ReadAsync(bench);
        var none = await ListAsync(bench);
        bench.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("a=2@3 b=2@4", Describe(renewed));
        Assert.Empty(none);
        Assert.Equal("b=2@4", Describe(await ReadAsync(bench)));
        bench.Advance(TimeSpan.FromDays(365));
        Assert.Equal("b=2@4", Describe(await ReadAsync(bench)));
    }

    [Fact]
    public async Task Set_WithAShorterAge_EndsEarlier()
    {
        await using var bench = await CreateAsync();
        await SetAsync(bench, "a", "1", Ageing);
        await SetAsync(bench, "a", "2", change => change with { EntryAge = TimeSpan.FromSeconds(5) });
        bench.Advance(TimeSpan.FromSeconds(5));

        Assert.Empty((await ReadAsync(bench)).Entries);
        Assert.Equal("a", Assert.Single(await ListAsync(bench)).Key);
    }

    [Fact]
    public async Task ListExpired_OfSeveralChannels_IsTheOldestFirstUntilTheyAreRemoved()
    {
        await using var bench = await CreateAsync();
        foreach (var (channel, key) in new[] { ("kept:1", "a"), ("kept:2", "b"), ("kept:1", "c"), ("kept:3", "d"), ("kept:2", "e") })
        {
            await SetAsync(bench, key, key, change => Tagged(Ageing(change), key) with { Channel = channel });
            bench.Advance(TimeSpan.FromSeconds(1));
        }

        await SetAsync(bench, "young", "x", Ageing);
        var early = await ListAsync(bench);
        bench.Advance(_age - TimeSpan.FromSeconds(1));

        var first = await ListAsync(bench, 2);
        var all = await ListAsync(bench);

        Assert.Empty(early);
        Assert.Equal("kept:1/a kept:2/b", Names(first));
        Assert.Equal("kept:1/a kept:2/b kept:1/c kept:3/d kept:2/e", Names(all));
        Assert.All(all, entry => Assert.Equal(entry.Key, entry.Tags![Publication.EventTag], StringComparer.Ordinal));
        await RemoveAsync(bench, "b", change => Expiry(change) with { Channel = "kept:2" });
        Assert.Equal("kept:1/a kept:1/c kept:3/d kept:2/e", Names(await ListAsync(bench)));
    }

    [Fact]
    public async Task IsExpiry_RemovesOnlyWhatIsPastItsAge()
    {
        await using var bench = await CreateAsync();
        var sink = new RecordingPublicationSink();
        await SetAsync(bench, "a", "1", change => Tagged(Ageing(change), "old"));
        await SetAsync(bench, "b", "1");
        var young = await RemoveAsync(bench, "a", Expiry, sink);
        var forever = await RemoveAsync(bench, "b", Expiry, sink);
        bench.Advance(_age);

        var removed = await RemoveAsync(bench, "a", change => Expiry(change) with { WantsPrevious = true }, sink);
        var again = await RemoveAsync(bench, "a", Expiry, sink);

        Assert.Equal(
            [MapOutcome.Missing, MapOutcome.Missing, MapOutcome.Changed, MapOutcome.Missing],
            new[] { young, forever, removed, again }.Select(result => result.Outcome));
        var handedOn = Assert.Single(sink.Entered).Publication;
        Assert.Equal((true, 3ul, "old", "1"), (handedOn.IsRemoval, handedOn.Offset, handedOn.Event, Text(handedOn.Previous!)));
        Assert.Equal("b=1@2", Describe(await ReadAsync(bench)));
        Assert.Empty(await ListAsync(bench));
    }

    [Fact]
    public async Task IsExpiry_OfAnEntrySetAgainMeanwhile_IsMissing()
    {
        await using var bench = await CreateAsync();
        await SetAsync(bench, "a", "1", Ageing);
        bench.Advance(_age);
        var found = Assert.Single(await ListAsync(bench));
        await SetAsync(bench, "a", "2", Ageing);

        var result = await RemoveAsync(bench, found.Key, Expiry);

        Assert.Equal(MapOutcome.Missing, result.Outcome);
        Assert.Equal("a=2@2", Describe(await ReadAsync(bench)));
        Assert.Empty(await ListAsync(bench));
    }

    [Fact]
    public async Task Expired_Hundreds_AreFoundAndRemovedAPortionAtATime()
    {
        await using var bench = await CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => SetAsync(bench, i.ToString(CultureInfo.InvariantCulture), "x", Ageing).AsTask()));
        bench.Advance(_age);

        var removed = new HashSet<string>(StringComparer.Ordinal);
        while (await ListAsync(bench, 70) is { Count: > 0 } portion)
        {
            Assert.InRange(portion.Count, 1, 70);
            foreach (var entry in portion)
            {
                Assert.True(removed.Add(entry.Key));
                Assert.Equal(MapOutcome.Changed, (await RemoveAsync(bench, entry.Key, Expiry)).Outcome);
            }
        }

        Assert.Equal(300, removed.Count);
        Assert.Equal(600u, (await ReadAsync(bench)).Top.Offset);
    }

    [Fact]
    public async Task Position_PastItsAge_StaysAsLongAsThereAreEntries()
    {
        await using var bench = await CreateAsync();
        var set = await SetAsync(bench, "a", "1");
        bench.Advance(_kept.PositionAge * 3);
        await bench.Sweep();

        var page = await ReadAsync(bench);
        var slice = await bench.Store.ReadAsync(Channel, _kept, new StreamRead { Limit = StreamRead.Unlimited }, Cancelled);
        var next = await SetAsync(bench, "a", "2", change => change with { Expected = set.Position });

        Assert.Equal("a=1@1", Describe(page));
        Assert.Equal(set.Position, page.Top);
        Assert.Equal(set.Position, slice.Top);
        Assert.Empty(slice.Publications);
        Assert.Equal((MapOutcome.Changed, set.Position with { Offset = 2 }), (next.Outcome, next.Position));
    }

    [Fact]
    public async Task Position_OfAnEntryPastItsAge_StaysUntilThatIsRemoved()
    {
        await using var bench = await CreateAsync();
        var set = await SetAsync(bench, "a", "1", change => change with { EntryAge = _kept.PositionAge * 2 });
        bench.Advance(_kept.PositionAge * 2);
        await bench.Sweep();

        Assert.Equal(set.Position, (await ReadAsync(bench)).Top);
        var removed = await RemoveAsync(bench, "a", Expiry);
        bench.Advance(_kept.PositionAge - TimeSpan.FromSeconds(1));
        await bench.Sweep();

        Assert.Equal((MapOutcome.Changed, set.Position with { Offset = 2 }), (removed.Outcome, removed.Position));
        Assert.Equal(removed.Position, (await ReadAsync(bench)).Top);
    }

    [Fact]
    public async Task Position_OfAMapThatIsEmptyAgain_EndsWithItsAge()
    {
        await using var bench = await CreateAsync();
        var set = await SetAsync(bench, "a", "1");
        bench.Advance(_kept.PositionAge * 2);
        var removed = await RemoveAsync(bench, "a");
        bench.Advance(_kept.PositionAge);

        var page = await ReadAsync(bench);
        await bench.Sweep();

        Assert.Equal(set.Position with { Offset = 2 }, removed.Position);
        Assert.Equal(0u, page.Top.Offset);
        Assert.NotEqual(set.Position.Epoch, page.Top.Epoch, StringComparer.Ordinal);
        Assert.Equal(0, await bench.CountStreams());
        Assert.NotEqual(set.Position.Epoch, (await SetAsync(bench, "a", "2")).Position.Epoch, StringComparer.Ordinal);
    }

    private static MapChange KeepingAlive(MapChange change) => Ageing(change) with { KeyMode = MapKeyMode.IfNew, KeepsAlive = true };

    private static MapChange Ageing(MapChange change) => change with { EntryAge = _age };

    private static MapChange Expiry(MapChange change) => change with { IsExpiry = true };

    private static async Task<IReadOnlyList<ExpiredEntry>> ListAsync(StreamStoreFixture bench, int limit = 1000)
        => await bench.Maps.ListExpiredEntriesAsync(limit, Cancelled);

    private static string Names(IReadOnlyList<ExpiredEntry> entries) => string.Join(' ', entries.Select(entry => $"{entry.Channel}/{entry.Key}"));
}
