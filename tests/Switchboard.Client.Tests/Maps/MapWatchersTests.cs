using Switchboard.Client.Tests.Support;
using Switchboard.Tests.Hub;

namespace Switchboard.Client.Tests.Maps;

/// <summary>Many watch a large map that changes all the time, over connections that break.</summary>
public sealed class MapWatchersTests
{
    private static readonly bool _isLong = Environment.GetEnvironmentVariable("SWITCHBOARD_LONG") == "1";

    [Fact]
    public async Task Watchers_OverCutConnections_EndWithTheStateOfTheStore()
    {
        var (watchers, keys, changesPerSecond, cuts) = _isLong ? (500, 2000, 50, 20) : (20, 2000, 50, 4);

        // Fewer changes are kept than some come back behind: they read all entries again, while others recover.
        await using var hub = await ClientHub.StartAsync("Namespaces:board:MapStreamSize=40");
        await using var steady = new TcpProxy(hub.Port);
        await using var shaky = new TcpProxy(hub.Port);
        await using var writer = await Clients.ConnectAsync(hub.Url);
        await Task.WhenAll(Enumerable.Range(0, keys).Select(number => writer.SetEntryAsync("board:1", $"k{number}", Clients.Json("0"), Clients.Patience)));
        var clients = await Task.WhenAll(Enumerable.Range(0, watchers).Select(number => Clients.ConnectAsync(
            number % 4 == 0 ? steady.Url : shaky.Url,
            options => options.Encoding = number % 2 == 0 ? ClientEncoding.Json : ClientEncoding.Protobuf)));
        var followers = clients.Select(client => new MapFollower(client.CreateMapSubscription("board:1", new MapSubscriptionOptions { PageSize = 500 }))).ToArray();
        await Task.WhenAll(followers.Select(follower => follower.Map.SubscribeAsync(Clients.Patience)));
        using var enough = new CancellationTokenSource();
        var writing = WriteAsync(writer, keys, changesPerSecond, enough.Token);

        for (var cut = 0; cut < cuts; cut++)
        {
            var position = followers[0].Map.Position?.Offset ?? 0;
            shaky.TargetPort = 1;
            shaky.Cut();

            // A short absence, and one that is longer than the changes are kept.
            await Eventually.TrueAsync(() => followers[0].Map.Position?.Offset > position + (cut % 2 == 0 ? 5UL : 60UL), Clients.Patience);
            shaky.TargetPort = hub.Port;
            await Task.WhenAll(followers.Where((_, number) => number % 4 != 0).Select(follower => follower.Synchronized.NextAsync()));
        }

        await enough.CancelAsync();
        await writing;
        await writer.SetEntryAsync("board:1", "end", Clients.Json("1"), Clients.Patience);
        await Task.WhenAll(followers.Select(follower => follower.WaitForAsync("end", "1")));

        var state = await StateAsync(writer);
        Assert.All(followers, follower =>
        {
            Assert.Empty(follower.Faults);
            Assert.Equal(state, follower.Copy);
            Assert.Equal(state, follower.Entries);
        });
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Watchers_OverRestartsOfADurableHub_EndWithTheStateOfTheStore()
    {
        var (watchers, keys, changesPerSecond, restarts) = _isLong ? (500, 2000, 50, 5) : (20, 2000, 50, 2);
        var folder = Directory.CreateTempSubdirectory("switchboard-");
        var hub = await StartAsync(folder);
        await using var proxy = new TcpProxy(hub.Port);
        await using var writer = await Clients.ConnectAsync(proxy.Url);
        await Task.WhenAll(Enumerable.Range(0, keys).Select(number => writer.SetEntryAsync("board:1", $"k{number}", Clients.Json("0"), Clients.Patience)));
        var clients = await Task.WhenAll(Enumerable.Range(0, watchers).Select(number => Clients.ConnectAsync(
            proxy.Url, options => options.Encoding = number % 2 == 0 ? ClientEncoding.Json : ClientEncoding.Protobuf)));
        var followers = clients.Select(client => new MapFollower(client.CreateMapSubscription("board:1", new MapSubscriptionOptions { PageSize = 500 }))).ToArray();
        await Task.WhenAll(followers.Select(follower => follower.Map.SubscribeAsync(Clients.Patience)));
        await Task.WhenAll(followers.Select(follower => follower.Synchronized.NextAsync()));
        using var enough = new CancellationTokenSource();
        var writing = WriteAsync(writer, keys, changesPerSecond, enough.Token);

        for (var restart = 0; restart < restarts; restart++)
        {
            var position = followers[0].Map.Position?.Offset ?? 0;
            await Eventually.TrueAsync(() => followers[0].Map.Position?.Offset > position + 20, Clients.Patience);
            proxy.TargetPort = 1;
            proxy.Cut();
            await hub.DisposeAsync();
            hub = await StartAsync(folder);
            proxy.TargetPort = hub.Port;
            var synchronized = await Task.WhenAll(followers.Select(follower => follower.Synchronized.NextAsync()));
            Assert.All(synchronized, args => Assert.True(args.WasRecovered));
        }

        await enough.CancelAsync();
        await writing;
        await writer.SetEntryAsync("board:1", "end", Clients.Json("1"), Clients.Patience);
        await Task.WhenAll(followers.Select(follower => follower.WaitForAsync("end", "1")));

        var state = await StateAsync(writer);
        Assert.All(followers, follower =>
        {
            Assert.Empty(follower.Faults);
            Assert.Equal(state, follower.Copy);
            Assert.Equal(state, follower.Entries);
        });
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
        await hub.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static Task<ClientHub> StartAsync(DirectoryInfo folder)
        => ClientHub.StartDurableAsync(Path.Combine(folder.FullName, "hub.db"), "Namespaces:board:Storage=durable");

    private static async Task WriteAsync(SwitchboardClient writer, int keys, int perSecond, CancellationToken enough)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1) / perSecond);
        try
        {
            for (var number = 1; await timer.WaitForNextTickAsync(enough); number++)
            {
                var key = $"k{number * 13 % keys}";

                // With a key, so that it is sent again where the hub goes away before the answer.
                var once = $"{number}";
                await (number % 6 == 0
                    ? writer.RemoveEntryAsync("board:1", key, new MapRemoveOptions { IdempotencyKey = once }, Clients.Patience)
                    : writer.SetEntryAsync("board:1", key, Clients.Json(once), new MapPublishOptions { IdempotencyKey = once }, Clients.Patience));
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // The test has seen enough.
        }
    }

    private static async Task<string> StateAsync(SwitchboardClient client)
    {
        var entries = new List<KeyValuePair<string, string>>();
        var query = new MapEntryQuery { Limit = 700 };
        MapEntryPage page;
        do
        {
            page = await client.ListEntriesAsync("board:1", query, Clients.Patience);
            entries.AddRange(page.Entries.Select(entry => KeyValuePair.Create(entry.Key!, entry.ReadText())));
            query = query with { Cursor = page.Cursor, UpTo = page.Top };
        }
        while (page.Cursor is not null);
        return MapFollower.TextOf(entries);
    }
}
