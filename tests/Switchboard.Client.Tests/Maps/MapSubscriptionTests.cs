using System.Text.Json;
using Switchboard.Client.Tests.Support;
using Switchboard.Tests.Hub;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Tests.Maps;

public sealed class MapSubscriptionTests
{
    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task Changes_OfOthers_AreToldOfInOrderWithWhatWasBefore(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url, options => options.Encoding = encoding);
        await client.SetEntryAsync("board:1", "b", Clients.Json("1"), Clients.Patience);
        var follower = new MapFollower(client.CreateMapSubscription("board:1"));

        await follower.Map.SubscribeAsync(Clients.Patience);
        await client.SetEntryAsync("board:1", "a", Clients.Json("2"), Clients.Patience);
        await follower.Map.SetAsync("b", Clients.Json("3"), Clients.Patience);
        await follower.Map.RemoveAsync("a", Clients.Patience);

        Assert.Equal((MapEntryChangeKind.Added, "b", null, "1"), Of(await follower.Changes.NextAsync()));
        Assert.Equal((MapEntryChangeKind.Added, "a", null, "2"), Of(await follower.Changes.NextAsync()));
        Assert.Equal((MapEntryChangeKind.Updated, "b", "1", "3"), Of(await follower.Changes.NextAsync()));
        Assert.Equal((MapEntryChangeKind.Removed, "a", "2", null), Of(await follower.Changes.NextAsync()));
        var synchronized = await follower.Synchronized.NextAsync();
        Assert.False(synchronized.WasRecovered);
        Assert.Equal(1, synchronized.Count);
        Assert.Equal(4UL, follower.Map.Position?.Offset);
        var entry = Assert.Single(follower.Map.Entries);
        Assert.Equal((3UL, follower.Map.Position?.Epoch), (entry.Offset, entry.Epoch));
        Assert.True(follower.Map.TryGetValue("b", out var found));
        Assert.Same(entry, found);
        Assert.False(follower.Map.TryGetValue("a", out _));
        Assert.Equal(1, follower.Map.Count);
        Assert.Same(follower.Map, client.GetMapSubscription("board:1"));
        Assert.Null(client.GetSubscription("board:1"));
        Assert.Throws<InvalidOperationException>(() => client.CreateSubscription("board:1"));
    }

    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task State_OfManyPagesWhileWritersChangeIt_HasNoGapAndNoRepetition(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync("Namespaces:board:MapPageSize=7");
        await using var writer = await Clients.ConnectAsync(hub.Url);
        await using var client = await Clients.ConnectAsync(hub.Url, options => options.Encoding = encoding);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => writer.SetEntryAsync("board:1", $"k{number}", Clients.Json("0"), Clients.Patience)));
        using var enough = new CancellationTokenSource();
        var writing = WriteAsync(writer, enough.Token);

        var followers = new List<MapFollower>();
        for (var round = 0; round < 5; round++)
        {
            var follower = new MapFollower(client.CreateMapSubscription("board:1", new MapSubscriptionOptions { PageSize = round }));
            followers.Add(follower);
            await follower.Map.SubscribeAsync(Clients.Patience);
            if (round < 4)
            {
                await follower.Map.DisposeAsync();
            }
        }

        await enough.CancelAsync();
        await writing;
        await writer.SetEntryAsync("board:1", "end", Clients.Json("1"), Clients.Patience);
        await followers[^1].WaitForAsync("end", "1");

        Assert.All(followers, follower => Assert.Empty(follower.Faults));
        Assert.Equal(await StateAsync(client), followers[^1].Copy);
        Assert.Equal(followers[^1].Copy, followers[^1].Entries);
    }

    [Fact]
    public async Task Filter_ByTags_HasWhatMatchesAndRemovesWhatLeaves()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);
        await SetAsync(hub, "a", 1, "red");
        await SetAsync(hub, "b", 2, "blue");
        var follower = new MapFollower(client.CreateMapSubscription("board:1", new MapSubscriptionOptions { Filter = new TagFilter { Key = "colour", Compare = "eq", Value = "red" } }));
        await follower.Map.SubscribeAsync(Clients.Patience);

        await SetAsync(hub, "b", 3, "red");
        await SetAsync(hub, "a", 4, "blue");
        await SetAsync(hub, "c", 5, "blue");
        await SetAsync(hub, "d", 6, "red");

        await follower.WaitForAsync("d", "6");
        Assert.Equal("b=3 d=6", follower.Copy);
        Assert.Empty(follower.Faults);
    }

    [Theory]
    [InlineData(MapOrder.HighestScoreFirst, "d c a b")]
    [InlineData(MapOrder.LowestScoreFirst, "b a c d")]
    public async Task Entries_OfAnOrderedMap_AreInTheOrderOfTheHub(MapOrder order, string expected)
    {
        await using var hub = await ClientHub.StartAsync("Namespaces:board:MapOrdered=true", "Namespaces:board:MapPageSize=1");
        await using var client = await Clients.ConnectAsync(hub.Url);
        foreach (var (key, score) in new[] { ("a", 5), ("b", -3), ("c", 5), ("d", 70) })
        {
            await client.SetEntryAsync("board:1", key, Clients.Json("1"), new MapPublishOptions { Score = score }, Clients.Patience);
        }

        await using var map = client.SubscribeMap("board:1", new MapSubscriptionOptions { Order = order });
        await map.SubscribeAsync(Clients.Patience);

        Assert.Equal(expected, string.Join(' ', map.Entries.Select(entry => entry.Key)));
        var read = new List<string?>();
        MapEntryPage page;
        string? cursor = null;
        do
        {
            page = await client.ListEntriesAsync("board:1", new MapEntryQuery { Cursor = cursor, Ascending = order == MapOrder.LowestScoreFirst }, Clients.Patience);
            read.AddRange(page.Entries.Select(entry => entry.Key));
            cursor = page.Cursor;
        }
        while (cursor is not null);
        Assert.Equal(expected, string.Join(' ', read));
    }

    [Fact]
    public async Task Handler_AttachedLater_IsToldOfWhatIsThere()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);
        await client.SetEntryAsync("board:1", "a", Clients.Json("1"), Clients.Patience);
        var map = client.SubscribeMap("board:1");
        await map.SubscribeAsync(Clients.Patience);
        await map.SetAsync("a", Clients.Json("2"), Clients.Patience);
        await map.SetAsync("b", Clients.Json("\"x\""), Clients.Patience);

        var values = new Recorder<(string?, string?)>();
        map.OnChanged(TestJson.Default.JsonElement, (old, now, _, _) =>
        {
            values.Add((old.ToString(), now.ToString()));
            return ValueTask.CompletedTask;
        });
        await map.RemoveAsync("b", Clients.Patience);

        Assert.Equal(("", "2"), await values.NextAsync());
        Assert.Equal(("", "x"), await values.NextAsync());
        Assert.Equal(("x", ""), await values.NextAsync());
        Assert.True(map.TryGetValue("a", TestJson.Default.Int32, out var value));
        Assert.Equal(2, value);
        Assert.Throws<InvalidOperationException>(() => map.OnChanged((_, _) => ValueTask.CompletedTask));
    }

    [Fact]
    public async Task Handler_ThatFails_GetsTheSameChangeAgainAndTheEntriesGoOn()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);
        var map = client.CreateMapSubscription("board:1");
        var failures = new Recorder<HandlerFailedEventArgs>();
        var handled = new Recorder<string>();
        var fails = true;
        map.HandlerFailed += (_, args) => failures.Add(args);
        map.OnChanged((change, _) =>
        {
            if (Volatile.Read(ref fails) && change.Key == "a")
            {
                throw new InvalidOperationException("No.");
            }

            handled.Add($"{change.Key}={change.New?.ReadText()}");
            return ValueTask.CompletedTask;
        });
        await map.SubscribeAsync(Clients.Patience);
        await map.SetAsync("a", Clients.Json("1"), Clients.Patience);
        await map.SetAsync("a", Clients.Json("2"), Clients.Patience);
        Assert.Equal("a", (await failures.NextAsync()).Publication.Key);
        await failures.NextAsync(args => args.Attempt > 1);
        await Eventually.TrueAsync(() => map.TryGetValue("a", TestJson.Default.Int32, out var value) && value == 2, Clients.Patience);

        Volatile.Write(ref fails, false);

        Assert.Equal("a=1", await handled.NextAsync());
        Assert.Equal("a=2", await handled.NextAsync());
    }

    [Fact]
    public async Task SlowHandler_FullBuffer_EndsTheSubscriptionAndMissesNothing()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var writer = await Clients.ConnectAsync(hub.Url);
        await using var client = await Clients.ConnectAsync(hub.Url, options => options.DeliveryBufferCount = 10);
        var map = client.CreateMapSubscription("board:1");
        var follower = new MapFollower(map);
        var may = new TaskCompletionSource();
        map.Changed += (_, args) => may.Task.Wait(Clients.Patience);
        await map.SubscribeAsync(Clients.Patience);

        for (var number = 0; number < 50; number++)
        {
            await writer.SetEntryAsync("board:1", $"k{number % 20}", Clients.Json($"{number}"), Clients.Patience);
        }

        var full = await follower.States.NextAsync(change => change.Reason == SubscriptionChangeReason.BufferFull);
        Assert.Equal(SubscriptionState.Subscribing, full.Current);
        Assert.InRange(map.Count, 1, 12);
        may.SetResult();

        await follower.WaitForAsync("k9", "49");
        Assert.Empty(follower.Faults);
        Assert.Equal(await StateAsync(client), follower.Copy);
    }

    [Theory]
    [InlineData(MapKind.Clients, "mapClients", "MapClientsPresencePrefix")]
    [InlineData(MapKind.Users, "mapUsers", "MapUsersPresencePrefix")]
    public async Task Presence_OfAnotherChannel_IsReadTheSameWay(MapKind kind, string type, string prefix)
    {
        await using var hub = await ClientHub.StartAsync(
            $"Namespaces:room:{prefix}=who:", "Namespaces:room:AllowSubscribe:0=user",
            $"Namespaces:who:Type={type}", "Namespaces:who:MapMode=expiring", "Namespaces:who:AllowSubscribe:0=user");
        await using var client = await Clients.ConnectAsync(hub.Url, options => options.Credentials = Tokens.ProviderFor("41"));
        await using var other = await Clients.ConnectAsync(hub.Url, options => options.Credentials = Tokens.ProviderFor("42"));
        var follower = new MapFollower(client.CreateMapSubscription("who:room:1", new MapSubscriptionOptions { Kind = kind }));
        await follower.Map.SubscribeAsync(Clients.Patience);

        var room = other.Subscribe("room:1");

        var came = await follower.Changes.NextAsync();
        Assert.Equal((MapEntryChangeKind.Added, kind == MapKind.Users ? "42" : other.ClientId), (came.Kind, came.Key));
        if (kind == MapKind.Clients)
        {
            await room.UnsubscribeAsync(Clients.Patience);
            var left = await follower.Changes.NextAsync();
            Assert.Equal((MapEntryChangeKind.Removed, came.Key), (left.Kind, left.Key));
        }

        var wrong = client.CreateMapSubscription("board:1", new MapSubscriptionOptions { Kind = kind });
        Assert.Equal(ErrorCodes.BadRequest.Code, (await Assert.ThrowsAsync<SwitchboardException>(() => wrong.SubscribeAsync(Clients.Patience))).Error.Code);
    }

    [Fact]
    public async Task Unsubscribe_AndAgain_TellsOfWhatHappenedBetween()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);
        await client.SetEntryAsync("board:1", "a", Clients.Json("1"), Clients.Patience);
        var follower = new MapFollower(client.CreateMapSubscription("board:1"));
        await follower.Map.SubscribeAsync(Clients.Patience);

        await follower.Map.UnsubscribeAsync(Clients.Patience);
        await client.RemoveEntryAsync("board:1", "a", Clients.Patience);
        await client.SetEntryAsync("board:1", "b", Clients.Json("2"), Clients.Patience);
        Assert.Equal("a=1", follower.Entries);
        await follower.Map.SubscribeAsync(Clients.Patience);

        await follower.WaitForAsync("b", "2");
        Assert.Equal("b=2", follower.Copy);
        Assert.Empty(follower.Faults);
        await follower.Map.DisposeAsync();
        Assert.Null(client.GetMapSubscription("board:1"));
        await using var again = client.SubscribeMap("board:1");
        await again.SubscribeAsync(Clients.Patience);
        Assert.Equal(1, again.Count);
    }

    [Fact]
    public async Task Dispose_InAHandlerOrOnTheWay_EndsIt()
    {
        await using var hub = await ClientHub.StartAsync("Namespaces:board:MapPageSize=1");
        await using var client = await Clients.ConnectAsync(hub.Url);
        await Task.WhenAll(Enumerable.Range(0, 30).Select(number => client.SetEntryAsync("board:1", $"k{number}", Clients.Json("0"), Clients.Patience)));

        var onTheWay = client.SubscribeMap("board:1");
        var subscribing = onTheWay.SubscribeAsync(Clients.Patience);
        await onTheWay.DisposeAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => subscribing);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => onTheWay.SubscribeAsync(Clients.Patience));

        var map = client.CreateMapSubscription("board:1");
        var handled = new Recorder<string>();
        map.OnChanged(async (change, _) =>
        {
            await map.DisposeAsync();
            handled.Add(change.Key);
        });
        _ = map.SubscribeAsync(Clients.Patience).ContinueWith(task => task.Exception, TaskScheduler.Default);
        Assert.Equal("k0", await handled.NextAsync());
        Assert.Null(client.GetMapSubscription("board:1"));
        var again = client.SubscribeMap("board:1");
        await again.SubscribeAsync(Clients.Patience);
        Assert.Equal(30, again.Count);
    }

    private static (MapEntryChangeKind Kind, string Key, string? Old, string? New) Of(MapEntryChange change)
        => (change.Kind, change.Key, change.Old?.ReadText(), change.New?.ReadText());

    private static Task<JsonElement> SetAsync(ClientHub hub, string key, int value, string colour)
        => hub.ApiAsync("map_publish", new { channel = "board:1", key, data = value, tags = new { colour } });

    private static async Task<string> StateAsync(SwitchboardClient client)
    {
        var page = await client.ListEntriesAsync("board:1", new MapEntryQuery { Limit = 1000 }, Clients.Patience);
        Assert.Null(page.Cursor);
        return MapFollower.TextOf(page.Entries.Select(entry => KeyValuePair.Create(entry.Key!, entry.ReadText())));
    }

    private static async Task WriteAsync(SwitchboardClient writer, CancellationToken enough)
    {
        for (var number = 0; !enough.IsCancellationRequested; number++)
        {
            var key = $"k{number * 7 % 220}";
            await (number % 5 == 0
                ? writer.RemoveEntryAsync("board:1", key, Clients.Patience)
                : writer.SetEntryAsync("board:1", key, Clients.Json($"{number}"), Clients.Patience));
        }
    }
}
