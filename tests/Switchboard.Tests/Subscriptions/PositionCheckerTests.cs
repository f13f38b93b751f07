using Microsoft.Extensions.DependencyInjection;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Specs;
using Switchboard.Subscriptions;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Subscriptions;

public sealed class PositionCheckerTests : IAsyncDisposable
{
    private readonly EngineHub _hub = EngineHub.Create("\"connections\": { \"positionCheckIntervalSeconds\": 40 }");

    private PositionChecker Checker => _hub.Get<PositionChecker>();

    [Theory]
    [InlineData(false, "unsub kept:a 2500")]
    [InlineData(true, "close 3010")]
    public async Task Check_StreamIsAheadForLong_EndsTheSubscription(bool serverSide, string expected)
    {
        var (connection, sink) = _hub.Connect();
        await _hub.SubscribeAsync(connection, _hub.Order("kept:a") with { IsServerSide = serverSide });
        await AppendBehindTheEnginesBackAsync();

        await Checker.CheckAsync(EngineHub.Cancelled);
        await PassAsync(4.9);
        Assert.Empty(sink.Lines);
        await PassAsync(0.1);

        Assert.Equal([expected], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Check_LooksMoreOftenThanItIsPatient_EndsTheSubscription()
    {
        await using var hub = EngineHub.Create("\"connections\": { \"positionCheckIntervalSeconds\": 1 }");
        var (connection, sink) = hub.Connect();
        await hub.SubscribeAsync(connection, "kept:a");
        await AppendBehindTheEnginesBackAsync(hub);
        for (var second = 0; second <= 5; second++)
        {
            Assert.Empty(sink.Lines);
            await hub.Get<PositionChecker>().CheckAsync(EngineHub.Cancelled);
            hub.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["unsub kept:a 2500"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Check_PublicationWasOnItsWay_GoesOn()
    {
        var (connection, sink) = _hub.Connect();
        await _hub.SubscribeAsync(connection, "kept:a");
        await AppendBehindTheEnginesBackAsync();
        await Checker.CheckAsync(EngineHub.Cancelled);
        var kept = await _hub.Get<IStreamStore>().ReadAsync("kept:a", _hub.Space("kept:a").Retention, new StreamRead { Limit = -1 }, EngineHub.Cancelled);
        _hub.Get<PublishPipeline>().DeliverLocally("kept:a", Assert.Single(kept!.Publications));

        await PassAsync(5);

        Assert.Equal(["pub kept:a 1 0"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Check_WithinTheInterval_DoesNotLook()
    {
        var (connection, sink) = _hub.Connect();
        await _hub.SubscribeAsync(connection, "kept:a");
        await Checker.CheckAsync(EngineHub.Cancelled);
        await AppendBehindTheEnginesBackAsync();

        await Checker.CheckAsync(EngineHub.Cancelled);
        await Checker.CheckAsync(EngineHub.Cancelled);
        Assert.Empty(sink.Lines);
        await PassAsync(40);
        await PassAsync(5);

        Assert.Equal(["unsub kept:a 2500"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Check_SubscriberCameBack_IsNotEndedAgain()
    {
        var (connection, sink) = _hub.Connect();
        await _hub.SubscribeAsync(connection, "kept:a");
        await _hub.SubscribeAsync(_hub.Connect().Connection, _hub.Order("kept:a") with { Override = new SubscriptionOverride { ForceRecovery = false } });
        await AppendBehindTheEnginesBackAsync();
        await Checker.CheckAsync(EngineHub.Cancelled);
        await PassAsync(5);
        await _hub.SubscribeAsync(connection, "kept:a");

        await PassAsync(40);
        await PassAsync(5);

        Assert.Equal(["unsub kept:a 2500"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Check_NamespaceLostItsPositions_EndsAtOnce()
    {
        var (connection, sink) = _hub.Connect();
        await _hub.SubscribeAsync(connection, "kept:a");
        var settings = _hub.Get<SettingsHolder>();
        var options = new SwitchboardOptions();
        options.Namespaces["kept"] = new NamespaceOptions();
        settings.Change(settings.Current with { Namespaces = SwitchboardSettings.From(options).Namespaces });

        await Checker.CheckAsync(EngineHub.Cancelled);

        Assert.Equal(["unsub kept:a 2500"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Check_OneReadIsSlow_OthersAreReadMeanwhile()
    {
        var time = new FakeTimeProvider();
        var store = new FailingStreamStore(new InMemoryStreamStore(time, static () => default));
        await using var hub = EngineHub.Create(configure: services => services.AddSingleton<IStreamStore>(store), time: time);
        for (var i = 0; i < 5; i++)
        {
            await hub.SubscribeAsync(hub.Connect().Connection, $"kept:{i}");
        }

        var stuck = new TaskCompletionSource();
        var reads = 0;
        store.BeforeRead = () => Interlocked.Increment(ref reads) == 1 ? stuck.Task : Task.CompletedTask;
        var checking = hub.Get<PositionChecker>().CheckAsync(EngineHub.Cancelled);

        Waiting.Until(() => Volatile.Read(ref reads) == 5);
        Assert.False(checking.IsCompleted);
        stuck.SetResult();
        await checking.InTime();
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private async Task PassAsync(double seconds)
    {
        _hub.Time.Advance(TimeSpan.FromSeconds(seconds));
        await Checker.CheckAsync(EngineHub.Cancelled);
    }

    private Task AppendBehindTheEnginesBackAsync() => AppendBehindTheEnginesBackAsync(_hub);

    private static async Task AppendBehindTheEnginesBackAsync(EngineHub hub) => await hub.Get<IStreamStore>().AppendAsync(
        new StreamAppend { Channel = "kept:a", Publication = new Publication { Data = "0"u8.ToArray() }, Retention = hub.Space("kept:a").Retention },
        new RecordingPublicationSink(),
        EngineHub.Cancelled);
}
