using System.Text.Json;
using Switchboard.Client.Tests.Maps;
using Switchboard.Client.Tests.Support;

namespace Switchboard.Client.Tests;

public sealed class DeltaTests
{
    // What only a few bytes of change in each time.
    private static readonly string _constant = string.Concat(Enumerable.Range(0, 2000).Select(number => $"ä{number}\\n"));

    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task Publications_AsDeltas_AreReceivedWholeOverLostConnections(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync("Namespaces:default:Delta=fossil");
        await using var proxy = new TcpProxy(hub.Port);
        await using var client = await Clients.ConnectAsync(proxy.Url, options => options.Encoding = encoding);
        await using var writer = await Clients.ConnectAsync(hub.Url);
        var received = new Recorder<string>();
        var states = new Recorder<SubscriptionStateChangedEventArgs>();
        var news = client.CreateSubscription("news", new SubscriptionOptions { Delta = true });
        news.StateChanged += (_, change) => states.Add(change);
        news.OnReceived((publication, _) =>
        {
            received.Add(publication.ReadText());
            return ValueTask.CompletedTask;
        });
        await news.SubscribeAsync(Clients.Patience);

        await PublishAsync(writer, received, 0, 1);
        var before = proxy.BytesToClients;
        await PublishAsync(writer, received, 1, 20);
        Assert.InRange(proxy.BytesToClients - before, 20, 20 * 500);

        proxy.TargetPort = 1;
        proxy.Cut();
        await states.NextAsync(change => change.Reason == SubscriptionChangeReason.ConnectionLost);
        await writer.PublishAsync("news", Payload(20), Clients.Patience);
        await writer.PublishAsync("news", Payload(21), Clients.Patience);
        proxy.TargetPort = hub.Port;
        await states.NextAsync(change => change.Current == SubscriptionState.Subscribed);
        Assert.Equal(Text(20), await received.NextAsync());
        Assert.Equal(Text(21), await received.NextAsync());
        await PublishAsync(writer, received, 22, 30);
        Assert.False(states.TryTake(out _));
    }

    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task Entries_AsDeltas_AreThoseOfTheHub(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync("Namespaces:board:Delta=fossil", "Namespaces:board:MapPageSize=1");
        await using var proxy = new TcpProxy(hub.Port);
        await using var client = await Clients.ConnectAsync(proxy.Url, options => options.Encoding = encoding);
        await using var writer = await Clients.ConnectAsync(hub.Url);
        await writer.SetEntryAsync("board:1", "a", Payload(0), Clients.Patience);
        await writer.SetEntryAsync("board:1", "b", Payload(100), Clients.Patience);
        var follower = new MapFollower(client.CreateMapSubscription("board:1", new MapSubscriptionOptions { Delta = true }));
        await follower.Map.SubscribeAsync(Clients.Patience);
        Assert.Equal(Text(0), (await follower.Changes.NextAsync()).New?.ReadText());
        Assert.Equal(Text(100), (await follower.Changes.NextAsync()).New?.ReadText());
        await SetAsync(writer, follower, "a", 1);
        await SetAsync(writer, follower, "b", 101);

        var before = proxy.BytesToClients;
        for (var number = 2; number < 20; number++)
        {
            await SetAsync(writer, follower, "a", number);
            await SetAsync(writer, follower, "b", 100 + number);
        }

        Assert.InRange(proxy.BytesToClients - before, 36, 36 * 500);
        await writer.RemoveEntryAsync("board:1", "a", Clients.Patience);
        Assert.Equal(MapEntryChangeKind.Removed, (await follower.Changes.NextAsync()).Kind);
        await SetAsync(writer, follower, "a", 50);
        await SetAsync(writer, follower, "a", 51);

        proxy.Cut();
        await follower.States.NextAsync(change => change.Reason == SubscriptionChangeReason.ConnectionLost);
        await SetAsync(writer, follower, "b", 200);
        await SetAsync(writer, follower, "b", 201);
        Assert.Empty(follower.Faults);
        Assert.DoesNotContain(Drain(follower.States), change => change.Reason == SubscriptionChangeReason.DeltaMismatch);
    }

    [Fact]
    public async Task Subscription_WithoutGrant_ReceivesStringsAsTheyAre()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);
        var received = new Recorder<string>();
        var news = client.CreateSubscription("news", new SubscriptionOptions { Delta = true });
        news.Received += (_, args) => received.Add(args.Publication.ReadText());
        await news.SubscribeAsync(Clients.Patience);

        await client.PublishAsync("news", Clients.Json("\"text\""), Clients.Patience);

        Assert.Equal("\"text\"", await received.NextAsync());
    }

    [Fact]
    public async Task Delta_OfSomethingElse_HasTheClientSubscribeAgain()
    {
        var lines = new Recorder<string>();
        await using var server = await LineServer.StartAsync(line =>
        {
            lines.Add(line);
            var command = JsonDocument.Parse(line).RootElement;
            var id = command.GetProperty("id").GetInt32();
            return command.EnumerateObject().First(property => property.Name != "id").Name switch
            {
                "connect" => [$$$"""{"id":{{{id}}},"connect":{"client":"c","version":"1"}}"""],
                "subscribe" when command.GetProperty("subscribe").TryGetProperty("recover", out _) =>
                    [$$$"""{"id":{{{id}}},"subscribe":{"recoverable":true,"epoch":"e","offset":1,"recovered":true,"was_recovering":true,"delta":true,"publications":[{"data":"2","offset":2}]}}"""],
                "subscribe" =>
                [
                    $$$"""{"id":{{{id}}},"subscribe":{"recoverable":true,"epoch":"e","delta":true}}""",
                    """{"push":{"channel":"news","pub":{"data":"1","offset":1}}}""",
                    """{"push":{"channel":"news","pub":{"data":"1\n1@9,0;","offset":2,"delta":true}}}""",
                ],
                var name => [$$$"""{"id":{{{id}}},"{{{name}}}":{} }"""],
            };
        });
        await using var client = await Clients.ConnectAsync(server.Url);
        var received = new Recorder<string>();
        var states = new Recorder<SubscriptionStateChangedEventArgs>();
        var news = client.CreateSubscription("news", new SubscriptionOptions { Delta = true });
        news.StateChanged += (_, change) => states.Add(change);
        news.Received += (_, args) => received.Add($"{args.Publication.Offset}:{args.Publication.ReadText()}");
        await news.SubscribeAsync(Clients.Patience);

        Assert.Equal("1:1", await received.NextAsync());
        Assert.Equal("2:2", await received.NextAsync());
        await states.NextAsync(change => change is { Current: SubscriptionState.Subscribing, Reason: SubscriptionChangeReason.DeltaMismatch });
        await lines.NextAsync(line => line.Contains("\"unsubscribe\"", StringComparison.Ordinal));
        Assert.Contains("\"offset\":1", await lines.NextAsync(line => line.Contains("\"subscribe\"", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private static string Text(int number) => $$"""{"number":{{number}},"text":"{{_constant}}"}""";

    private static ReadOnlyMemory<byte> Payload(int number) => Clients.Json(Text(number));

    private static async Task PublishAsync(SwitchboardClient writer, Recorder<string> received, int from, int to)
    {
        for (var number = from; number < to; number++)
        {
            await writer.PublishAsync("news", Payload(number), Clients.Patience);
            Assert.Equal(Text(number), await received.NextAsync());
        }
    }

    private static async Task SetAsync(SwitchboardClient writer, MapFollower follower, string key, int number)
    {
        await writer.SetEntryAsync("board:1", key, Payload(number), Clients.Patience);
        Assert.Equal((key, Text(number)), await follower.Changes.NextAsync() is var change ? (change.Key, change.New?.ReadText()) : default);
    }

    private static IEnumerable<T> Drain<T>(Recorder<T> recorder)
    {
        while (recorder.TryTake(out var item))
        {
            yield return item!;
        }
    }
}
