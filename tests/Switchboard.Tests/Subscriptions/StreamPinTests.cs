using Switchboard.Channels;
using Switchboard.Connections;
using Switchboard.History;
using Switchboard.InMemory;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Subscriptions;

/// <summary>Subscriptions and the streams that they follow, where the memory is full.</summary>
public sealed class StreamPinTests : IAsyncDisposable
{
    private readonly EngineHub _hub = EngineHub.Create("\"limits\": { \"memoryStreams\": 2 }");

    private InMemoryStreamStore Streams => _hub.Get<InMemoryStreamStore>();

    [Fact]
    public async Task Subscribe_ChannelsThatNobodyPublishesTo_LeavesNothing()
    {
        var (connection, _) = _hub.Connect();
        var position = new Position(0, "");
        for (var i = 0; i < 100; i++)
        {
            var result = await _hub.BeginAsync(connection, _hub.Order($"kept:{i}"));
            _hub.SubscriptionManager.GoLive(result);
            position = result.Start;
        }

        Assert.NotEmpty(position.Epoch);
        Assert.Equal(0, Streams.Count);
    }

    [Fact]
    public async Task Subscribe_EmptyChannelAgain_Recovers()
    {
        var (connection, _) = _hub.Connect();
        var first = await _hub.BeginAsync(connection, _hub.Order("kept:a"));
        _hub.SubscriptionManager.GoLive(first);
        await _hub.SubscriptionManager.EndAsync(first.Subscription, EngineHub.Cancelled);

        var again = await _hub.BeginAsync(connection, _hub.Order("kept:a") with { RecoverSince = first.Start });
        _hub.SubscriptionManager.GoLive(again);
        await _hub.SubscriptionManager.EndAsync(again.Subscription, EngineHub.Cancelled);
        await _hub.PublishAsync("kept:a", "1");
        var later = await _hub.BeginAsync(connection, _hub.Order("kept:a") with { RecoverSince = first.Start });

        Assert.True(again.Recovered);
        Assert.Equal(first.Start, again.Start);
        Assert.True(later.Recovered);
        Assert.Single(later.Missed);
    }

    [Fact]
    public async Task Publish_FullOfOtherStreams_SparesThoseThatAreFollowed()
    {
        var (connection, sink) = _hub.Connect();
        await _hub.SubscribeAsync(connection, "kept:followed");
        await _hub.PublishAsync("kept:followed", "1");
        for (var i = 0; i < 10; i++)
        {
            await _hub.PublishAsync($"kept:{i}", "1");
        }

        var next = await _hub.PublishAsync("kept:followed", "2");
        await _hub.EndLaggingAsync();

        Assert.Equal(2u, next.Offset);
        Assert.Equal(["pub kept:followed 1 1", "pub kept:followed 2 2"], sink.Lines, StringComparer.Ordinal);
        Assert.Equal(2, Streams.Count);
    }

    [Fact]
    public async Task Publish_NoStreamCanGo_IsTemporarilyNotAvailable()
    {
        var (connection, _) = _hub.Connect();
        var kept = await _hub.SubscribeAsync(connection, "kept:a");
        await _hub.SubscribeAsync(connection, "kept:b");
        await _hub.PublishAsync("kept:a", "1");
        await _hub.PublishAsync("kept:b", "1");

        var outcome = await TryPublishAsync("kept:c");
        await _hub.SubscribeAsync(connection, "kept:c");
        await _hub.SubscriptionManager.EndAsync(kept, EngineHub.Cancelled);

        Assert.Equal(ErrorCodes.NotAvailable with { Temporary = true }, outcome);
        Assert.Null(await TryPublishAsync("kept:c"));
    }

    [Fact]
    public async Task Unsubscribe_HoweverItEnds_UnpinsOnce()
    {
        var (connection, _) = _hub.Connect();
        var subscription = await _hub.SubscribeAsync(connection, "kept:a");
        await _hub.SubscribeAsync(_hub.Connect().Connection, "kept:a");
        await _hub.PublishAsync("kept:a", "1");
        await _hub.SubscriptionManager.EndAsync(subscription, EngineHub.Cancelled);
        await _hub.SubscriptionManager.EndAsync(subscription, EngineHub.Cancelled);
        _hub.Get<StreamPins>().Remove(subscription);
        await FillAsync();
        Assert.Equal(2u, (await _hub.PublishAsync("kept:a", "2")).Offset);

        foreach (var other in _hub.Get<ConnectionRegistry>().All.ToArray())
        {
            foreach (var held in other.Subscriptions())
            {
                await _hub.SubscriptionManager.EndAsync(held, EngineHub.Cancelled);
            }
        }

        await FillAsync();
        Assert.Equal(1u, (await _hub.PublishAsync("kept:a", "3")).Offset);
    }

    [Fact]
    public void Add_EndedMeanwhile_PinsNothing()
    {
        var (connection, _) = _hub.Connect();
        var subscription = new Subscription(connection, "kept:a") { IsPositioned = true, Info = connection.Info };
        var pins = _hub.Get<StreamPins>();
        pins.Remove(subscription);
        pins.Add(subscription);
        pins.Remove(subscription);

        Streams.Pin("kept:a");
        Streams.Unpin("kept:a");
        Assert.Equal(0, Streams.Count);
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private async Task FillAsync()
    {
        for (var i = 0; i < 5; i++)
        {
            await _hub.PublishAsync($"kept:{i}", "1");
        }
    }

    private async Task<ErrorCode?> TryPublishAsync(string channel)
    {
        var request = new PublicationRequest(channel, _hub.Space(channel), "1"u8.ToArray());
        return (await _hub.Get<PublishPipeline>().PublishAsync(request, EngineHub.Cancelled)).Error;
    }
}
