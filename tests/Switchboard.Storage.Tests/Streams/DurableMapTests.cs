using System.Text;
using Dapper;
using Switchboard.Extensibility;
using Switchboard.Specs;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Streams;

/// <summary>What a durable store promises about entries beyond what every store does. The databases' tests inherit it.</summary>
public abstract class DurableMapTests : MapStoreSpec
{
    private const string Channel = "kept:map";

    /// <summary>Makes an empty store, and opens it.</summary>
    internal abstract Task<StoreHarness> OpenAsync(Action<StoreOptions>? configure = null);

    [Fact]
    public async Task Restart_Map_GoesOnWhereItWas()
    {
        await using var harness = await OpenAsync();
        var first = await SetAsync(harness, "a", "1", change => change with { Version = 3 });
        await SetAsync(harness, "b", "2", change => change with { EntryAge = TimeSpan.FromMinutes(1) });
        await harness.ReopenAsync();

        var page = await ReadAsync(harness);
        var stale = await SetAsync(harness, "a", "3", change => change with { Version = 3 });
        var next = await SetAsync(harness, "a", "3", change => change with { Expected = first.Position });
        harness.Time.Shift(TimeSpan.FromMinutes(1));

        Assert.Equal("a=1@1 b=2@2", Describe(page));
        Assert.Equal(first.Position with { Offset = 2 }, page.Top);
        Assert.Equal((MapOutcome.Stale, MapOutcome.Changed), (stale.Outcome, next.Outcome));
        Assert.Equal("b", Assert.Single(await harness.Store.Streams.ListExpiredEntriesAsync(10, StoreHarness.Cancelled)).Key);
    }

    [Fact]
    public async Task HoldNamespaces_OneThatWasAwayFromTheStore_HasNoEntriesAndNothingExpires()
    {
        await using var harness = await OpenAsync();
        var before = await SetAsync(harness, "a", "1", change => change with { EntryAge = TimeSpan.FromMinutes(1) });
        harness.Time.Shift(TimeSpan.FromMinutes(1));
        Assert.Single(await harness.Store.Streams.ListExpiredEntriesAsync(10, StoreHarness.Cancelled));

        await harness.ReopenAsync("other");
        Assert.Empty(await harness.Store.Streams.ListExpiredEntriesAsync(10, StoreHarness.Cancelled));
        await harness.ReopenAsync("kept");
        var empty = await ReadAsync(harness);
        var count = await harness.Store.Streams.CountEntriesAsync(Channel, StoreHarness.Cancelled);
        var after = await SetAsync(harness, "a", "2", change => change with { KeyMode = MapKeyMode.IfNew });
        await harness.Store.SweepAsync(StoreHarness.Cancelled);

        Assert.Equal((0, 0L, 0ul), (empty.Entries.Count, count, empty.Top.Offset));
        Assert.Equal(new MapChangeResult(new Position(1, empty.Top.Epoch), MapOutcome.Changed), after);
        Assert.NotEqual(before.Position.Epoch, empty.Top.Epoch, StringComparer.Ordinal);
        Assert.Equal("a=2@1", Describe(await ReadAsync(harness)));
        Assert.Equal(1, await CountAsync(harness, "map_entry"));
    }

    [Fact]
    public async Task Clear_LargeMap_IsSweptInPortionsBesideTheNextEntries()
    {
        await using var harness = await OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 1200).Select(i => SetAsync(harness, $"k{i}", "x")));
        await harness.Store.Streams.ClearAsync(Channel, StoreHarness.Cancelled);
        await SetAsync(harness, "k7", "new");
        Assert.Equal(1201, await CountAsync(harness, "map_entry"));

        await harness.Store.SweepAsync(StoreHarness.Cancelled);

        Assert.Equal(1, await CountAsync(harness, "map_entry"));
        Assert.Equal("k7=new@1", Describe(await ReadAsync(harness)));
        await harness.Store.Streams.ClearAsync(Channel, StoreHarness.Cancelled);
        await harness.Store.SweepAsync(StoreHarness.Cancelled);
        Assert.Equal((0, 0, 0), (await CountAsync(harness, "map_entry"), await CountAsync(harness, "publication"), await CountAsync(harness, "stream")));
    }

    [Fact]
    public async Task Clear_AmongChangesOfOneGroup_BeginsAnotherEpochEachTime()
    {
        await using var harness = await OpenAsync();
        var handler = new CountingHandler { Wait = new ManualResetEventSlim() };
        var first = harness.Store.Commits.SubmitAsync(new CountedWrite(handler, "SELECT 1"), StoreHarness.Cancelled);
        await handler.Waiting.Task;
        var changes = new List<Task<MapChangeResult>>();
        var clears = new List<Task>();
        for (var i = 0; i < 4; i++)
        {
            changes.Add(SetAsync(harness, "a", $"{i}", change => change with { KeyMode = MapKeyMode.IfNew }));
            clears.Add(harness.Store.Streams.ClearAsync(Channel, StoreHarness.Cancelled).AsTask());
        }

        changes.Add(SetAsync(harness, "b", "x"));
        handler.Wait.Set();
        await first.WaitAsync(Patience.Limit, StoreHarness.Cancelled);
        await Task.WhenAll(clears).WaitAsync(Patience.Limit, StoreHarness.Cancelled);
        var results = await Task.WhenAll(changes).WaitAsync(Patience.Limit, StoreHarness.Cancelled);

        Assert.All(results, result => Assert.Equal((MapOutcome.Changed, 1ul), (result.Outcome, result.Position.Offset)));
        Assert.Equal(5, results.Select(result => result.Position.Epoch).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("b=x@1", Describe(await ReadAsync(harness)));
        Assert.Empty(await harness.Store.CheckAsync(StoreHarness.Cancelled));
    }

    [Fact]
    public async Task Sweep_MapsThatLast_AreNotVisitedAgain()
    {
        await using var harness = await OpenAsync();
        await SetAsync(harness, "a", "1");
        harness.Time.Shift(StoreHarness.Retention.PositionAge * 2);
        await harness.Store.SweepAsync(StoreHarness.Cancelled);
        var now = harness.Time.GetUtcNow().ToUnixTimeMilliseconds();

        Assert.Equal(0, await CountAsync(harness, $"stream WHERE sweep_at <= {now}"));
        Assert.Equal(0, await CountAsync(harness, "publication"));
        await RemoveAsync(harness, "a");
        harness.Time.Shift(StoreHarness.Retention.PositionAge);
        await harness.Store.SweepAsync(StoreHarness.Cancelled);
        Assert.Equal(0, await CountAsync(harness, "stream"));
    }

    [Fact]
    public async Task Change_WithEvents_HasThemInTheOutboxWithItsPosition()
    {
        await using var harness = await OpenAsync();
        var happened = new OutgoingEvent { Target = "t", Id = "e1", Type = "set", Time = harness.Time.GetUtcNow(), Data = "1"u8.ToArray(), Channel = Channel };
        await SetAsync(harness, "a", "1", change => change with { Events = [happened] });
        await SetAsync(harness, "a", "1", change => change with { KeyMode = MapKeyMode.IfNew, Events = [happened with { Id = "e2" }] });

        var top = (await ReadAsync(harness)).Top;
        var stored = Assert.Single((await harness.Store.Outbox.TakeAsync("t", new OutboxLease("me", harness.Time.GetUtcNow(), TimeSpan.FromMinutes(1)), new OutboxPortion(10, 10_000), StoreHarness.Cancelled))!);

        Assert.Equal(("e1", top.Offset, top.Epoch), (stored.Event.Id, stored.Event.Offset, stored.Event.Epoch));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xD800)]
    public async Task Text_ThatTheDatabaseCannotHold_IsRefusedBeforeItCostsOthers(int character)
    {
        var text = "kept:a" + (char)character;
        await using var harness = await OpenAsync();
        var maps = harness.Store.Streams;
        Func<Task>[] attempts =
        [
            () => SetAsync(harness, "a", "1", change => change with { Channel = text }),
            () => SetAsync(harness, text, "1"),
            () => maps.ReadEntriesAsync(text, StoreHarness.Retention, new MapRead(), StoreHarness.Cancelled).AsTask(),
            () => maps.CountEntriesAsync(text, StoreHarness.Cancelled).AsTask(),
            () => maps.ClearAsync(text, StoreHarness.Cancelled).AsTask(),
        ];

        foreach (var attempt in attempts)
        {
            Assert.Equal(107u, (await Assert.ThrowsAsync<SwitchboardException>(attempt)).Error.Code);
        }
    }

    private protected static async Task<MapChangeResult> SetAsync(StoreHarness harness, string key, string text, Func<MapChange, MapChange>? change = null)
    {
        var plain = new MapChange
        {
            Channel = Channel,
            Publication = new Publication { Data = Encoding.UTF8.GetBytes(text), IsJson = false, Key = key, Time = harness.Time.GetUtcNow() },
            Retention = StoreHarness.Retention,
        };
        return await harness.Store.Streams.ChangeAsync(change?.Invoke(plain) ?? plain, harness.Sink, StoreHarness.Cancelled);
    }

    private static Task<MapChangeResult> RemoveAsync(StoreHarness harness, string key)
        => SetAsync(harness, key, "", change => change with { Publication = change.Publication with { IsRemoval = true } });

    private static async Task<MapPage> ReadAsync(StoreHarness harness)
        => await harness.Store.Streams.ReadEntriesAsync(Channel, StoreHarness.Retention, new MapRead(), StoreHarness.Cancelled);

    private static string Describe(MapPage page)
        => string.Join(' ', page.Entries.Select(entry => $"{entry.Key}={Encoding.UTF8.GetString(entry.Data.Span)}@{entry.Offset}"));

    protected override async ValueTask<StreamStoreFixture> CreateAsync()
    {
        var harness = await OpenAsync();
        return new StreamStoreFixture(harness.Store.Streams, harness.Time, harness.Time.Shift)
        {
            CountStreams = async () => await CountAsync(harness, "stream"),
            Sweep = async () => await harness.Store.SweepAsync(StoreHarness.Cancelled),
            Release = async () =>
            {
                Assert.Empty(await harness.Store.CheckAsync(StoreHarness.Cancelled));
                await harness.DisposeAsync();
            },
        };
    }

    private static async Task<long> CountAsync(StoreHarness harness, string table)
        => await harness.Store.ReadAsync(connection => connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {table}"), StoreHarness.Cancelled);
}
