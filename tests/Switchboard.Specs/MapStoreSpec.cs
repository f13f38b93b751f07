using System.Text;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <summary>The contract of <see cref="IMapStore"/>. An adapter's tests inherit it and make a store.</summary>
public abstract partial class MapStoreSpec
{
    private const string Channel = "kept:map";

    private static readonly StreamRetention _kept = new(10, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store, which keeps the entries of channels beside their streams.</summary>
    protected abstract ValueTask<StreamStoreFixture> CreateAsync();

    [Fact]
    public async Task Set_NewKey_IsAnEntryAtThePositionOfItsChange()
    {
        await using var bench = await CreateAsync();
        var sink = new RecordingPublicationSink();

        var result = await SetAsync(bench, "a", "1", sink: sink);

        Assert.Equal(MapOutcome.Changed, result.Outcome);
        Assert.Null(result.Current);
        Assert.Equal(1u, result.Position.Offset);
        Assert.NotEmpty(result.Position.Epoch);
        var (channel, handedOn) = Assert.Single(sink.Entered);
        Assert.Equal((Channel, "a", "1"), (channel, handedOn.Key, Text(handedOn)));
        var page = await ReadAsync(bench);
        var entry = Assert.Single(page.Entries);
        Assert.Equal(("a", "1", result.Position), (entry.Key, Text(entry), PositionOf(entry)));
        Assert.Equal(result.Position, page.Top);
        Assert.Null(page.Next);
    }

    [Fact]
    public async Task Set_KnownKey_TakesThePlaceOfTheEntry()
    {
        await using var bench = await CreateAsync();
        await SetAsync(bench, "a", "1");
        await SetAsync(bench, "b", "2");

        var result = await SetAsync(bench, "a", "3");

        Assert.Equal(3u, result.Position.Offset);
        var page = await ReadAsync(bench);
        Assert.Equal("a=3@3 b=2@2", Describe(page));
        Assert.Equal(2, await bench.Maps.CountEntriesAsync(Channel, Cancelled));
        Assert.Equal(result.Position, page.Top);
    }

    [Fact]
    public async Task Remove_Entry_IsAChangeToo()
    {
        await using var bench = await CreateAsync();
        var sink = new RecordingPublicationSink();
        await SetAsync(bench, "a", "1");
        await SetAsync(bench, "b", "2");

        var result = await RemoveAsync(bench, "a", sink: sink);

        Assert.Equal((MapOutcome.Changed, 3ul), (result.Outcome, result.Position.Offset));
        var handedOn = Assert.Single(sink.Entered).Publication;
        Assert.Equal(("a", true, 3ul), (handedOn.Key, handedOn.IsRemoval, handedOn.Offset));
        Assert.Equal("b=2@2", Describe(await ReadAsync(bench)));
        Assert.Equal(1, await bench.Maps.CountEntriesAsync(Channel, Cancelled));
    }

    [Fact]
    public async Task Changes_AreTheStreamOfTheChannel()
    {
        await using var bench = await CreateAsync();
        await SetAsync(bench, "a", "1", change => change with { Publication = change.Publication with { Score = -7 } });
        await SetAsync(bench, "b", "2");
        await RemoveAsync(bench, "a");
        await RemoveAsync(bench, "a");
        await SetAsync(bench, "b", "3", change => change with { WantsPrevious = true });

        var slice = await bench.Store.ReadAsync(Channel, _kept, new StreamRead { Limit = StreamRead.Unlimited }, Cancelled);

        Assert.Equal(4u, slice.Top.Offset);
        Assert.Equal([1ul, 2, 3, 4], slice.Publications.Select(publication => publication.Offset));
        Assert.Equal(["a", "b", "a", "b"], slice.Publications.Select(publication => publication.Key), StringComparer.Ordinal);
        Assert.Equal([false, false, true, false], slice.Publications.Select(publication => publication.IsRemoval));
        Assert.Equal([-7L, 0, 0, 0], slice.Publications.Select(publication => publication.Score));
        Assert.Equal(["1", "2", "", "3"], slice.Publications.Select(Text), StringComparer.Ordinal);
        Assert.All(slice.Publications, publication => Assert.Null(publication.Previous));
        Assert.All(slice.Publications, publication => Assert.Equal(slice.Top.Epoch, publication.Epoch));
    }

    [Fact]
    public async Task Changes_AndAppends_ShareTheirPositions()
    {
        await using var bench = await CreateAsync();
        var first = await SetAsync(bench, "a", "1");
        var append = new StreamAppend { Channel = Channel, Publication = new Publication { Data = "2"u8.ToArray(), Time = bench.Now() }, Retention = _kept };

        var second = await bench.Store.AppendAsync(append, new RecordingPublicationSink(), Cancelled);
        var third = await SetAsync(bench, "a", "3");

        Assert.Equal(first.Position with { Offset = 2 }, second.Position);
        Assert.Equal(first.Position with { Offset = 3 }, third.Position);
        Assert.Equal("a=3@3", Describe(await ReadAsync(bench)));
    }

    [Fact]
    public async Task Entry_Publication_IsWhatWasSet()
    {
        await using var bench = await CreateAsync();
        var publication = new Publication
        {
            Data = new byte[] { 0, 255, 10 },
            IsJson = false,
            Key = "k",
            Score = long.MinValue,
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["event"] = "moved", ["k"] = "ü" },
            Publisher = new ClientInfo("42", "c-1", "{\"a\":1}"u8.ToArray(), "2"u8.ToArray()),
            Time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
        };
        await SetAsync(bench, "k", "", change => change with { Publication = publication });

        var read = Assert.Single((await ReadAsync(bench)).Entries);

        Assert.Equal(publication.Data.ToArray(), read.Data.ToArray());
        Assert.Equal((false, "k", false, long.MinValue), (read.IsJson, read.Key, read.IsRemoval, read.Score));
        Assert.Equal(("ü", "moved", 2), (read.Tags!["k"], read.Event, read.Tags.Count));
        Assert.Equal(publication.Time, read.Time);
        Assert.Equal(("42", "c-1"), (read.Publisher!.User, read.Publisher.Client));
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(read.Publisher.ConnectionInfo.Span));
        Assert.Equal("2", Encoding.UTF8.GetString(read.Publisher.ChannelInfo.Span));
    }

    [Fact]
    public async Task Entry_SeveralMegabytes_IsWhatWasSet()
    {
        await using var bench = await CreateAsync();
        var data = new byte[3_000_000];
        new Random(1).NextBytes(data);
        await SetAsync(bench, "large", "", change => change with { Publication = change.Publication with { Data = data } });
        await SetAsync(bench, "small", "1");

        var page = await ReadAsync(bench);

        Assert.True(data.AsSpan().SequenceEqual(page.Entries[0].Data.Span));
        Assert.Equal("small", page.Entries[1].Key);
        Assert.Equal("large", Assert.Single((await ReadAsync(bench, new MapRead { MaxBytes = 1000 })).Entries).Key);
    }

    [Fact]
    public async Task Entry_NotKeptInTheStream_IsThereAllTheSame()
    {
        await using var bench = await CreateAsync();
        var bare = _kept with { Size = 0 };
        await SetAsync(bench, "a", "1", change => change with { Retention = bare });
        var second = await SetAsync(bench, "b", "2", change => change with { Retention = bare });

        var slice = await bench.Store.ReadAsync(Channel, bare, new StreamRead { Limit = StreamRead.Unlimited }, Cancelled);

        Assert.Equal("a=1@1 b=2@2", Describe(await ReadAsync(bench, retention: bare)));
        Assert.Empty(slice.Publications);
        Assert.Equal(second.Position, slice.Top);
    }

    [Fact]
    public async Task RemoveHistory_LeavesTheEntries()
    {
        await using var bench = await CreateAsync();
        var set = await SetAsync(bench, "a", "1");

        await bench.Store.RemoveHistoryAsync(Channel, Cancelled);

        Assert.Equal("a=1@1", Describe(await ReadAsync(bench)));
        Assert.Equal(set.Position with { Offset = 2 }, (await SetAsync(bench, "b", "2")).Position);
    }

    [Fact]
    public async Task Clear_Channel_BeginsAnotherEpochWithoutEntries()
    {
        await using var bench = await CreateAsync();
        var before = await SetAsync(bench, "a", "1", change => WithIdempotency(change, "once"));

        await bench.Maps.ClearAsync(Channel, Cancelled);
        var empty = await ReadAsync(bench);
        var again = await SetAsync(bench, "b", "2", change => WithIdempotency(change, "once"));

        Assert.Empty(empty.Entries);
        Assert.Equal(0u, empty.Top.Offset);
        Assert.NotEqual(before.Position.Epoch, empty.Top.Epoch, StringComparer.Ordinal);
        Assert.Equal((MapOutcome.Changed, new Position(1, empty.Top.Epoch)), (again.Outcome, again.Position));
        Assert.Equal("b=2@1", Describe(await ReadAsync(bench)));
    }

    [Fact]
    public async Task Clear_UnknownChannel_IsIgnored()
    {
        await using var bench = await CreateAsync();

        await bench.Maps.ClearAsync(Channel, Cancelled);

        Assert.Equal(0, await bench.CountStreams());
        Assert.Equal(1u, (await SetAsync(bench, "a", "1")).Position.Offset);
    }

    [Fact]
    public async Task Read_UnknownChannel_LeavesNothingAndIsWhereItsStreamBegins()
    {
        await using var bench = await CreateAsync();

        var page = await ReadAsync(bench);
        var count = await bench.Maps.CountEntriesAsync(Channel, Cancelled);
        var streams = await bench.CountStreams();
        var set = await SetAsync(bench, "a", "1");

        Assert.Empty(page.Entries);
        Assert.Equal((0, 0, 0ul), (count, streams, page.Top.Offset));
        Assert.Equal(new Position(1, page.Top.Epoch), set.Position);
    }

    [Fact]
    public async Task Change_WithoutEffect_LeavesTheChannelWhereItsStreamBegins()
    {
        await using var bench = await CreateAsync();
        var before = await ReadAsync(bench);

        var removed = await RemoveAsync(bench, "a");
        var conflict = await SetAsync(bench, "a", "1", change => change with { Expected = new Position(4, "other") });
        var tooMany = await SetAsync(bench, "a", "1", change => change with { MaxEntries = 0 });

        Assert.Equal((MapOutcome.Missing, before.Top), (removed.Outcome, removed.Position));
        Assert.Equal((MapOutcome.Conflict, before.Top), (conflict.Outcome, conflict.Position));
        Assert.Equal((MapOutcome.TooMany, before.Top), (tooMany.Outcome, tooMany.Position));
        Assert.Equal(before.Top, (await ReadAsync(bench)).Top);
        Assert.Equal(new Position(1, before.Top.Epoch), (await SetAsync(bench, "a", "1")).Position);
    }

    private static ValueTask<MapChangeResult> SetAsync(
        StreamStoreFixture bench, string key, string text, Func<MapChange, MapChange>? change = null, IPublicationSink? sink = null)
        => ChangeAsync(bench, new Publication { Data = Encoding.UTF8.GetBytes(text), IsJson = false, Key = key, Time = bench.Now() }, change, sink);

    private static ValueTask<MapChangeResult> RemoveAsync(
        StreamStoreFixture bench, string key, Func<MapChange, MapChange>? change = null, IPublicationSink? sink = null)
        => ChangeAsync(bench, new Publication { Data = default, Key = key, IsRemoval = true, Time = bench.Now() }, change, sink);

    private static ValueTask<MapChangeResult> ChangeAsync(
        StreamStoreFixture bench, Publication publication, Func<MapChange, MapChange>? change, IPublicationSink? sink)
    {
        var plain = new MapChange { Channel = Channel, Publication = publication, Retention = _kept };
        return bench.Maps.ChangeAsync(change?.Invoke(plain) ?? plain, sink ?? new RecordingPublicationSink(), Cancelled);
    }

    private static MapChange WithIdempotency(MapChange change, string key)
        => change with { IdempotencyKey = key, IdempotencyWindow = TimeSpan.FromSeconds(10) };

    private static async Task<MapPage> ReadAsync(StreamStoreFixture bench, MapRead? read = null, StreamRetention? retention = null)
        => await bench.Maps.ReadEntriesAsync(Channel, retention ?? _kept, read ?? new MapRead(), Cancelled);

    private static Position PositionOf(Publication entry) => new(entry.Offset, entry.Epoch);

    private static string Describe(MapPage page) => string.Join(' ', page.Entries.Select(entry => $"{entry.Key}={Text(entry)}@{entry.Offset}"));

    private static string Text(Publication publication) => Encoding.UTF8.GetString(publication.Data.Span);
}
