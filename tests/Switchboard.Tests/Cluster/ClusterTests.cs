using Microsoft.Extensions.DependencyInjection;
using Switchboard.Cluster;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Subscriptions;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Cluster;

public sealed class ClusterTests : IAsyncLifetime
{
    private readonly DroppingBus _bus = new(new InMemoryBus());
    private readonly CancellationTokenSource _stop = new();
    private readonly EngineHub _a;
    private readonly EngineHub _b;
    private Task _running = Task.CompletedTask;

    public ClusterTests()
    {
        var time = new FakeTimeProvider();
        var streams = new InMemoryStreamStore(time, () => default);
        var presence = new InMemoryPresenceStore(time);
        void Share(IServiceCollection services)
            => services.AddSingleton<IBus>(_bus).AddSingleton<IStreamStore>(streams).AddSingleton<IPresenceStore>(presence);
        _a = EngineHub.Create(configure: Share, time: time);
        _b = EngineHub.Create(configure: Share, time: time);
    }

    public ValueTask InitializeAsync()
    {
        _running = Task.WhenAll(_a.Get<BusReceiver>().RunAsync(_stop.Token), _b.Get<BusReceiver>().RunAsync(_stop.Token));
        Assert.True(_bus.HasPeers);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Publish_OnOneNode_ReachesTheOthersInOrderWithPositions()
    {
        var (onA, sinkA) = _a.Connect("1");
        var (onB, sinkB) = _b.Connect("2");
        await _a.SubscribeAsync(onA, "kept:a");
        await _b.SubscribeAsync(onB, "kept:a");

        await _a.PublishAsync("kept:a", "1");
        await _b.PublishAsync("kept:a", "2");
        await _a.PublishAsync("kept:a", "3");

        string[] expected = ["pub kept:a 1 1", "pub kept:a 2 2", "pub kept:a 3 3"];
        Assert.Equal(expected, sinkA.Lines, StringComparer.Ordinal);
        Assert.Equal(expected, sinkB.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Publish_FromBothNodesAtOnce_BothSeeTheSameOrder()
    {
        var (onA, sinkA) = _a.Connect("1");
        var (onB, sinkB) = _b.Connect("2");
        await _a.SubscribeAsync(onA, "kept:a");
        await _b.SubscribeAsync(onB, "kept:a");

        await Task.WhenAll(PublishManyAsync(_a), PublishManyAsync(_b));

        Waiting.Until(() => sinkA.Lines.Length == 1000 && sinkB.Lines.Length == 1000);
        Assert.Equal(sinkA.Lines, sinkB.Lines, StringComparer.Ordinal);
        Assert.True(onB.IsOpen);
    }

    [Fact]
    public async Task Publish_BusLosesOne_SubscriberIsEndedAndRecoversWhole()
    {
        var (connection, sink) = _b.Connect("2");
        await _b.SubscribeAsync(connection, "kept:a");
        var seen = await _a.PublishAsync("kept:a", "1");
        _bus.Drops = true;
        await _a.PublishAsync("kept:a", "2");
        _bus.Drops = false;
        await _a.PublishAsync("kept:a", "3");

        await _b.EndLaggingAsync();
        Assert.Equal(["pub kept:a 1 1", "unsub kept:a 2500"], sink.Lines, StringComparer.Ordinal);
        var result = await _b.BeginAsync(connection, _b.Order("kept:a") with { RecoverSince = seen });
        _b.SubscriptionManager.GoLive(result);
        await _a.PublishAsync("kept:a", "4");

        Assert.True(result.Recovered);
        Assert.Equal([2ul, 3], result.Missed.Select(publication => publication.Offset));
        Assert.Equal("pub kept:a 4 4", sink.Lines[^1]);
    }

    [Fact]
    public async Task Subscribe_OnOneNode_JoinAndLeaveAreSeenOnTheOther()
    {
        var (watcher, sink) = _a.Connect("1");
        await _a.SubscribeAsync(watcher, _a.Order("seen:a") with { WantsJoinLeave = true });
        var (other, _) = _b.Connect("2");

        await _b.SubscribeAsync(other, "seen:a");
        Assert.Equal(new PresenceStats(2, 2), await _a.Get<IPresenceStore>().CountAsync("seen:a", EngineHub.Cancelled));
        other.Close(CloseCodes.Shutdown);

        Waiting.Until(() => sink.Lines.Length == 3);
        Assert.Equal(["join seen:a 1", "join seen:a 2", "leave seen:a 2"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Instructions_FromOneNode_AreCarriedOutOnTheOther()
    {
        var (connection, sink) = _b.Connect("2");
        var target = new ConnectionTarget { User = "2" };
        var executor = _a.Get<InstructionExecutor>();

        await executor.ExecuteAsync(new SubscribeInstruction(target, "kept:a"), EngineHub.Cancelled);
        Waiting.Until(() => sink.Lines.Length == 1);
        await _a.PublishAsync("kept:a", "1");
        await executor.ExecuteAsync(new UnsubscribeInstruction(target, "kept:a", UnsubscribeCodes.Server), EngineHub.Cancelled);
        Waiting.Until(() => sink.Lines.Length == 3);
        await _a.PublishAsync("kept:a", "2");
        await executor.ExecuteAsync(new DisconnectInstruction(target, CloseCodes.ForceDisconnect), EngineHub.Cancelled);
        Waiting.Until(() => sink.Lines.Length == 4);

        Assert.Equal(["sub kept:a 0", "pub kept:a 1 1", "unsub kept:a 2000", "close 3503"], sink.Lines, StringComparer.Ordinal);
        Assert.Equal(CloseCodes.ForceDisconnect, connection.CloseCode);
    }

    [Fact]
    public async Task Instructions_FromOneNode_HoldForASubscribeUnderWayOnTheOther()
    {
        var (connection, sink) = _b.Connect("2");
        var began = _b.Get<InstructionLog>().Last;

        await _a.Get<InstructionExecutor>().ExecuteAsync(new UnsubscribeInstruction(new ConnectionTarget { User = "2" }, "kept:a", UnsubscribeCodes.Server), EngineHub.Cancelled);
        Waiting.Until(() => began.Next is not null);
        var request = new SubscriptionRequest("kept:a", _b.Space("kept:a"));
        await _b.Get<ServerSubscriber>().BeginAsync(connection, request, began, EngineHub.Cancelled);

        Assert.Equal(0, connection.SubscriptionCount);
        Assert.Empty(sink.Lines);
    }

    [Fact]
    public async Task Subscribe_FromTheServer_SendsWhatWasMissedAndThenGoesOn()
    {
        var (_, sink) = _a.Connect("1");
        var start = await _a.PublishAsync("kept:a", "1");
        await _a.PublishAsync("kept:a", "2");

        await _a.Get<InstructionExecutor>().ExecuteAsync(
            new SubscribeInstruction(new ConnectionTarget { User = "1" }, "kept:a") { RecoverSince = start }, EngineHub.Cancelled);
        await _a.PublishAsync("kept:a", "3");

        Assert.Equal(["sub kept:a 1", "pub kept:a 2 2", "pub kept:a 3 3"], sink.Lines, StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _stop.Dispose();
        await _a.DisposeAsync();
        await _b.DisposeAsync();
    }

    private static async Task PublishManyAsync(EngineHub hub)
    {
        await Task.Yield();
        for (var i = 0; i < 500; i++)
        {
            await hub.PublishAsync("kept:a", "1");
        }
    }

    /// <summary>A bus that loses what it is told to.</summary>
    private sealed class DroppingBus(IBus inner) : IBus
    {
        public bool Drops { get; set; }

        public bool HasPeers => inner.HasPeers;

        public ValueTask<IAsyncDisposable> AttachAsync(string nodeId, Action<BusMessage> receive, CancellationToken cancellationToken)
            => inner.AttachAsync(nodeId, receive, cancellationToken);

        public void Send(BusMessage message)
        {
            if (!Drops)
            {
                inner.Send(message);
            }
        }
    }
}
