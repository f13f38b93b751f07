using Switchboard.Extensibility;
using Switchboard.History;
using Switchboard.Specs;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.History;

public sealed class HistoryReaderTests : IAsyncDisposable
{
    private readonly EngineHub _hub = EngineHub.Create("\"limits\": { \"recoveredPublications\": 5, \"historyPage\": 4 }");

    // Twelve publications, of which ten are kept: offsets 3 to 12.
    [Theory]
    [InlineData(12, true, "")]
    [InlineData(11, true, "12")]
    [InlineData(7, true, "8 9 10 11 12")]
    [InlineData(6, false, "")]
    [InlineData(1, false, "")]
    [InlineData(0, false, "")]
    [InlineData(13, false, "")]
    [InlineData(int.MaxValue, false, "")]
    public async Task Begin_SameEpoch_IsWholeOrRefused(int since, bool recovered, string missed)
    {
        var top = await FillAsync("kept:a", 12);

        var recovery = await BeginAsync("kept:a", top with { Offset = (ulong)since });

        Assert.True(recovery.WasRecovering);
        Assert.Equal(recovered, recovery.Recovered);
        Assert.Equal(missed, string.Join(' ', recovery.Missed.Select(publication => publication.Offset)));
        Assert.Equal(top, recovery.Top);
        Assert.Equal(recovered ? top with { Offset = (ulong)since } : top, recovery.Start);
    }

    [Theory]
    [InlineData("other", 3, false)]
    [InlineData("other", 0, false)]
    [InlineData("", 0, true)]
    [InlineData("", 3, false)]
    public async Task Begin_OtherOrNoEpoch_IsWholeOnlyFromTheBeginning(string epoch, int since, bool recovered)
    {
        await FillAsync("kept:a", 4);

        var recovery = await BeginAsync("kept:a", new Position((ulong)since, epoch));

        Assert.Equal(recovered, recovery.Recovered);
        Assert.Equal(recovered ? 4 : 0, recovery.Missed.Count);
    }

    [Fact]
    public async Task Begin_TrimmedInTheMiddle_IsRefused()
    {
        var top = await FillAsync("kept:a", 4);
        await _hub.Get<IStreamStore>().RemoveHistoryAsync("kept:a", EngineHub.Cancelled);
        await FillAsync("kept:a", 1);

        var refused = await BeginAsync("kept:a", top with { Offset = 3 });
        var whole = await BeginAsync("kept:a", top);

        Assert.False(refused.Recovered);
        Assert.Empty(refused.Missed);
        Assert.Equal([5ul], whole.Missed.Select(publication => publication.Offset));
    }

    [Fact]
    public async Task Begin_AgedAway_IsRefusedUnlessNothingIsMissed()
    {
        var top = await FillAsync("kept:a", 2);
        _hub.Time.Advance(TimeSpan.FromSeconds(300));

        Assert.False((await BeginAsync("kept:a", top with { Offset = 1 })).Recovered);
        Assert.True((await BeginAsync("kept:a", top)).Recovered);
    }

    [Fact]
    public async Task Begin_NotRecovering_StartsAtTheTop()
    {
        var top = await FillAsync("kept:a", 2);

        var recovery = await BeginAsync("kept:a", null);

        Assert.Equal((top, false, false), (recovery.Start, recovery.WasRecovering, recovery.Recovered));
        Assert.Empty(recovery.Missed);
    }

    [Fact]
    public async Task Begin_NoPositions_TouchesNoStream()
    {
        var recovery = await BeginAsync("a", new Position(1, "e"));

        Assert.Same(Recovery.None, recovery);
        Assert.Equal(0, _hub.Get<Switchboard.InMemory.InMemoryStreamStore>().Count);
    }

    [Theory]
    [InlineData(3, 3, "")]
    [InlineData(2, 2, "3")]
    [InlineData(0, 0, "3")]
    [InlineData(9, 2, "3")]
    public async Task Begin_Cache_SendsTheNewestUnlessItIsKnown(int since, int start, string missed)
    {
        var top = await FillAsync("cached:a", 3);

        var recovery = await BeginAsync("cached:a", top with { Offset = (ulong)since });

        Assert.True(recovery.Recovered);
        Assert.Equal(missed, string.Join(' ', recovery.Missed.Select(publication => publication.Offset)));
        Assert.Equal(top with { Offset = (ulong)start }, recovery.Start);
    }

    [Fact]
    public async Task Begin_CacheOfAnotherEpoch_StartsBeforeTheNewest()
    {
        var top = await FillAsync("cached:a", 3);

        var recovery = await BeginAsync("cached:a", new Position(3, "other"));

        Assert.True(recovery.Recovered);
        Assert.Equal(top with { Offset = 2 }, recovery.Start);
        Assert.Equal(3ul, Assert.Single(recovery.Missed).Offset);
    }

    [Fact]
    public async Task Begin_CacheWithNothing_IsNotRecovered()
    {
        Assert.False((await BeginAsync("cached:a", new Position(0, ""))).Recovered);
        var top = await FillAsync("cached:a", 3);
        _hub.Time.Advance(TimeSpan.FromSeconds(300));

        Assert.True((await BeginAsync("cached:a", top)).Recovered);
        Assert.False((await BeginAsync("cached:a", top with { Offset = 2 })).Recovered);
        Assert.False((await BeginAsync("cached:a", top with { Epoch = "other" })).Recovered);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Subscribe_UnrecoverableAndNotAccepted_IsError112(bool reject)
    {
        await FillAsync("kept:a", 1);
        var (connection, _) = _hub.Connect();
        var order = _hub.Order("kept:a") with { RecoverSince = new Position(7, "other"), RejectUnrecovered = reject };

        var outcome = await _hub.SubscriptionManager.BeginAsync(connection, order, EngineHub.Cancelled);

        Assert.Equal(reject ? ErrorCodes.UnrecoverablePosition : null, outcome.Error);
        Assert.Equal(reject ? 0 : 1, connection.SubscriptionCount);
        Assert.Equal(reject ? 0 : 1, _hub.Channels.Count);
    }

    [Fact]
    public async Task ReadPage_LimitAndEpoch_AreHeldToThePage()
    {
        var top = await FillAsync("kept:a", 8);
        var reader = _hub.Get<HistoryReader>();
        var space = _hub.Space("kept:a");

        Assert.Equal(4, (await reader.ReadPageAsync("kept:a", space, new StreamRead { Limit = -1 }, null, EngineHub.Cancelled)).Value!.Publications.Count);
        Assert.Equal(4, (await reader.ReadPageAsync("kept:a", space, new StreamRead { Limit = 100 }, null, EngineHub.Cancelled)).Value!.Publications.Count);
        Assert.Empty((await reader.ReadPageAsync("kept:a", space, new StreamRead { Limit = 0 }, null, EngineHub.Cancelled)).Value!.Publications);
        Assert.Equal(8u, (await reader.ReadPageAsync("kept:a", space, new StreamRead { Limit = 1, Since = 7 }, top.Epoch, EngineHub.Cancelled)).Value!.Publications[0].Offset);
        Assert.Equal(
            ErrorCodes.UnrecoverablePosition,
            (await reader.ReadPageAsync("kept:a", space, new StreamRead { Limit = 1, Since = 1 }, "other", EngineHub.Cancelled)).Error);
    }

    [Fact]
    public async Task Read_NestedTooDeep_IsLeftOut()
    {
        var top = await FillAsync("kept:a", 1);
        for (var i = 0; i < 4; i++)
        {
            await AppendAsync("kept:a", new string('[', 60) + new string(']', 60));
        }

        await FillAsync("kept:a", 1);

        var recovery = await BeginAsync("kept:a", top);
        Assert.True(recovery.Recovered);
        Assert.Equal([6ul], recovery.Missed.Select(publication => publication.Offset));
        Assert.Equal((top, 6ul), (recovery.Start, recovery.Top.Offset));

        // A whole page of them is not the end.
        var page = await _hub.Get<HistoryReader>().ReadPageAsync("kept:a", _hub.Space("kept:a"), new StreamRead { Limit = 4, Since = 1 }, top.Epoch, EngineHub.Cancelled);
        Assert.Equal([6ul], page.Value!.Publications.Select(publication => publication.Offset));
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    // As it was kept when more was allowed.
    private async Task AppendAsync(string channel, string json)
    {
        var publication = new Publication { Data = System.Text.Encoding.UTF8.GetBytes(json) };
        var append = new StreamAppend { Channel = channel, Publication = publication, Retention = _hub.Space(channel).Retention };
        await _hub.Get<IStreamStore>().AppendAsync(append, new RecordingPublicationSink(), EngineHub.Cancelled);
    }

    private async Task<Recovery> BeginAsync(string channel, Position? since)
    {
        var outcome = await _hub.Get<HistoryReader>().BeginAsync(_hub.Order(channel) with { RecoverSince = since }, EngineHub.Cancelled);
        return outcome.Value!;
    }

    private async Task<Position> FillAsync(string channel, int count)
    {
        var position = default(Position);
        for (var i = 0; i < count; i++)
        {
            position = await _hub.PublishAsync(channel, "1");
        }

        return position;
    }
}
