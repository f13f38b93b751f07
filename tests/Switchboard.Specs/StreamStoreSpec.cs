using System.Globalization;
using System.Text;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <summary>The contract of <see cref="IStreamStore"/>. An adapter's tests inherit it and make a store.</summary>
public abstract partial class StreamStoreSpec
{
    private const string Channel = "kept:room";

    private static readonly StreamRetention _kept = new(10, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store.</summary>
    protected abstract ValueTask<StreamStoreFixture> CreateAsync();

    [Fact]
    public async Task Append_First_HasOffsetOneAndAnEpoch()
    {
        await using var bench = await CreateAsync();

        var result = await AppendAsync(bench, "a");

        Assert.Equal(AppendOutcome.Appended, result.Outcome);
        Assert.Equal(1u, result.Position.Offset);
        Assert.NotEmpty(result.Position.Epoch);
    }

    [Fact]
    public async Task Append_Several_OffsetsAreDenseWithinOneEpoch()
    {
        await using var bench = await CreateAsync();

        var positions = new List<Position>();
        for (var i = 0; i < 5; i++)
        {
            positions.Add((await AppendAsync(bench, "x")).Position);
        }

        Assert.Equal([1ul, 2, 3, 4, 5], positions.Select(position => position.Offset));
        Assert.All(positions, position => Assert.Equal(positions[0].Epoch, position.Epoch));
    }

    [Fact]
    public async Task Append_TwoChannels_CountApart()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "a");

        var other = await AppendAsync(bench, "b", append => append with { Channel = "kept:other" });

        Assert.Equal(1u, other.Position.Offset);
    }

    [Fact]
    public async Task Append_Publication_IsHandedOnWithItsPositionBeforeTheAppendCompletes()
    {
        await using var bench = await CreateAsync();
        var sink = new RecordingPublicationSink();

        var result = await AppendAsync(bench, "a", sink: sink);

        var (channel, publication) = Assert.Single(sink.Entered);
        Assert.Equal(Channel, channel);
        Assert.Equal(result.Position, new Position(publication.Offset, publication.Epoch));
        Assert.Equal("a", Text(publication));
    }

    [Fact]
    public async Task Append_EightWriters_EnterInTheOrderOfTheirOffsets()
    {
        const int Each = 200;
        await using var bench = await CreateAsync();
        var sink = new RecordingPublicationSink();
        using var start = new Barrier(8);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Factory.StartNew(
            async () =>
            {
                start.SignalAndWait(Cancelled);
                for (var i = 0; i < Each; i++)
                {
                    var name = string.Create(CultureInfo.InvariantCulture, $"{writer}:{i}");
                    var result = await AppendAsync(bench, name, sink: sink);

                    // Handed on before the append completed.
                    Assert.True((ulong)sink.Entered.Count >= result.Position.Offset);
                }
            },
            Cancelled,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));

        var entered = sink.Entered.Select(entry => entry.Publication).ToList();
        Assert.Equal(Enumerable.Range(1, 8 * Each).Select(offset => (ulong)offset), entered.Select(publication => publication.Offset));
        for (var writer = 0; writer < 8; writer++)
        {
            var own = entered.Select(Text).Where(text => text.StartsWith($"{writer}:", StringComparison.Ordinal));
            Assert.Equal(Enumerable.Range(0, Each).Select(i => string.Create(CultureInfo.InvariantCulture, $"{writer}:{i}")), own, StringComparer.Ordinal);
        }
    }

    [Theory]
    [InlineData(null, 0, false, "")]
    [InlineData(null, 2, false, "3 4")]
    [InlineData(null, -1, false, "3 4 5 6 7")]
    [InlineData(null, 99, false, "3 4 5 6 7")]
    [InlineData(null, 2, true, "7 6")]
    [InlineData(null, -1, true, "7 6 5 4 3")]
    [InlineData(0, -1, false, "3 4 5 6 7")]
    [InlineData(1, -1, false, "3 4 5 6 7")]
    [InlineData(2, -1, false, "3 4 5 6 7")]
    [InlineData(3, -1, false, "4 5 6 7")]
    [InlineData(5, 1, false, "6")]
    [InlineData(7, -1, false, "")]
    [InlineData(8, -1, false, "")]
    [InlineData(99, -1, false, "")]
    [InlineData(5, -1, true, "4 3")]
    [InlineData(5, 1, true, "4")]
    [InlineData(3, -1, true, "")]
    [InlineData(1, -1, true, "")]
    [InlineData(8, -1, true, "7 6 5 4 3")]
    [InlineData(99, 2, true, "7 6")]
    [InlineData(5, 0, true, "")]
    public async Task Read_Part_IsWhatWasAskedFor(int? since, int limit, bool reverse, string expected)
    {
        await using var bench = await CreateAsync();
        var retention = _kept with { Size = 5 };
        for (var i = 1; i <= 7; i++)
        {
            await AppendAsync(bench, i.ToString(CultureInfo.InvariantCulture), append => append with { Retention = retention });
        }

        var slice = await ReadAsync(bench, new StreamRead { Since = (ulong?)since, Limit = limit, Reverse = reverse }, retention);

        Assert.Equal(expected, string.Join(' ', slice.Publications.Select(publication => publication.Offset)));
        Assert.Equal(expected, string.Join(' ', slice.Publications.Select(Text)));
        Assert.Equal(7u, slice.Top.Offset);
        Assert.All(slice.Publications, publication => Assert.Equal(slice.Top.Epoch, publication.Epoch));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Read_AfterRandomAppendsRemovalsAndTime_AgreesWithAModel(int seed)
    {
        await using var bench = await CreateAsync();
        var random = new Random(seed);
        var retention = new StreamRetention(random.Next(1, 8), TimeSpan.FromSeconds(30), TimeSpan.FromDays(1));
        var kept = new List<(ulong Offset, TimeSpan Until)>();
        var (top, now) = (0ul, TimeSpan.Zero);
        for (var step = 0; step < 400; step++)
        {
            switch (random.Next(10))
            {
                case < 5:
                    await AppendAsync(bench, "x", append => append with { Retention = retention });
                    kept.Add((++top, now + retention.Age));
                    kept.RemoveRange(0, Math.Max(0, kept.Count - retention.Size));
                    break;
                case 5:
                    var by = TimeSpan.FromSeconds(random.Next(1, 15));
                    bench.Advance(by);
                    now += by;
                    break;
                case 6 when random.Next(5) == 0:
                    await bench.Store.RemoveHistoryAsync(Channel, Cancelled);
                    kept.Clear();
                    break;
                default:
                    kept.RemoveAll(entry => entry.Until <= now);
                    var read = RandomRead(random, top);
                    var slice = await ReadAsync(bench, read, retention);
                    Assert.Equal(top, slice.Top.Offset);
                    Assert.Equal(Select(kept.Select(entry => entry.Offset), read), slice.Publications.Select(publication => publication.Offset));
                    break;
            }
        }
    }

    [Fact]
    public async Task Read_Publication_IsWhatWasAppended()
    {
        await using var bench = await CreateAsync();
        var publication = new Publication
        {
            Data = new byte[] { 0, 255, 10 },
            IsJson = false,
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["event"] = "moved", ["k"] = "ü" },
            Publisher = new ClientInfo("42", "c-1", "{\"a\":1}"u8.ToArray(), "2"u8.ToArray()),
            Time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
        };
        await AppendAsync(bench, "", append => append with { Publication = publication });

        var read = Assert.Single((await ReadAsync(bench, All)).Publications);

        Assert.Equal(publication.Data.ToArray(), read.Data.ToArray());
        Assert.False(read.IsJson);
        Assert.Equal("ü", read.Tags!["k"]);
        Assert.Equal(2, read.Tags.Count);
        Assert.Equal("moved", read.Event);
        Assert.Equal(publication.Time, read.Time);
        Assert.Equal(("42", "c-1"), (read.Publisher!.User, read.Publisher.Client));
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(read.Publisher.ConnectionInfo.Span));
        Assert.Equal("2", Encoding.UTF8.GetString(read.Publisher.ChannelInfo.Span));
    }

    [Fact]
    public async Task Append_SizeZero_KeepsThePositionAlone()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "a", append => append with { Retention = _kept with { Size = 0 } });

        var slice = await ReadAsync(bench, All, _kept with { Size = 0 });

        Assert.Empty(slice.Publications);
        Assert.Equal(1u, slice.Top.Offset);
    }

    [Fact]
    public async Task Read_PastTheAge_PublicationsAreGoneAndThePositionStays()
    {
        await using var bench = await CreateAsync();
        var first = await AppendAsync(bench, "a");
        bench.Advance(TimeSpan.FromSeconds(40));
        await AppendAsync(bench, "b");
        bench.Advance(TimeSpan.FromSeconds(20));

        var younger = await ReadAsync(bench, All);
        bench.Advance(TimeSpan.FromSeconds(40));
        var none = await ReadAsync(bench, All);
        var next = await AppendAsync(bench, "c");

        Assert.Equal("b", Text(Assert.Single(younger.Publications)));
        Assert.Empty(none.Publications);
        Assert.Equal(first.Position with { Offset = 2 }, none.Top);
        Assert.Equal(first.Position with { Offset = 3 }, next.Position);
    }

    [Fact]
    public async Task Append_PastThePositionsAge_BeginsANewEpoch()
    {
        await using var bench = await CreateAsync();
        var first = await AppendAsync(bench, "a");
        bench.Advance(_kept.PositionAge);

        var next = await AppendAsync(bench, "b");

        Assert.Equal(1u, next.Position.Offset);
        Assert.NotEqual(first.Position.Epoch, next.Position.Epoch, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Append_BeforeThePositionsAge_ProlongsIt()
    {
        await using var bench = await CreateAsync();
        var first = await AppendAsync(bench, "a");
        bench.Advance(_kept.PositionAge - TimeSpan.FromSeconds(1));
        await AppendAsync(bench, "b");
        bench.Advance(_kept.PositionAge - TimeSpan.FromSeconds(1));

        Assert.Equal(first.Position with { Offset = 2 }, (await ReadAsync(bench, All)).Top);
    }

    [Fact]
    public async Task RemoveHistory_Channel_KeepsTheOffsetGrowing()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "a");
        var second = await AppendAsync(bench, "b");

        await bench.Store.RemoveHistoryAsync(Channel, Cancelled);
        var slice = await ReadAsync(bench, All);
        var next = await AppendAsync(bench, "c");

        Assert.Empty(slice.Publications);
        Assert.Equal(second.Position, slice.Top);
        Assert.Equal(second.Position with { Offset = 3 }, next.Position);
        Assert.Equal("c", Text(Assert.Single((await ReadAsync(bench, All)).Publications)));
    }

    [Fact]
    public async Task RemoveHistory_UnknownChannel_IsIgnored()
    {
        await using var bench = await CreateAsync();

        await bench.Store.RemoveHistoryAsync("kept:none", Cancelled);

        Assert.Equal(1u, (await AppendAsync(bench, "a", append => append with { Channel = "kept:none" })).Position.Offset);
    }

    [Fact]
    public async Task Retention_Lowered_HoldsForWhatIsThere()
    {
        await using var bench = await CreateAsync();
        for (var i = 0; i < 5; i++)
        {
            bench.Advance(TimeSpan.FromSeconds(10));
            await AppendAsync(bench, i.ToString(CultureInfo.InvariantCulture));
        }

        Assert.Equal(5, (await ReadAsync(bench, All)).Publications.Count);
        Assert.Equal(["2", "3", "4"], Texts(await ReadAsync(bench, All, _kept with { Age = TimeSpan.FromSeconds(25) })), StringComparer.Ordinal);
        Assert.Equal(["3", "4"], Texts(await ReadAsync(bench, All, _kept with { Size = 2 })), StringComparer.Ordinal);
    }

    [Fact]
    public async Task PositionAge_Lowered_HoldsForReadersAndPublishers()
    {
        await using var bench = await CreateAsync();
        var first = await AppendAsync(bench, "a");
        bench.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(first.Position, (await ReadAsync(bench, All)).Top);
        var lowered = _kept with { PositionAge = TimeSpan.FromMinutes(4) };

        var top = (await ReadAsync(bench, All, lowered)).Top;
        var next = await AppendAsync(bench, "b", append => append with { Retention = lowered });

        Assert.Equal(0u, top.Offset);
        Assert.NotEqual(first.Position.Epoch, top.Epoch, StringComparer.Ordinal);
        Assert.Equal(new Position(1, top.Epoch), next.Position);
        bench.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(next.Position, (await ReadAsync(bench, All, lowered)).Top);
    }

    private static StreamRead All { get; } = new() { Limit = StreamRead.Unlimited };

    private static ValueTask<AppendResult> AppendAsync(
        StreamStoreFixture bench, string text, Func<StreamAppend, StreamAppend>? change = null, IPublicationSink? sink = null)
    {
        var append = new StreamAppend
        {
            Channel = Channel,
            Publication = new Publication { Data = Encoding.UTF8.GetBytes(text), IsJson = false, Time = bench.Now() },
            Retention = _kept,
        };
        return bench.Store.AppendAsync(change?.Invoke(append) ?? append, sink ?? new RecordingPublicationSink(), Cancelled);
    }

    private static IEnumerable<string> Texts(StreamSlice slice) => slice.Publications.Select(Text);

    private static async Task<StreamSlice> ReadAsync(StreamStoreFixture bench, StreamRead read, StreamRetention? retention = null)
    {
        return await bench.Store.ReadAsync(Channel, retention ?? _kept, read, Cancelled);
    }

    private static StreamRead RandomRead(Random random, ulong top) => new()
    {
        Since = random.Next(3) == 0 ? null : (ulong)random.NextInt64((long)top + 3),
        Limit = random.Next(3) == 0 ? StreamRead.Unlimited : random.Next(0, 10),
        Reverse = random.Next(2) == 0,
    };

    private static IEnumerable<ulong> Select(IEnumerable<ulong> kept, StreamRead read)
    {
        var ordered = read.Reverse ? kept.Reverse() : kept;
        var wanted = ordered.Where(offset => read.Since is not { } since || (read.Reverse ? offset < since : offset > since));
        return read.Limit < 0 ? wanted : wanted.Take(read.Limit);
    }

    private static string Text(Publication publication) => Encoding.UTF8.GetString(publication.Data.Span);
}
