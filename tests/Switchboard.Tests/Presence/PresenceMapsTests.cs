using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Maps;
using Switchboard.Subscriptions;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Presence;

/// <summary>Maps that tell who is in channels, and entries that go with their connections.</summary>
public sealed class PresenceMapsTests
{
    private const string Namespaces = """
        "room": { "mapClientsPresencePrefix": "clients:", "mapUsersPresencePrefix": "users:", "allowSubscribe": ["user"] },
        "clients": { "type": "mapClients", "mapMode": "expiring", "entryAgeSeconds": 30, "allowSubscribe": ["user"] },
        "users": { "type": "mapUsers", "mapMode": "ephemeral", "entryAgeSeconds": 60, "allowSubscribe": ["user"] },
        "cursors": { "type": "map", "mapMode": "ephemeral", "mapKey": "clientId", "mapRemoveOnLeave": true, "allowPublish": ["user"] },
        "few": { "mapClientsPresencePrefix": "one:", "allowSubscribe": ["user"] },
        "one": { "type": "mapClients", "mapMode": "expiring", "mapMaxEntries": 1 }
        """;

    [Fact]
    public async Task Subscription_HasAnEntryOfItsConnectionAndOfItsUser()
    {
        await using var hub = Create();
        var (connection, _) = hub.Connect("42");

        await hub.SubscribeAsync(connection, hub.Order("room:a") with { Info = "{\"seat\":1}"u8.ToArray() });

        var client = Assert.Single(await EntriesAsync(hub, "clients:room:a"));
        Assert.Equal((connection.Id, "{}", true), (client.Key, Encoding.UTF8.GetString(client.Data.Span), client.IsJson));
        Assert.Equal((connection.Id, "42", "{\"seat\":1}"), (client.Publisher!.Client, client.Publisher.User, Encoding.UTF8.GetString(client.Publisher.ChannelInfo.Span)));
        Assert.Equal("42", Assert.Single(await EntriesAsync(hub, "users:room:a")).Key);
    }

    [Fact]
    public async Task Anonymous_HasNoEntryOfAUser()
    {
        await using var hub = Create();
        var (connection, _) = hub.Connect("");

        await hub.SubscribeAsync(connection, "room:a");

        Assert.Single(await EntriesAsync(hub, "clients:room:a"));
        Assert.Empty(await EntriesAsync(hub, "users:room:a"));
    }

    [Fact]
    public async Task Leaving_RemovesTheEntryOfTheConnectionAtOnceAndThatOfTheUserByItsAge()
    {
        await using var hub = Create();
        var (connection, _) = hub.Connect();
        var subscription = await hub.SubscribeAsync(connection, "room:a");

        await hub.SubscriptionManager.EndAsync(subscription, EngineHub.Cancelled);

        Assert.Empty(await EntriesAsync(hub, "clients:room:a"));
        Assert.True((await ChangesAsync(hub, "clients:room:a"))[^1].IsRemoval);
        Assert.Single(await EntriesAsync(hub, "users:room:a"));
        hub.Time.Advance(TimeSpan.FromSeconds(61));
        await hub.SweepAsync();
        Assert.Empty(await EntriesAsync(hub, "users:room:a"));
    }

    [Fact]
    public async Task Closing_RemovesTheEntryOfTheConnection()
    {
        await using var hub = Create();
        var (connection, _) = hub.Connect();
        await hub.SubscribeAsync(connection, "room:a");

        connection.Close(CloseCodes.Shutdown);

        Waiting.Until(() => EntriesAsync(hub, "clients:room:a").Result.Count == 0);
    }

    [Fact]
    public async Task Staying_KeepsTheEntriesAndTellsNobody()
    {
        await using var hub = Create();
        var (connection, _) = hub.Connect();
        await hub.SubscribeAsync(connection, "room:a");

        for (var second = 0; second < 120; second++)
        {
            hub.Time.Advance(TimeSpan.FromSeconds(1));
            await hub.SweepAsync();
            await hub.Get<MapExpiry>().ExpireAsync(EngineHub.Cancelled);
        }

        Assert.Single(await EntriesAsync(hub, "clients:room:a"));
        Assert.Single(await EntriesAsync(hub, "users:room:a"));
        Assert.Equal((1ul, 1ul), (await TopAsync(hub, "clients:room:a"), await TopAsync(hub, "users:room:a")));
    }

    [Fact]
    public async Task User_WithTwoConnections_StaysWhileOneIsThere()
    {
        await using var hub = Create();
        var (first, _) = hub.Connect();
        var (second, _) = hub.Connect();
        var subscription = await hub.SubscribeAsync(first, "room:a");
        await hub.SubscribeAsync(second, "room:a");
        await hub.SubscriptionManager.EndAsync(subscription, EngineHub.Cancelled);

        for (var second10 = 0; second10 < 12; second10++)
        {
            hub.Time.Advance(TimeSpan.FromSeconds(10));
            await hub.SweepAsync();
            await hub.Get<MapExpiry>().ExpireAsync(EngineHub.Cancelled);
        }

        Assert.Equal("42", Assert.Single(await EntriesAsync(hub, "users:room:a")).Key);
        Assert.Equal(1ul, await TopAsync(hub, "users:room:a"));
        Assert.Equal(second.Id, Assert.Single(await EntriesAsync(hub, "clients:room:a")).Key);
    }

    [Fact]
    public async Task Entry_ThatTheStoreHasLost_IsSetAgain()
    {
        await using var hub = Create();
        var (connection, _) = hub.Connect();
        await hub.SubscribeAsync(connection, "room:a");
        await hub.Get<IMapStore>().ClearAsync("clients:room:a", EngineHub.Cancelled);

        hub.Time.Advance(TimeSpan.FromSeconds(10));
        await hub.SweepAsync();

        Assert.Single(await EntriesAsync(hub, "clients:room:a"));
    }

    [Fact]
    public async Task Info_ThatIsReplaced_IsShown()
    {
        await using var hub = Create();
        var (connection, _) = hub.Connect();
        var subscription = await hub.SubscribeAsync(connection, "room:a");

        await hub.Get<RefreshApplier>().ApplyAsync(subscription, "{\"seat\":2}"u8.ToArray(), EngineHub.Cancelled);

        foreach (var channel in new[] { "clients:room:a", "users:room:a" })
        {
            var entry = Assert.Single(await EntriesAsync(hub, channel));
            Assert.Equal("{\"seat\":2}", Encoding.UTF8.GetString(entry.Publisher!.ChannelInfo.Span));
        }
    }

    [Fact]
    public async Task Map_ThatIsFull_FailsNoSubscriptionAndTakesTheEntryLater()
    {
        await using var hub = Create();
        var (first, _) = hub.Connect();
        var (second, _) = hub.Connect();
        var subscription = await hub.SubscribeAsync(first, "few:a");

        await hub.SubscribeAsync(second, "few:a");
        var full = await EntriesAsync(hub, "one:few:a");
        await hub.SubscriptionManager.EndAsync(subscription, EngineHub.Cancelled);
        hub.Time.Advance(TimeSpan.FromSeconds(20));
        await hub.SweepAsync();

        Assert.Equal(first.Id, Assert.Single(full).Key);
        Assert.Equal(second.Id, Assert.Single(await EntriesAsync(hub, "one:few:a")).Key);
    }

    [Fact]
    public async Task Ended_WhileItsEntryIsSet_LeavesNone()
    {
        var store = new SlowMaps();
        await using var hub = Create(store.Add);
        var (connection, _) = hub.Connect();
        store.WhileSetting = () => connection.Close(CloseCodes.Shutdown);

        var outcome = await hub.SubscriptionManager.BeginAsync(connection, hub.Order("room:a"), EngineHub.Cancelled);

        Assert.False(outcome.IsSuccess);
        Waiting.Until(() => connection.SubscriptionCount == 0);
        Assert.Empty(await EntriesAsync(hub, "clients:room:a"));
    }

    [Fact]
    public async Task Store_ThatIsAway_FailsNoSubscription()
    {
        var store = new SlowMaps();
        await using var hub = Create(store.Add);
        var (connection, _) = hub.Connect();
        store.WhileSetting = () => throw new SwitchboardException(ErrorCodes.NotAvailable);

        var subscription = await hub.SubscribeAsync(connection, "room:a");
        await hub.SubscriptionManager.EndAsync(subscription, EngineHub.Cancelled);
        var again = await hub.SubscribeAsync(connection, "room:a");
        store.WhileSetting = static () => { };
        hub.Time.Advance(TimeSpan.FromSeconds(10));
        await hub.SweepAsync();

        Assert.True(again.IsRegistered);
        Assert.Single(await EntriesAsync(hub, "clients:room:a"));
    }

    [Fact]
    public async Task RemoveOnLeave_TakesTheConnectionsOwnEntryOutHoweverItsSubscriptionEnds()
    {
        await using var hub = Create();
        var (first, _) = hub.Connect();
        var (second, _) = hub.Connect();
        var subscription = await hub.SubscribeAsync(first, "cursors:a");
        await hub.SubscribeAsync(second, "cursors:a");
        await SetAsync(hub, first);
        await SetAsync(hub, second);

        await hub.SubscriptionManager.EndAsync(subscription, UnsubscribeCodes.Server, EngineHub.Cancelled);
        var left = await EntriesAsync(hub, "cursors:a");
        second.Close(CloseCodes.Shutdown);

        Assert.Equal(second.Id, Assert.Single(left).Key);
        Waiting.Until(() => EntriesAsync(hub, "cursors:a").Result.Count == 0);
        Assert.Equal([false, false, true, true], (await ChangesAsync(hub, "cursors:a")).Select(change => change.IsRemoval));
    }

    private static EngineHub Create(Action<IServiceCollection>? configure = null) => EngineHub.Create("\"connections\": { \"pingIntervalSeconds\": 3600 }", configure, Namespaces);

    private static async Task SetAsync(EngineHub hub, Connection connection)
    {
        var outcome = await hub.Get<MapPublisher>().ChangeAsync(connection, new MapWish("cursors:a", "", IsRemoval: false) { Data = "{}"u8.ToArray() }, EngineHub.Cancelled);
        Assert.True(outcome.IsSuccess, $"{outcome.Error}");
    }

    private static async Task<IReadOnlyList<Publication>> EntriesAsync(EngineHub hub, string channel)
        => (await hub.Get<IMapStore>().ReadEntriesAsync(channel, hub.Space(channel).Retention, new MapRead(), EngineHub.Cancelled)).Entries;

    private static async Task<IReadOnlyList<Publication>> ChangesAsync(EngineHub hub, string channel)
        => (await hub.Get<IStreamStore>().ReadAsync(channel, hub.Space(channel).Retention, new StreamRead { Limit = 100 }, EngineHub.Cancelled)).Publications;

    private static async Task<ulong> TopAsync(EngineHub hub, string channel)
        => (await hub.Get<IStreamStore>().ReadAsync(channel, hub.Space(channel).Retention, new StreamRead { Limit = 0 }, EngineHub.Cancelled)).Top.Offset;

    /// <summary>Maps in memory, while whose changes something happens.</summary>
    private sealed class SlowMaps : IMapStore
    {
        private IMapStore _store = null!;

        public Action WhileSetting { get; set; } = static () => { };

        public void Add(IServiceCollection services) => services.AddSingleton<IMapStore>(provider =>
        {
            _store = (IMapStore)provider.GetRequiredService<IStreamStore>();
            return this;
        });

        public ValueTask<MapChangeResult> ChangeAsync(MapChange change, IPublicationSink sink, CancellationToken cancellationToken)
        {
            if (!change.Publication.IsRemoval)
            {
                WhileSetting();
            }

            return _store.ChangeAsync(change, sink, cancellationToken);
        }

        public ValueTask<MapPage> ReadEntriesAsync(string channel, StreamRetention retention, MapRead read, CancellationToken cancellationToken)
            => _store.ReadEntriesAsync(channel, retention, read, cancellationToken);

        public ValueTask<long> CountEntriesAsync(string channel, CancellationToken cancellationToken) => _store.CountEntriesAsync(channel, cancellationToken);

        public ValueTask ClearAsync(string channel, CancellationToken cancellationToken) => _store.ClearAsync(channel, cancellationToken);

        public ValueTask<IReadOnlyList<ExpiredEntry>> ListExpiredEntriesAsync(int limit, CancellationToken cancellationToken) => _store.ListExpiredEntriesAsync(limit, cancellationToken);
    }
}
