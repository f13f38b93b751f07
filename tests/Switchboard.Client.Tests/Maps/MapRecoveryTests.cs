using System.Text.Json;
using Switchboard.Client.Tests.Support;
using Switchboard.Tests.Hub;

namespace Switchboard.Client.Tests.Maps;

public sealed class MapRecoveryTests
{
    private const int BytesOfSomePages = 500;

    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task LostConnection_ChangesAreKept_AreToldOfOneByOne(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync("Namespaces:board:MapPageSize=2");
        await using var away = await StartAsync(hub, encoding);
        await SetAsync(hub, "a", "1");
        await SetAsync(hub, "b", "1");
        await away.Follower.WaitForAsync("b", "1");

        await away.LeaveAsync();
        foreach (var value in new[] { "2", "3", "4", "5" })
        {
            await SetAsync(hub, "a", value);
        }

        await RemoveAsync(hub, "b");
        await away.ReturnAsync();

        var changes = new List<string>();
        while (changes.Count < 5)
        {
            var change = await away.Follower.Changes.NextAsync();
            changes.Add($"{change.Key}:{change.Old?.ReadText()}>{change.New?.ReadText()}");
        }

        Assert.Equal(["a:1>2", "a:2>3", "a:3>4", "a:4>5", "b:1>"], changes);
        Assert.True((await away.Follower.Synchronized.NextAsync()).WasRecovered);
        Assert.Equal("a=5", away.Follower.Entries);
    }

    [Theory]
    [InlineData(ClientEncoding.Json, "MapMode=expiring MapStreamSize=2", true)]
    [InlineData(ClientEncoding.Protobuf, "MapMode=expiring MapStreamSize=2", true)]
    [InlineData(ClientEncoding.Json, "MapMode=ephemeral", false)]
    [InlineData(ClientEncoding.Protobuf, "MapMode=ephemeral", false)]
    public async Task LostConnection_ChangesAreNotKept_TellsOfTheDifferencesAlone(ClientEncoding encoding, string options, bool isRecoverable)
    {
        await using var hub = await ClientHub.StartAsync([.. $"MapPageSize=2 EntryAgeSeconds=3600 {options}".Split(' ').Select(static option => $"Namespaces:board:{option}")]);
        foreach (var key in new[] { "a", "b", "c", "d", "e" })
        {
            await SetAsync(hub, key, "1");
        }

        await using var away = await StartAsync(hub, encoding);
        await away.Follower.WaitForAsync("e", "1");
        if (isRecoverable)
        {
            // Kept so far: what happens now is recovered.
            await away.LeaveAsync();
            await SetAsync(hub, "e", "2");
            await away.ReturnAsync();
            Assert.True((await away.Follower.Synchronized.NextAsync()).WasRecovered);
            await away.Follower.WaitForAsync("e", "2");
        }

        await away.LeaveAsync();
        await SetAsync(hub, "a", "2");
        await SetAsync(hub, "f", "1");
        await RemoveAsync(hub, "b");
        await SetAsync(hub, "g", "1");
        await RemoveAsync(hub, "g");
        await RemoveAsync(hub, "c");
        await SetAsync(hub, "c", "1");
        await away.ReturnAsync();

        Assert.False((await away.Follower.Synchronized.NextAsync()).WasRecovered);
        var changes = new List<string>();
        while (away.Follower.Changes.TryTake(out var change))
        {
            changes.Add($"{change!.Kind} {change.Key}");
        }

        // That it was removed and set again cannot be told from that it was set again.
        Assert.Equal(["Removed b", "Updated a", "Updated c", "Added f"], changes);
        Assert.Empty(away.Follower.Faults);
        Assert.Equal(away.Follower.Copy, away.Follower.Entries);
    }

    [Fact]
    public async Task Hub_ThatHasForgotten_TellsOfTheDifferences()
    {
        await using var proxy = new TcpProxy(0);
        var first = await ClientHub.StartAsync();
        proxy.TargetPort = first.Port;
        await SetAsync(first, "a", "1");
        await SetAsync(first, "b", "1");
        await SetAsync(first, "c", "1");
        await using var client = await Clients.ConnectAsync(proxy.Url);
        var follower = new MapFollower(client.CreateMapSubscription("board:1"));
        await follower.Map.SubscribeAsync(Clients.Patience);
        await follower.Synchronized.NextAsync();

        await using var second = await ClientHub.StartAsync();
        await SetAsync(second, "c", "1");
        await SetAsync(second, "a", "2");
        proxy.TargetPort = second.Port;
        await first.DisposeAsync();

        var synchronized = await follower.Synchronized.NextAsync();
        Assert.False(synchronized.WasRecovered);
        Assert.Equal(2, synchronized.Count);
        Assert.Equal("a=2 c=1", follower.Copy);
        Assert.Empty(follower.Faults);

        // What is the same has its place in the new life of the channel, where it can be compared and set.
        Assert.True(follower.Map.TryGetValue("c", out var same));
        Assert.Equal(synchronized.Position?.Epoch, same.Epoch);
        await follower.Map.SetAsync("c", Clients.Json("3"), new MapPublishOptions { Expected = new Position(same.Offset, same.Epoch) }, Clients.Patience);
        await follower.WaitForAsync("c", "3");
    }

    [Fact]
    public async Task Clear_TellsThatAllAreGone()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);
        await SetAsync(hub, "a", "1");
        await SetAsync(hub, "b", "1");
        var follower = new MapFollower(client.CreateMapSubscription("board:1"));
        await follower.Map.SubscribeAsync(Clients.Patience);

        await hub.ApiAsync("map_clear", new { channel = "board:1" });
        await SetAsync(hub, "c", "1");

        await follower.WaitForAsync("c", "1");
        Assert.Equal("c=1", follower.Copy);
        Assert.Empty(follower.Faults);
    }

    [Fact]
    public async Task Pages_ThatChangesOvertake_AreReadAnewUntilTheyAreNot()
    {
        await using var hub = await ClientHub.StartAsync("Namespaces:board:MapStreamSize=1");
        await using var proxy = new TcpProxy(hub.Port) { Delay = TimeSpan.FromMilliseconds(2) };
        await using var client = await Clients.ConnectAsync(proxy.Url);
        for (var number = 0; number < 20; number++)
        {
            await SetAsync(hub, $"k{number}", "0");
        }

        var follower = new MapFollower(client.CreateMapSubscription("board:1", new MapSubscriptionOptions { PageSize = 1 }));
        var before = proxy.FromClients.Length;
        var subscribing = follower.Map.SubscribeAsync(Clients.Patience);
        await Eventually.TrueAsync(() => proxy.FromClients.Length - before > BytesOfSomePages, Clients.Patience);
        await SetAsync(hub, "k0", "1");
        await SetAsync(hub, "k1", "1");
        await RemoveAsync(hub, "k2");
        await subscribing;

        await follower.Synchronized.NextAsync();
        Assert.Equal(19, follower.Map.Count);
        Assert.Contains("k0=1 k1=1 k10=0", follower.Copy, StringComparison.Ordinal);
        Assert.Empty(follower.Faults);
    }

    [Fact]
    public async Task Token_IsAskedForAndRefreshed_AndItsEndIsTheEnd()
    {
        var time = new FakeTimeProvider();
        await using var hub = await ClientHub.StartAsync("Namespaces:secret:Type=map");
        await using var client = await Clients.ConnectAsync(hub.Url, options =>
        {
            Clients.GoBy(time, options);
            options.Credentials = Tokens.ProviderFor("42");
        });
        var asked = new Recorder<string>();
        var hasToken = true;
        var follower = new MapFollower(client.CreateMapSubscription("secret:1", new MapSubscriptionOptions
        {
            GetToken = (channel, _) =>
            {
                asked.Add(channel);
                var end = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds();
                return ValueTask.FromResult(Volatile.Read(ref hasToken) ? Tokens.Sign($$"""{"sub":"42","channel":"{{channel}}","exp":{{end}}}""") : null);
            },
        }));
        await follower.Map.SubscribeAsync(Clients.Patience);
        Assert.Equal("secret:1", await asked.NextAsync());

        await Eventually.TrueAsync(() => AdvancedUntilAsked(time, asked), Clients.Patience);
        Assert.Equal(SubscriptionState.Subscribed, follower.Map.State);
        await hub.ApiAsync("map_publish", new { channel = "secret:1", key = "a", data = 1 });
        await follower.WaitForAsync("a", "1");

        Volatile.Write(ref hasToken, false);
        await Eventually.TrueAsync(() => AdvancedUntilAsked(time, asked), Clients.Patience);
        await follower.States.NextAsync(change => change is { Current: SubscriptionState.Unsubscribed, Reason: SubscriptionChangeReason.NoToken });
        Assert.Equal("a=1", follower.Entries);
    }

    [Fact]
    public async Task Unsubscribed_ByTheHub_EndsOrBeginsAgainByItsCode()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url, options => options.Credentials = Tokens.ProviderFor("42"));
        var follower = new MapFollower(client.CreateMapSubscription("board:1"));
        await follower.Map.SubscribeAsync(Clients.Patience);
        await follower.Synchronized.NextAsync();

        await hub.ApiAsync("unsubscribe", new { user = "42", channel = "board:1" });
        var ended = await follower.States.NextAsync(change => change.Reason == SubscriptionChangeReason.UnsubscribedByServer);
        Assert.Equal(SubscriptionState.Unsubscribed, ended.Current);
        await SetAsync(hub, "a", "1");
        await follower.Map.SubscribeAsync(Clients.Patience);
        await follower.WaitForAsync("a", "1");
    }

    private static bool AdvancedUntilAsked(FakeTimeProvider time, Recorder<string> asked)
    {
        time.Advance(TimeSpan.FromMinutes(1));
        return asked.TryTake(out _);
    }

    private static Task<JsonElement> SetAsync(ClientHub hub, string key, string value) => hub.ApiAsync("map_publish", new { channel = "board:1", key, data = int.Parse(value, null) });

    private static Task<JsonElement> RemoveAsync(ClientHub hub, string key) => hub.ApiAsync("map_remove", new { channel = "board:1", key });

    private static async Task<AwayFollower> StartAsync(ClientHub hub, ClientEncoding encoding)
    {
        var away = new AwayFollower(hub, encoding);
        await away.StartAsync();
        return away;
    }

    /// <summary>Follows a map over a connection that the test takes away.</summary>
    private sealed class AwayFollower : IAsyncDisposable
    {
        private readonly ClientHub _hub;
        private readonly TcpProxy _proxy;
        private readonly SwitchboardClient _client;

        public AwayFollower(ClientHub hub, ClientEncoding encoding)
        {
            _hub = hub;
            _proxy = new TcpProxy(hub.Port);
            _client = Clients.Create(_proxy.Url, options => options.Encoding = encoding);
            Follower = new MapFollower(_client.CreateMapSubscription("board:1"));
        }

        public MapFollower Follower { get; }

        public async Task StartAsync()
        {
            await _client.ConnectAsync(Clients.Patience);
            await Follower.Map.SubscribeAsync(Clients.Patience);
            await Follower.Synchronized.NextAsync();
        }

        public async Task LeaveAsync()
        {
            _proxy.TargetPort = 1;
            _proxy.Cut();
            await Follower.States.NextAsync(change => change.Reason == SubscriptionChangeReason.ConnectionLost);
        }

        public async Task ReturnAsync()
        {
            _proxy.TargetPort = _hub.Port;
            await Follower.States.NextAsync(change => change.Current == SubscriptionState.Subscribed);
        }

        public async ValueTask DisposeAsync()
        {
            await _client.DisposeAsync();
            await _proxy.DisposeAsync();
        }
    }
}
