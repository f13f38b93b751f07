using System.Diagnostics.Metrics;
using Switchboard.Client.Outbox;
using Switchboard.Client.Tests.Support;

namespace Switchboard.Client.Tests.Outbox;

public sealed class OutboxLimitTests : IAsyncDisposable
{
    private readonly OutboxBench _bench = new();
    private readonly CountingTimeProvider _time = new();
    private readonly ScriptedHub _hub = new();

    [Fact]
    public async Task Publish_FullAndRejecting_ThrowsAndKeepsTheRest()
    {
        var outbox = _bench.Create(_hub, options => options.MaxItems = 2);
        await OutboxBench.PublishAsync(outbox, "1", "2");

        var full = await Assert.ThrowsAsync<OutboxFullException>(() => OutboxBench.PublishAsync(outbox, "3"));

        Assert.Contains("2 items of 2", full.Message, StringComparison.Ordinal);
        await AssertDeliversAsync(outbox, "1", "2");
        Assert.Empty(_bench.Lost);
    }

    [Fact]
    public async Task Publish_FullOfBytes_CountsPayloadsAndChannels()
    {
        var outbox = _bench.Create(_hub, options => options.MaxBytes = 10);
        await outbox.PublishAsync("ü", OutboxBench.Data("12345678"), OutboxBench.Cancelled);

        await Assert.ThrowsAsync<OutboxFullException>(() => OutboxBench.PublishAsync(outbox, "1"));
        Assert.Equal(10, outbox.Bytes);
    }

    [Fact]
    public async Task Publish_FullAndDroppingTheOldest_GivesThemUpWithAnEvent()
    {
        var outbox = _bench.Create(_hub, options => (options.MaxBytes, options.WhenFull) = (6, OutboxFullMode.DropOldest));
        await OutboxBench.PublishAsync(outbox, "1", "2", "3");

        await OutboxBench.PublishAsync(outbox, "456");

        Assert.Equal(["1", "2"], _bench.Lost.Select(lost => OutboxBench.Text(lost.Item)), StringComparer.Ordinal);
        Assert.All(_bench.Lost, lost => Assert.Equal(OutboxLossReason.NoRoom, lost.Reason));
        await AssertDeliversAsync(outbox, "3", "456");
    }

    [Fact]
    public async Task Publish_LargerThanTheWholeOutbox_DropsNothingForIt()
    {
        var outbox = _bench.Create(_hub, options => (options.MaxBytes, options.WhenFull) = (6, OutboxFullMode.DropOldest));
        await OutboxBench.PublishAsync(outbox, "1");

        await Assert.ThrowsAsync<OutboxFullException>(() => OutboxBench.PublishAsync(outbox, "1234567"));

        await AssertDeliversAsync(outbox, "1");
    }

    [Fact]
    public async Task Publish_FullAndDroppingTheNewest_DoesNotThrow()
    {
        var outbox = _bench.Create(_hub, options => (options.MaxItems, options.WhenFull) = (1, OutboxFullMode.DropNewest));

        await OutboxBench.PublishAsync(outbox, "1", "2");

        Assert.Equal("2", OutboxBench.Text(Assert.Single(_bench.Lost).Item));
        await AssertDeliversAsync(outbox, "1");
    }

    [Fact]
    public async Task Publish_Unusable_IsAnArgumentException()
    {
        var outbox = _bench.Create(_hub, options => options.MaxItemBytes = 3);

        await Assert.ThrowsAsync<ArgumentException>(() => OutboxBench.PublishAsync(outbox, "1234"));
        await Assert.ThrowsAsync<ArgumentException>(() => OutboxBench.PublishAsync(outbox, ""));
        await Assert.ThrowsAsync<ArgumentException>(() => outbox.PublishAsync("", OutboxBench.Data("1"), OutboxBench.Cancelled));
        await OutboxBench.PublishAsync(outbox, "123");
    }

    [Fact]
    public async Task MaxAge_WhileTheHubIsAway_GivesUpTheOld()
    {
        var outbox = _bench.Create(_hub, options => options.MaxAge = TimeSpan.FromMinutes(10), _time);
        await OutboxBench.PublishAsync(outbox, "old");
        _time.Advance(TimeSpan.FromMinutes(9));
        await OutboxBench.PublishAsync(outbox, "young");
        Assert.Equal(TimeSpan.FromMinutes(9), outbox.OldestAge);

        _time.Advance(TimeSpan.FromMinutes(1.5));
        await OutboxBench.UntilAsync(() =>
        {
            // Only while the delivery waits for its next look: otherwise the young one would grow old before it has looked.
            if (_time.TimerCount > 0)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
            }

            return !_bench.Lost.IsEmpty;
        });

        var lost = Assert.Single(await _bench.LostAsync(1));
        Assert.Equal(("old", OutboxLossReason.Expired), (OutboxBench.Text(lost.Item), lost.Reason));
        await AssertDeliversAsync(outbox, "young");
    }

    [Fact]
    public async Task MaxAge_RoomIsNeeded_GivesUpTheOldFirst()
    {
        var outbox = _bench.Create(_hub, options => (options.MaxAge, options.MaxItems) = (TimeSpan.FromDays(10), 1), _time);
        await OutboxBench.PublishAsync(outbox, "old");
        _time.Advance(TimeSpan.FromDays(10) + TimeSpan.FromSeconds(1));

        await OutboxBench.PublishAsync(outbox, "new");

        // Whoever comes first: the call that needs room, or the delivery, which looks from time to time.
        var lost = Assert.Single(await _bench.LostAsync(1));
        Assert.Equal(("old", OutboxLossReason.Expired), (OutboxBench.Text(lost.Item), lost.Reason));
        await AssertDeliversAsync(outbox, "new");
    }

    [Fact]
    public async Task MaxAge_ProgramWasAway_CountsTheTimeInBetween()
    {
        var first = _bench.Create(_hub, options => options.MaxAge = TimeSpan.FromHours(1), _time);
        await OutboxBench.PublishAsync(first, "old");
        await first.CloseAsync();
        _time.Advance(TimeSpan.FromHours(2));
        _hub.GoOnline();

        var second = _bench.Create(_hub, options => options.MaxAge = TimeSpan.FromHours(1), _time);
        await OutboxBench.DrainAsync(second);

        Assert.Empty(_hub.Arrived);
        Assert.Equal(OutboxLossReason.Expired, Assert.Single(await _bench.LostAsync(1)).Reason);
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    public async Task MaxAge_ClockIsSet_CountsWhatReallyPassed(int days)
    {
        var time = new JumpingTimeProvider(_time);
        var outbox = _bench.Create(_hub, options => options.MaxAge = TimeSpan.FromHours(1), time);
        await OutboxBench.PublishAsync(outbox, "1");

        time.Jump(TimeSpan.FromDays(days));
        _time.Advance(TimeSpan.FromMinutes(50));
        await OutboxBench.PublishAsync(outbox, "2");

        Assert.Equal(TimeSpan.FromMinutes(50), outbox.OldestAge);
        await AssertDeliversAsync(outbox, "1", "2");
        Assert.Empty(_bench.Lost);
    }

    [Fact]
    public async Task MaxAge_ClockWentBackBetweenPrograms_KeepsTheAge()
    {
        var time = new JumpingTimeProvider(_time);
        var first = _bench.Create(_hub, options => options.MaxAge = TimeSpan.FromHours(1), time);
        await OutboxBench.PublishAsync(first, "1");
        _time.Advance(TimeSpan.FromMinutes(30));
        await OutboxBench.PublishAsync(first, "2");
        await first.CloseAsync();

        time.Jump(-TimeSpan.FromDays(400));
        var second = _bench.Create(_hub, options => options.MaxAge = TimeSpan.FromHours(1), time);
        await second.OpenAsync(OutboxBench.Cancelled);
        Assert.Equal(TimeSpan.FromMinutes(30), second.OldestAge);

        _time.Advance(TimeSpan.FromMinutes(31));
        await AssertDeliversAsync(second, "2");
    }

    [Fact]
    public async Task Metrics_TellWhatHappened()
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter, _bench.Meter))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        _hub.AnswerBy(text => text == "2" ? OutboxSendResult.FromError(ErrorCodes.BadRequest) : OutboxSendResult.Acknowledged);
        var outbox = _bench.Create(_hub, time: _time);
        await OutboxBench.PublishAsync(outbox, "1", "2", "3");
        _time.Advance(TimeSpan.FromSeconds(5));
        listener.RecordObservableInstruments();
        Assert.Equal((3, 6, 5), (values["items"], values["size"], values["oldest_age"]));
        await AssertDeliversAsync(outbox, "1", "3");

        lock (values)
        {
            values.Clear();
        }

        listener.RecordObservableInstruments();
        lock (values)
        {
            Assert.Equal((0, 0, 1), (values["items"], values["size"], values["dead_letters"]));
        }

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            lock (values)
            {
                var name = instrument.Name["switchboard.client.outbox.".Length..] + string.Concat(tags.ToArray().Select(tag => $" {tag.Value}"));
                values[name] = values.GetValueOrDefault(name) + value;
            }
        }
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    private async Task AssertDeliversAsync(SwitchboardOutbox outbox, params string[] texts)
    {
        _hub.GoOnline();
        await OutboxBench.DrainAsync(outbox);
        Assert.Equal(texts, _hub.Effects);
    }
}
