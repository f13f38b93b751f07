using System.Globalization;
using System.Text;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <summary>The contract of <see cref="IOutboxStore"/>. An adapter's tests inherit it and make a store.</summary>
public abstract class OutboxStoreSpec
{
    /// <summary>The target that events are for.</summary>
    protected const string Target = "all";

    private static readonly TimeSpan _length = TimeSpan.FromSeconds(30);

    /// <summary>The present at the beginning.</summary>
    protected static DateTimeOffset Noon { get; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>More than any test has.</summary>
    protected static OutboxPortion Everything { get; } = new(1000, 1_000_000);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store.</summary>
    protected abstract ValueTask<OutboxStoreFixture> CreateAsync();

    [Fact]
    public async Task Append_Taken_IsThereWithEverything()
    {
        await using var bench = await CreateAsync();
        var happened = Event("a") with
        {
            Type = "subscribed",
            Data = "\0 body"u8.ToArray(),
            IsJson = false,
            Channel = "kept:ü\0",
            Event = "paid",
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["change"] = "append", ["ü\0"] = "" },
            Key = "line\n1",
            IsRemoval = true,
            User = "42",
            Offset = ulong.MaxValue,
            Epoch = "e",
            TraceParent = "00-1-2-01",
            TraceState = "v=1",
        };
        await bench.Store.AppendAsync([happened], Cancelled);

        var stored = Assert.Single((await TakeAsync(bench.Store))!).Event;

        Assert.Equal("\0 body", Encoding.UTF8.GetString(stored.Data.Span));
        Assert.Equal(happened.Tags, stored.Tags);
        Assert.Equal(happened with { Data = default, Tags = null }, stored with { Data = default, Tags = null });
    }

    [Fact]
    public async Task Take_Events_ComeInOrderUntilTheyAreRemoved()
    {
        await using var bench = await CreateAsync();
        var appending = Enumerable.Range(0, 50).Select(i => bench.Store.AppendAsync([Event($"{i:00}a"), Event("x") with { Target = "another" }, Event($"{i:00}b")], Cancelled).AsTask()).ToArray();
        await Task.WhenAll(appending);

        var all = (await TakeAsync(bench.Store))!;
        await bench.Store.RemoveAsync([.. all.Where(static stored => !stored.Event.Id.StartsWith("00", StringComparison.Ordinal)).Skip(1)], Cancelled);
        await bench.Store.AppendAsync([Event("last")], Cancelled);

        Assert.Equal(Enumerable.Range(0, 50).SelectMany(static i => new[] { $"{i:00}a", $"{i:00}b" }), all.Select(static stored => stored.Event.Id), StringComparer.Ordinal);
        Assert.Equal(["00a", "00b", "01a", "last"], await IdsAsync(bench.Store), StringComparer.Ordinal);
        Assert.Equal(50, (await bench.Store.MeasureAsync("another", Cancelled)).Events);
    }

    [Fact]
    public async Task Take_Portion_HoldsForEventsAndBytes_ButOneComesAlways()
    {
        await using var bench = await CreateAsync();
        await bench.Store.AppendAsync([Event("a"), Event("b"), Event("c")], Cancelled);
        var one = Event("a").ApproximateBytes;

        Assert.Equal(["a", "b"], await IdsAsync(bench.Store, new OutboxPortion(2, 1_000_000)), StringComparer.Ordinal);
        Assert.Equal(["a", "b"], await IdsAsync(bench.Store, new OutboxPortion(3, 2 * one)), StringComparer.Ordinal);
        Assert.Equal(["a"], await IdsAsync(bench.Store, new OutboxPortion(3, 1)), StringComparer.Ordinal);
        Assert.Empty((await IdsAsync(bench.Store, new OutboxPortion(0, 0)))!);
    }

    [Fact]
    public async Task Take_Lease_KeepsOthersOutUntilItIsOver()
    {
        await using var bench = await CreateAsync();
        await bench.Store.AppendAsync([Event("a")], Cancelled);
        Assert.NotNull(await TakeAsync(bench.Store));

        Assert.Null(await TakeAsync(bench.Other, "other"));
        Assert.NotNull(await bench.Other.TakeAsync("another", new OutboxLease("other", Noon, _length), Everything, Cancelled));
        Assert.NotNull(await TakeAsync(bench.Store, seconds: 20));
        Assert.Null(await TakeAsync(bench.Other, "other", 49));
        Assert.Single((await TakeAsync(bench.Other, "other", 50))!);
        Assert.Null(await TakeAsync(bench.Store, seconds: 51));
    }

    [Fact]
    public async Task Release_OwnLease_LetsOthersIn_AnothersDoesNot()
    {
        await using var bench = await CreateAsync();
        await TakeAsync(bench.Store);

        await bench.Other.ReleaseAsync(Target, "other", Cancelled);
        Assert.Null(await TakeAsync(bench.Other, "other"));
        await bench.Store.ReleaseAsync(Target, "own", Cancelled);
        Assert.NotNull(await TakeAsync(bench.Other, "other"));
    }

    [Fact]
    public async Task Take_ClockSetBack_EndsALeaseThatIsLongerThanItCanBe()
    {
        await using var bench = await CreateAsync();
        await TakeAsync(bench.Store, seconds: 3600);

        Assert.Null(await TakeAsync(bench.Other, "other", 3570));
        Assert.NotNull(await TakeAsync(bench.Other, "other"));
    }

    [Fact]
    public async Task Remove_WhatIsGone_LeavesOthersAlone()
    {
        await using var bench = await CreateAsync();
        await bench.Store.AppendAsync([Event("a")], Cancelled);
        var taken = (await TakeAsync(bench.Store))!;
        await bench.Store.RemoveAsync(taken, Cancelled);
        await bench.Store.AppendAsync([Event("b")], Cancelled);

        await bench.Other.RemoveAsync(taken, Cancelled);

        Assert.Equal(["b"], await IdsAsync(bench.Store), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Measure_TellsEventsBytesAndTheOldest()
    {
        await using var bench = await CreateAsync();
        Assert.Equal(default, await bench.Store.MeasureAsync(Target, Cancelled));
        await bench.Store.AppendAsync([Event("a"), Event("b") with { Time = Noon.AddSeconds(1) }], Cancelled);

        Assert.Equal(new OutboxBacklog(2, 2 * Event("a").ApproximateBytes, Noon), await bench.Store.MeasureAsync(Target, Cancelled));
        await bench.Store.RemoveAsync([(await TakeAsync(bench.Store))![0]], Cancelled);
        Assert.Equal(new OutboxBacklog(1, Event("b").ApproximateBytes, Noon.AddSeconds(1)), await bench.Other.MeasureAsync(Target, Cancelled));
    }

    [Fact]
    public async Task DropOldest_LeavesWhatMayBe()
    {
        await using var bench = await CreateAsync();
        var one = Event("0").ApproximateBytes;
        await bench.Store.AppendAsync([.. Enumerable.Range(0, 10).Select(static i => Event(i.ToString(CultureInfo.InvariantCulture)))], Cancelled);

        Assert.Equal(0, await bench.Store.DropOldestAsync(Target, 10, 10 * one, Cancelled));
        Assert.Equal(3, await bench.Store.DropOldestAsync(Target, 7, 10 * one, Cancelled));
        Assert.Equal(5, await bench.Store.DropOldestAsync(Target, 7, 2 * one, Cancelled));
        Assert.Equal(["8", "9"], await IdsAsync(bench.Store), StringComparer.Ordinal);
    }

    /// <summary>An event of the target.</summary>
    protected static OutgoingEvent Event(string id) => new()
    {
        Target = Target,
        Id = id,
        Type = OutgoingEvent.PublicationType,
        Time = Noon,
        Data = "{}"u8.ToArray(),
    };

    /// <summary>Takes from the target.</summary>
    protected static ValueTask<IReadOnlyList<StoredEvent>?> TakeAsync(IOutboxStore store, string owner = "own", int seconds = 0)
        => store.TakeAsync(Target, new OutboxLease(owner, Noon.AddSeconds(seconds), _length), Everything, Cancelled);

    private static async Task<IEnumerable<string>?> IdsAsync(IOutboxStore store, OutboxPortion? portion = null)
        => (await store.TakeAsync(Target, new OutboxLease("own", Noon, _length), portion ?? Everything, Cancelled))?.Select(static stored => stored.Event.Id);
}
