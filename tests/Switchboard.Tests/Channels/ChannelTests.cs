using System.Globalization;
using Switchboard.Channels;
using Switchboard.Connections;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Channels;

public sealed class ChannelTests : IAsyncDisposable
{
    private readonly EngineHub _hub = EngineHub.Create();

    [Fact]
    public async Task GoLive_PublicationsMeanwhile_FollowTheStartByOffset()
    {
        var (connection, sink) = _hub.Connect();
        await _hub.PublishAsync("kept:a", "1");
        var result = await _hub.BeginAsync(connection, _hub.Order("kept:a"));
        await _hub.PublishAsync("kept:a", "2");
        Assert.Empty(sink.Lines);

        _hub.SubscriptionManager.GoLive(result);
        await _hub.PublishAsync("kept:a", "3");

        Assert.Equal(1u, result.Start.Offset);
        Assert.Equal(["pub kept:a 2 2", "pub kept:a 3 3"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task GoLive_NoPositions_HeldPublicationsFollow()
    {
        var (connection, sink) = _hub.Connect();
        var result = await _hub.BeginAsync(connection, _hub.Order("a"));
        await _hub.PublishAsync("a", "1");

        _hub.SubscriptionManager.GoLive(result);

        Assert.Equal(["pub a 1"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void GoLive_HeldPublicationsUpToTheStart_AreLeftOut()
    {
        var (channel, subscription, sink) = Joined();
        channel.Deliver(At(5));
        channel.Deliver(At(6));
        channel.Deliver(At(7));

        Assert.Equal(GoLiveResult.Live, channel.GoLive(subscription, new Position(6, "e")));

        Assert.Equal(["pub c 7 7"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Enter_PublicationThatTheStartCovers_IsNotSentAgain()
    {
        var (channel, subscription, sink) = Joined();
        channel.GoLive(subscription, new Position(7, "e"));

        channel.Deliver(At(8));
        channel.Deliver(At(8));
        var (other, late, lateSink) = Joined();
        var early = Subscribed(other);
        other.GoLive(early, new Position(5, "e"));
        other.GoLive(late, new Position(7, "e"));
        for (var offset = 6u; offset < 10; offset++)
        {
            Assert.Empty(other.Deliver(At(offset)).Behind);
        }

        Assert.Equal("pub c 8 8", sink.Lines[0]);
        Assert.Equal(["pub c 8 8", "pub c 9 9"], lateSink.Lines, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(4, "e")]
    [InlineData(6, "other")]
    public void GoLive_MissingBetweenStartAndFirstHeld_IsBehind(uint start, string epoch)
    {
        var (channel, subscription, sink) = Joined();
        channel.Deliver(At(6));

        Assert.Equal(GoLiveResult.Lagging, channel.GoLive(subscription, new Position(start, epoch)));
        channel.Deliver(At(7));

        Assert.Empty(sink.Lines);
    }

    [Fact]
    public void GoLive_MissingButNotPositioned_GoesOn()
    {
        var channel = new Channel("c");
        var (connection, sink) = _hub.Connect();
        var subscription = new Subscription(connection, "c") { Info = connection.Info };
        channel.TryAdd(subscription);
        channel.Deliver(At(6));

        Assert.Equal(GoLiveResult.Live, channel.GoLive(subscription, new Position(0, "")));

        Assert.Equal(["pub c 6 6"], sink.Lines, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(7, "e", true)]
    [InlineData(6, "e", false)]
    [InlineData(8, "e", false)]
    [InlineData(1, "f", false)]
    [InlineData(7, "f", false)]
    public void Enter_AfterAPosition_OnlyTheNextKeepsSubscriptionsLive(uint offset, string epoch, bool follows)
    {
        var (channel, subscription, sink) = Joined();
        var plain = Subscribed(channel, positioned: false);
        channel.GoLive(subscription, new Position(6, "e"));
        channel.GoLive(plain, new Position(0, ""));

        var (receivers, behind) = channel.Deliver(At(offset, epoch));
        channel.Deliver(At(offset + 1, epoch));

        Assert.Equal(2, receivers);
        Assert.Equal(follows ? [] : [subscription], behind);
        Assert.Equal(follows ? 2 : 0, sink.Lines.Length);
        Assert.Equal(new Position(offset + 1, epoch), channel.Top);
    }

    [Fact]
    public void Enter_WithoutPosition_ChangesNoPosition()
    {
        var (channel, subscription, sink) = Joined();
        channel.GoLive(subscription, new Position(6, "e"));

        Assert.Empty(channel.Deliver(new Publication { Data = "0"u8.ToArray() }).Behind);
        channel.Deliver(At(7));

        Assert.Equal(["pub c 0", "pub c 7 7"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void MarkBehind_ThoseWhoComeBack_StartAfresh()
    {
        var (channel, subscription, _) = Joined();
        Subscribed(channel, positioned: false);
        channel.GoLive(subscription, new Position(5, "e"));

        Assert.Equal([subscription], channel.MarkLagging());
        channel.TryRemove(subscription, out _);
        channel.GoLive(Subscribed(channel), new Position(6, "e"));

        Assert.Equal(new Position(6, "e"), channel.Top);
        Assert.Empty(channel.Deliver(At(7)).Behind);
    }

    [Fact]
    public async Task Tell_JoinAndLeave_ReachOnlyThoseWhoAsked()
    {
        var (asking, askingSink) = _hub.Connect("1");
        var (other, otherSink) = _hub.Connect("2");
        await _hub.SubscribeAsync(asking, _hub.Order("seen:a") with { WantsJoinLeave = true });
        var subscription = await _hub.SubscribeAsync(other, "seen:a");
        await _hub.SubscriptionManager.EndAsync(subscription, EngineHub.Cancelled);

        Assert.Equal(["join seen:a 1", "join seen:a 2", "leave seen:a 2"], askingSink.Lines, StringComparer.Ordinal);
        Assert.Empty(otherSink.Lines);
    }

    [Fact]
    public void TryRemove_LastOne_GivesTheChannelUp()
    {
        var (channel, subscription, _) = Joined();
        var second = Subscribed(channel);

        Assert.True(channel.TryRemove(subscription, out var wasLast));
        Assert.False(wasLast);
        Assert.False(channel.TryRemove(subscription, out _));
        Assert.True(channel.TryRemove(second, out wasLast));
        Assert.True(wasLast);

        Assert.Equal(0, channel.Count);
        Assert.False(channel.TryAdd(new Subscription(subscription.Connection, "c") { Info = subscription.Info }));
    }

    [Fact]
    public async Task Enter_BinaryToAJsonWireThatAskedForIt_ClosesThatConnectionAlone()
    {
        var (connection, sink) = _hub.Connect();
        var subscription = new Subscription(connection, "c") { Info = connection.Info, IsRequested = true };
        var channel = new Channel("c");
        channel.TryAdd(subscription);
        channel.GoLive(subscription, new Position(0, ""));

        channel.Deliver(new Publication { Data = new byte[] { 255 }, IsJson = false });

        Assert.Equal(CloseCodes.InappropriateProtocol, connection.CloseCode);
        await connection.Outbound.Ended.InTime();
        Assert.Equal(["close 3506"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Enter_BinaryToAJsonWireThatDidNotAsk_IsLeftOut()
    {
        var (connection, sink) = _hub.Connect();
        var subscription = new Subscription(connection, "c") { Info = connection.Info };
        var channel = new Channel("c");
        channel.TryAdd(subscription);
        channel.Deliver(new Publication { Data = new byte[] { 255 }, IsJson = false });
        channel.GoLive(subscription, new Position(0, ""));

        channel.Deliver(new Publication { Data = new byte[] { 255 }, IsJson = false });

        Assert.True(connection.IsOpen);
        Assert.Empty(sink.Lines);
    }

    [Fact]
    public async Task Stress_SubscribersComeAndGo_EachSeesAGaplessStream()
    {
        using var stop = new CancellationTokenSource();
        var (steady, steadySink) = _hub.Connect("steady");
        var lasting = await _hub.BeginAsync(steady, _hub.Order("kept:s"));
        _hub.SubscriptionManager.GoLive(lasting);
        var published = 0;
        var publishers = Enumerable.Range(0, 2).Select(_ => Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await _hub.PublishAsync("kept:s", "1");
                    Interlocked.Increment(ref published);
                    await Task.Yield();
                }
            },
            EngineHub.Cancelled)).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(
            async () =>
            {
                for (var round = 0; round < 100; round++)
                {
                    var (connection, sink) = _hub.Connect(number.ToString(CultureInfo.InvariantCulture));
                    var result = await _hub.BeginAsync(connection, _hub.Order("kept:s"));
                    await Task.Yield();
                    _hub.SubscriptionManager.GoLive(result);
                    await Task.Yield();
                    Assert.True(await _hub.SubscriptionManager.EndAsync(result.Subscription, EngineHub.Cancelled));
                    var end = sink.Lines.Length;
                    await Task.Yield();
                    AssertGapless(sink, result.Start.Offset, end);
                    connection.CloseSilently(CloseCodes.Normal);
                }
            },
            EngineHub.Cancelled)));
        await stop.CancelAsync();
        await Task.WhenAll(publishers);

        Waiting.Until(() => steadySink.Lines.Length == published);
        AssertGapless(steadySink, lasting.Start.Offset, published);
        Assert.False(_hub.Get<LaggingSubscriptions>().Reader.TryRead(out _));
        Assert.Equal(1, _hub.Channels.Count);
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private static void AssertGapless(StallingSink sink, ulong start, int atLeast)
    {
        var offsets = sink.Lines.Select(line => ulong.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(1, offsets.Count).Select(step => start + (ulong)step), offsets);
        Assert.True(offsets.Count >= atLeast);
    }

    private static Publication At(ulong offset, string epoch = "e") => new()
    {
        Data = System.Text.Encoding.UTF8.GetBytes(offset.ToString(CultureInfo.InvariantCulture)),
        Offset = offset,
        Epoch = epoch,
    };

    private (Channel Channel, Subscription Subscription, StallingSink Sink) Joined()
    {
        var channel = new Channel("c");
        var (connection, sink) = _hub.Connect();
        var subscription = new Subscription(connection, "c") { Info = connection.Info, IsPositioned = true };
        channel.TryAdd(subscription);
        return (channel, subscription, sink);
    }

    private Subscription Subscribed(Channel channel, bool positioned = true)
    {
        var connection = _hub.Connect().Connection;
        var subscription = new Subscription(connection, "c") { Info = connection.Info, IsPositioned = positioned };
        channel.TryAdd(subscription);
        return subscription;
    }
}
