using Microsoft.Extensions.DependencyInjection;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Subscriptions;

public sealed class SubscriptionManagerTests : IAsyncDisposable
{
    private readonly FailingStreamStore _streams;
    private readonly FailingPresenceStore _presence;
    private readonly EngineHub _hub;

    public SubscriptionManagerTests()
    {
        var time = new FakeTimeProvider();
        _streams = new FailingStreamStore(new InMemoryStreamStore(time, () => default));
        _presence = new FailingPresenceStore(new InMemoryPresenceStore(time));
        _hub = EngineHub.Create(
            configure: services => services.AddSingleton<IStreamStore>(_streams).AddSingleton<IPresenceStore>(_presence), time: time);
    }

    [Fact]
    public async Task Begin_StoreFails_LeavesNothingBehind()
    {
        var (connection, sink) = _hub.Connect();
        _streams.Fails = true;
        await Assert.ThrowsAsync<IOException>(async () => await _hub.SubscriptionManager.BeginAsync(connection, _hub.Order("kept:a"), EngineHub.Cancelled));

        Assert.Equal(0, connection.SubscriptionCount);
        Assert.Equal(0, _hub.Channels.Count);
        _streams.Fails = false;
        await _hub.SubscribeAsync(connection, "kept:a");
        await _hub.PublishAsync("kept:a", "1");
        Assert.Equal(["pub kept:a 1 1"], sink.Lines, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("tagFilterNodes", 3, 4)]
    [InlineData("tagFilterBytes", 7, 8)]
    [InlineData("tagFilterDepth", 2, 3)]
    public async Task Begin_FilterOverALimit_IsRefused(string limit, int refused, int accepted)
    {
        // Four nodes, three levels, and twice a key of one byte and a value of three.
        var filter = new Not(new AllOf([Compare("abc"), Compare("abc")]));
        foreach (var (most, isTaken) in new[] { (refused, false), (accepted, true) })
        {
            await using var hub = EngineHub.Create($"\"limits\": {{ \"{limit}\": {most} }}");
            var (connection, _) = hub.Connect();

            var outcome = await hub.SubscriptionManager.BeginAsync(connection, hub.Order("kept:a") with { Filter = filter }, EngineHub.Cancelled);

            Assert.Equal(isTaken ? null : ErrorCodes.LimitExceeded, outcome.Error);
            Assert.Equal(isTaken ? 1 : 0, connection.SubscriptionCount);
        }
    }

    [Fact]
    public async Task Begin_FiltersOfTheChannelWouldCostTooMuch_IsRefusedUntilOthersLeave()
    {
        await using var hub = EngineHub.Create("\"limits\": { \"tagFilterNodesPerChannel\": 3 }");
        var filter = new Not(Compare("a"));
        var (first, _) = hub.Connect("1");
        var (second, _) = hub.Connect("2");
        var subscription = await hub.SubscribeAsync(first, hub.Order("kept:a") with { Filter = filter });

        var refused = await hub.SubscriptionManager.BeginAsync(second, hub.Order("kept:a") with { Filter = filter }, EngineHub.Cancelled);
        await hub.SubscribeAsync(second, hub.Order("kept:b") with { Filter = filter });
        await hub.SubscriptionManager.EndAsync(subscription, EngineHub.Cancelled);

        Assert.Equal(ErrorCodes.LimitExceeded, refused.Error);
        await hub.SubscribeAsync(second, hub.Order("kept:a") with { Filter = filter });
    }

    [Fact]
    public async Task Begin_WithAFilter_StartsAtThePositionRecoveredFrom()
    {
        var (connection, _) = _hub.Connect();
        var top = default(Position);
        foreach (var color in new[] { "red", "blue", "red" })
        {
            top = await _hub.PublishAsync("kept:a", "1", request => request with { Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["color"] = color } });
        }

        var order = _hub.Order("kept:a") with { RecoverSince = top with { Offset = 1 }, Filter = new OnlyBlue() };
        var result = await _hub.BeginAsync(connection, order);

        Assert.True(result.Recovered);
        Assert.Equal((top with { Offset = 1 }, top), (result.Start, result.Top));
        Assert.Equal([2ul], result.Missed.Select(static publication => publication.Offset));
    }

    private sealed class OnlyBlue : TagPredicate
    {
        public override bool Matches(IReadOnlyDictionary<string, string>? tags) => tags?["color"] == "blue";
    }

    [Fact]
    public async Task Begin_PresenceFails_LeavesNothingBehind()
    {
        var (connection, _) = _hub.Connect();
        _presence.FailsToAdd = true;

        await Assert.ThrowsAsync<IOException>(async () => await _hub.SubscriptionManager.BeginAsync(connection, _hub.Order("seen:a"), EngineHub.Cancelled));

        Assert.Equal(0, connection.SubscriptionCount);
        Assert.Equal(0, _hub.Channels.Count);
    }

    [Fact]
    public async Task Begin_ConnectionClosesMeanwhile_LeavesNothingBehind()
    {
        var (connection, _) = _hub.Connect();
        _streams.BeforeRead = () =>
        {
            connection.Close(CloseCodes.Shutdown);
            Waiting.Until(() => connection.SubscriptionCount == 0);
            return Task.CompletedTask;
        };

        var outcome = await _hub.SubscriptionManager.BeginAsync(connection, _hub.Order("kept:a"), EngineHub.Cancelled);

        Assert.Equal(ErrorCodes.NotAvailable, outcome.Error);
        Assert.Equal(0, _hub.Channels.Count);
    }

    [Fact]
    public async Task Begin_ConnectionClosesAtAnyMoment_LeavesNothingBehind()
    {
        for (var round = 0; round < 3000; round++)
        {
            var (connection, _) = _hub.Connect();
            using var start = new Barrier(2);
            var closing = Task.Run(
                () =>
                {
                    start.SignalAndWait(EngineHub.Cancelled);
                    ((IThreadPoolWorkItem)Closed(connection)).Execute();
                },
                EngineHub.Cancelled);
            start.SignalAndWait(EngineHub.Cancelled);
            var outcome = await _hub.SubscriptionManager.BeginAsync(connection, _hub.Order("seen:a"), EngineHub.Cancelled);
            if (outcome.IsSuccess)
            {
                _hub.SubscriptionManager.GoLive(outcome.Value!);
            }

            await closing;
        }

        Waiting.Until(() => _hub.Channels.Count == 0);
        Assert.Empty(await _presence.ListAsync("seen:a", EngineHub.Cancelled));
        Assert.Equal(0, _hub.Get<Switchboard.Diagnostics.HubMetrics>().Subscriptions.Value);
    }

    [Fact]
    public async Task Begin_ConnectionClosesWhileItsPresenceIsAdded_IsNotSeen()
    {
        var (connection, _) = _hub.Connect();
        _presence.BeforeAdd = () =>
        {
            connection.Close(CloseCodes.Shutdown);
            Waiting.Until(() => _hub.Channels.Count == 0);
            return Task.CompletedTask;
        };

        await _hub.SubscriptionManager.BeginAsync(connection, _hub.Order("seen:a"), EngineHub.Cancelled);

        Assert.Empty(await _presence.ListAsync("seen:a", EngineHub.Cancelled));
    }

    [Fact]
    public async Task End_BeforeTheAnswer_TellsTheClientBehindIt()
    {
        var (connection, sink) = _hub.Connect();
        var result = await _hub.BeginAsync(connection, _hub.Order("kept:a"));

        await _hub.SubscriptionManager.EndAsync(result.Subscription, UnsubscribeCodes.InsufficientState, EngineHub.Cancelled);
        Assert.Empty(sink.Lines);
        connection.Send(TextFraming.Frame("the answer"));
        _hub.SubscriptionManager.GoLive(result);

        Assert.Equal(["the answer", "unsub kept:a 2500"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task End_Live_TellsTheClientOnce()
    {
        var (connection, sink) = _hub.Connect();
        var subscription = await _hub.SubscribeAsync(connection, "kept:a");

        await _hub.SubscriptionManager.EndAsync(subscription, UnsubscribeCodes.Server, EngineHub.Cancelled);
        await _hub.SubscriptionManager.EndAsync(subscription, UnsubscribeCodes.Server, EngineHub.Cancelled);
        await _hub.PublishAsync("kept:a", "1");

        Assert.Equal(["unsub kept:a 2000"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task GoLive_EndedBefore_TellsNobodyOfComingOrGoing()
    {
        var (watcher, sink) = _hub.Connect("1");
        await _hub.SubscribeAsync(watcher, _hub.Order("seen:a") with { WantsJoinLeave = true });
        var result = await _hub.BeginAsync(_hub.Connect("2").Connection, _hub.Order("seen:a"));

        await _hub.SubscriptionManager.EndAsync(result.Subscription, EngineHub.Cancelled);
        _hub.SubscriptionManager.GoLive(result);

        Assert.Equal(["join seen:a 1"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task GoLive_PublicationLostBeforeTheFirstHeld_EndsTheSubscription()
    {
        var (connection, sink) = _hub.Connect();
        var result = await _hub.BeginAsync(connection, _hub.Order("kept:a"));
        Assert.True(_hub.Channels.TryGet("kept:a", out var channel));
        channel.Deliver(new Publication { Data = "2"u8.ToArray(), Offset = 2, Epoch = result.Start.Epoch });

        _hub.SubscriptionManager.GoLive(result);
        await _hub.EndLaggingAsync();

        Assert.Equal(["unsub kept:a 2500"], sink.Lines, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EndBehind_ServerSide_ClosesOnlyWhoStillHoldsIt(bool held)
    {
        var (connection, _) = _hub.Connect();
        var subscription = await _hub.SubscribeAsync(connection, _hub.Order("kept:a") with { IsServerSide = true });
        if (!held)
        {
            await _hub.SubscriptionManager.EndAsync(subscription, EngineHub.Cancelled);
        }

        await _hub.SubscriptionManager.EndLaggingAsync([subscription], EngineHub.Cancelled);

        Assert.Equal(held ? CloseCodes.InsufficientState : null, connection.CloseCode);
    }

    [Fact]
    public async Task Release_PresenceFailsForOneChannel_LeavesTheOthersAllTheSame()
    {
        var (connection, _) = _hub.Connect();
        await _hub.SubscribeAsync(connection, "seen:a");
        await _hub.SubscribeAsync(connection, "seen:b");
        _presence.FailsToRemove = true;

        connection.Close(CloseCodes.Shutdown);

        Waiting.Until(() => _hub.Channels.Count == 0);
    }

    [Fact]
    public async Task Begin_HeldMoreThanTheLimit_ClosesAsSlow()
    {
        await using var hub = EngineHub.Create("\"limits\": { \"outboundQueueBytes\": 10 }");
        var (connection, _) = hub.Connect();
        await hub.BeginAsync(connection, hub.Order("a"));

        await hub.PublishAsync("a", "12345");
        Assert.True(connection.IsOpen);
        await hub.PublishAsync("a", "123456");

        Assert.Equal(CloseCodes.Slow, connection.CloseCode);
    }

    [Fact]
    public async Task Begin_Recovering_MissedPublicationsAreFiltered()
    {
        var (connection, _) = _hub.Connect();
        await _hub.PublishAsync("kept:a", "1", order => order with { Tags = Tags("x") });
        await _hub.PublishAsync("kept:a", "2", order => order with { Tags = Tags("y") });
        var filter = Switchboard.Protocols.Centrifuge.TagFilterCompiler.Compile(
            new Switchboard.Wire.Centrifuge.TagFilter { Key = "k", Compare = "eq", Value = "y" });

        var result = await _hub.BeginAsync(connection, _hub.Order("kept:a") with { Filter = filter, RecoverSince = new Position(0, "") });

        Assert.True(result.Recovered);
        Assert.Equal(2u, Assert.Single(result.Missed).Offset);
    }

    private static TagComparison Compare(string value) => new("k", value.Length, tag => tag == value);

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private static Dictionary<string, string> Tags(string value) => new(StringComparer.Ordinal) { ["k"] = value };

    private static Connection Closed(Connection connection)
    {
        connection.Close(CloseCodes.Shutdown);
        return connection;
    }
}
