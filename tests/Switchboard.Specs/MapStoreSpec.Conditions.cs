using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <content>Changes that take effect only under a condition.</content>
public abstract partial class MapStoreSpec
{
    [Theory]
    [InlineData(false, MapKeyMode.Any, MapOutcome.Changed)]
    [InlineData(false, MapKeyMode.IfNew, MapOutcome.Changed)]
    [InlineData(false, MapKeyMode.IfExists, MapOutcome.Missing)]
    [InlineData(true, MapKeyMode.Any, MapOutcome.Changed)]
    [InlineData(true, MapKeyMode.IfNew, MapOutcome.Exists)]
    [InlineData(true, MapKeyMode.IfExists, MapOutcome.Changed)]
    public async Task Set_KeyMode_Decides(bool isThere, MapKeyMode mode, MapOutcome expected)
    {
        await using var bench = await CreateAsync();
        var sink = new RecordingPublicationSink();
        var top = await SetAsync(bench, isThere ? "a" : "other", "1");

        var result = await SetAsync(bench, "a", "2", change => change with { KeyMode = mode }, sink);

        Assert.Equal(expected, result.Outcome);
        Assert.Equal(expected == MapOutcome.Changed ? 1 : 0, sink.Entered.Count);
        Assert.Equal(top.Position with { Offset = (ulong)(1 + sink.Entered.Count) }, result.Position);
        Assert.Equal(result.Position, (await ReadAsync(bench)).Top);
    }

    [Fact]
    public async Task Remove_WhatIsNotThere_IsMissing()
    {
        await using var bench = await CreateAsync();
        await SetAsync(bench, "a", "1");
        var removed = await RemoveAsync(bench, "a");
        var sink = new RecordingPublicationSink();

        var again = await RemoveAsync(bench, "a", sink: sink);

        Assert.Equal((MapOutcome.Missing, removed.Position), (again.Outcome, again.Position));
        Assert.Empty(sink.Entered);
        Assert.Equal(removed.Position, (await ReadAsync(bench)).Top);
    }

    [Fact]
    public async Task Expected_PositionOfTheEntry_Changes()
    {
        await using var bench = await CreateAsync();
        var first = await SetAsync(bench, "a", "1");
        await SetAsync(bench, "b", "x");

        var set = await SetAsync(bench, "a", "2", change => change with { Expected = first.Position });
        var removed = await RemoveAsync(bench, "a", change => change with { Expected = set.Position });

        Assert.Equal(MapOutcome.Changed, set.Outcome);
        Assert.Equal(MapOutcome.Changed, removed.Outcome);
        Assert.Equal("b=x@2", Describe(await ReadAsync(bench)));
    }

    [Fact]
    public async Task Expected_AnotherPosition_IsAConflictAndTellsTheEntry()
    {
        await using var bench = await CreateAsync();
        var sink = new RecordingPublicationSink();
        var first = await SetAsync(bench, "a", "1");
        var second = await SetAsync(bench, "a", "2");
        var top = await SetAsync(bench, "b", "x");

        var results = new[]
        {
            await SetAsync(bench, "a", "3", change => change with { Expected = first.Position }, sink),
            await SetAsync(bench, "a", "3", change => change with { Expected = top.Position }, sink),
            await SetAsync(bench, "a", "3", change => change with { Expected = second.Position with { Epoch = "another" } }, sink),
            await SetAsync(bench, "a", "3", change => change with { Expected = second.Position with { Epoch = "" } }, sink),
            await SetAsync(bench, "a", "3", change => change with { Expected = new Position(0, second.Position.Epoch) }, sink),
            await RemoveAsync(bench, "a", change => change with { Expected = first.Position }, sink),
        };

        Assert.All(results, result =>
        {
            Assert.Equal((MapOutcome.Conflict, top.Position), (result.Outcome, result.Position));
            Assert.Equal(("a", "2", second.Position), (result.Current!.Key, Text(result.Current), PositionOf(result.Current)));
        });
        Assert.Empty(sink.Entered);
    }

    [Fact]
    public async Task Expected_OfWhatIsNotThere_IsAConflictWithoutAnEntry()
    {
        await using var bench = await CreateAsync();
        var first = await SetAsync(bench, "a", "1");
        var removed = await RemoveAsync(bench, "a");

        var set = await SetAsync(bench, "a", "2", change => change with { Expected = first.Position });
        var again = await RemoveAsync(bench, "a", change => change with { Expected = first.Position });

        Assert.Equal((MapOutcome.Conflict, removed.Position), (set.Outcome, set.Position));
        Assert.Equal((MapOutcome.Conflict, removed.Position), (again.Outcome, again.Position));
        Assert.Null(set.Current);
        Assert.Null(again.Current);
    }

    [Theory]
    [InlineData("")]
    [InlineData("whatever")]
    public async Task Expected_OffsetZero_IsThatNothingIsThere(string epoch)
    {
        await using var bench = await CreateAsync();
        var sink = new RecordingPublicationSink();

        var first = await SetAsync(bench, "a", "1", change => change with { Expected = new Position(0, epoch) }, sink);
        var second = await SetAsync(bench, "a", "2", change => change with { Expected = new Position(0, epoch) }, sink);

        Assert.Equal((MapOutcome.Changed, MapOutcome.Conflict), (first.Outcome, second.Outcome));
        Assert.Equal(first.Position, PositionOf(second.Current!));
        Assert.Single(sink.Entered);
    }

    [Theory]
    [InlineData(5, "", 4, "", MapOutcome.Stale)]
    [InlineData(5, "", 5, "", MapOutcome.Stale)]
    [InlineData(5, "", 6, "", MapOutcome.Changed)]
    [InlineData(5, "", 0, "", MapOutcome.Changed)]
    [InlineData(5, "e1", 1, "e2", MapOutcome.Changed)]
    [InlineData(5, "e1", 5, "e1", MapOutcome.Stale)]
    [InlineData(0, "", 1, "", MapOutcome.Changed)]
    public async Task Version_NotNewerThanTheEntrys_IsDropped(int first, string firstEpoch, int second, string secondEpoch, MapOutcome expected)
    {
        await using var bench = await CreateAsync();
        var sink = new RecordingPublicationSink();
        var top = await SetAsync(bench, "a", "1", change => change with { Version = (ulong)first, VersionEpoch = firstEpoch }, sink);

        var result = await SetAsync(bench, "a", "2", change => change with { Version = (ulong)second, VersionEpoch = secondEpoch }, sink);

        Assert.Equal(expected, result.Outcome);
        Assert.Equal(expected == MapOutcome.Changed ? 2 : 1, sink.Entered.Count);
        Assert.Equal(top.Position with { Offset = (ulong)sink.Entered.Count }, result.Position);
    }

    [Fact]
    public async Task Version_IsTheEntrysAndEndsWithIt()
    {
        await using var bench = await CreateAsync();
        await SetAsync(bench, "a", "1", change => change with { Version = ulong.MaxValue });

        var other = await SetAsync(bench, "b", "1", change => change with { Version = 1 });
        await SetAsync(bench, "a", "2");
        var kept = await SetAsync(bench, "a", "3", change => change with { Version = ulong.MaxValue });
        var staleRemoval = await RemoveAsync(bench, "a", change => change with { Version = 3 });
        await RemoveAsync(bench, "a");
        var anew = await SetAsync(bench, "a", "4", change => change with { Version = 1 });

        Assert.Equal(MapOutcome.Changed, other.Outcome);
        Assert.Equal(MapOutcome.Stale, kept.Outcome);
        Assert.Equal(MapOutcome.Stale, staleRemoval.Outcome);
        Assert.Equal(MapOutcome.Changed, anew.Outcome);
    }

    [Fact]
    public async Task IdempotencyKey_SeenBefore_ReturnsTheFirstPosition()
    {
        await using var bench = await CreateAsync();
        var sink = new RecordingPublicationSink();
        var first = await SetAsync(bench, "a", "1", change => WithIdempotency(change, "k"), sink);
        await SetAsync(bench, "a", "2", sink: sink);

        var again = await SetAsync(bench, "a", "1", change => WithIdempotency(change, "k"), sink);
        var removal = await RemoveAsync(bench, "a", change => WithIdempotency(change, "r"), sink);
        var removedAgain = await RemoveAsync(bench, "a", change => WithIdempotency(change, "r"), sink);

        Assert.Equal((MapOutcome.Duplicate, first.Position), (again.Outcome, again.Position));
        Assert.Equal((MapOutcome.Duplicate, removal.Position), (removedAgain.Outcome, removedAgain.Position));
        Assert.Equal(3, sink.Entered.Count);
    }

    [Fact]
    public async Task IdempotencyKey_PastItsWindowOrWithoutEffect_IsNew()
    {
        await using var bench = await CreateAsync();
        var missing = await RemoveAsync(bench, "a", change => WithIdempotency(change, "k"));
        var first = await SetAsync(bench, "a", "1", change => WithIdempotency(change, "k"));
        bench.Advance(TimeSpan.FromSeconds(9));
        var within = await SetAsync(bench, "a", "2", change => WithIdempotency(change, "k"));
        bench.Advance(TimeSpan.FromSeconds(1));

        var past = await SetAsync(bench, "a", "2", change => WithIdempotency(change, "k"));

        Assert.Equal(
            [MapOutcome.Missing, MapOutcome.Changed, MapOutcome.Duplicate, MapOutcome.Changed],
            new[] { missing, first, within, past }.Select(result => result.Outcome));
        Assert.Equal(2u, past.Position.Offset);
    }

    [Fact]
    public async Task MaxEntries_Reached_RefusesNewOnesAlone()
    {
        await using var bench = await CreateAsync();
        await SetAsync(bench, "a", "1", Limited);
        await SetAsync(bench, "b", "1", Limited);
        var sink = new RecordingPublicationSink();

        var third = await SetAsync(bench, "c", "1", Limited, sink);
        var known = await SetAsync(bench, "a", "2", Limited);
        var removed = await RemoveAsync(bench, "b", Limited);
        var freed = await SetAsync(bench, "c", "1", Limited);

        Assert.Equal((MapOutcome.TooMany, 2ul), (third.Outcome, third.Position.Offset));
        Assert.Empty(sink.Entered);
        Assert.All(new[] { known, removed, freed }, result => Assert.Equal(MapOutcome.Changed, result.Outcome));
        Assert.Equal("a=2@3 c=1@5", Describe(await ReadAsync(bench)));

        static MapChange Limited(MapChange change) => change with { MaxEntries = 2 };
    }

    [Fact]
    public async Task Removal_WithoutTags_IsHandedOnWithThoseOfTheEntry()
    {
        await using var bench = await CreateAsync();
        var sink = new RecordingPublicationSink();
        await SetAsync(bench, "a", "1", change => Tagged(change, "of-entry"));
        await SetAsync(bench, "b", "1", change => Tagged(change, "of-entry"));
        await SetAsync(bench, "c", "1");

        await RemoveAsync(bench, "a", sink: sink);
        await RemoveAsync(bench, "b", change => Tagged(change, "own"), sink);
        await RemoveAsync(bench, "c", sink: sink);

        Assert.Equal(["of-entry", "own", null], sink.Entered.Select(entered => entered.Publication.Event), StringComparer.Ordinal);
        var slice = await bench.Store.ReadAsync(Channel, _kept, new StreamRead { Since = 3, Limit = StreamRead.Unlimited }, Cancelled);
        Assert.Equal(["of-entry", "own", null], slice.Publications.Select(publication => publication.Event), StringComparer.Ordinal);
    }

    [Fact]
    public async Task WantsPrevious_HandsOnWhatTheEntryWas()
    {
        await using var bench = await CreateAsync();
        var sink = new RecordingPublicationSink();
        await SetAsync(bench, "a", "1", Wanting, sink);
        await SetAsync(bench, "a", "2", Wanting, sink);
        await SetAsync(bench, "a", "3", sink: sink);
        await RemoveAsync(bench, "a", Wanting, sink);
        await SetAsync(bench, "a", "4", Wanting, sink);

        var previous = sink.Entered.Select(entered => entered.Publication.Previous).ToList();

        Assert.Equal([null, "1@1", null, "3@3", null], previous.Select(was => was is null ? null : $"{Text(was)}@{was.Offset}"), StringComparer.Ordinal);
        Assert.All(previous, was => Assert.True(was is null or { Previous: null, IsRemoval: false }));
        Assert.Null(Assert.Single((await ReadAsync(bench)).Entries).Previous);

        static MapChange Wanting(MapChange change) => change with { WantsPrevious = true };
    }

    private static MapChange Tagged(MapChange change, string name)
        => change with { Publication = change.Publication with { Tags = new Dictionary<string, string>(StringComparer.Ordinal) { [Publication.EventTag] = name } } };
}
