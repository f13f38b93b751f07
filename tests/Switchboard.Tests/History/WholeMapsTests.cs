using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Channels;
using Switchboard.Extensibility;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.History;

/// <summary>Maps that are read whole for server-side subscriptions.</summary>
public sealed class WholeMapsTests
{
    private const string Namespaces = """
        "map": { "type": "map", "mapPageSize": 2, "mapMaxPageSize": 2, "mapStreamSize": 1000 },
        "ranks": { "type": "map", "mapOrdered": true, "mapPageSize": 2, "mapMaxPageSize": 2 },
        "theirs": { "type": "map", "mapExternalState": true }
        """;

    [Fact]
    public async Task Begin_WhileEntriesChange_HasNoGapAndNoRepetition()
    {
        for (var round = 0; round < 30; round++)
        {
            var random = new Random(round);
            var store = new ChangingMaps();
            await using var hub = EngineHub.Create(configure: store.Add, namespaces: Namespaces);
            for (var i = 0; i < 9; i++)
            {
                await ChangeAsync(hub, $"k{i}", $"{i}");
            }

            var next = 100;
            store.BetweenPages = async () =>
            {
                for (var i = 0; i < 3; i++)
                {
                    await ChangeAsync(hub, $"k{random.Next(12)}", $"{next++}", isRemoval: random.Next(3) == 0);
                }
            };
            var (connection, sink) = hub.Connect();
            var begun = await hub.BeginAsync(connection, hub.Order("map:a") with { IsServerSide = true });
            store.BetweenPages = static () => Task.CompletedTask;
            hub.SubscriptionManager.GoLive(begun);
            await ChangeAsync(hub, "k0", "last");

            var seen = begun.Missed.ToDictionary(entry => entry.Key!, TextOf, StringComparer.Ordinal);
            var top = begun.Start.Offset;
            var changes = await hub.Get<IStreamStore>().ReadAsync("map:a", hub.Space("map:a").Retention, new StreamRead { Since = top, Limit = 1000 }, EngineHub.Cancelled);
            foreach (var change in changes.Publications)
            {
                if (change.IsRemoval)
                {
                    seen.Remove(change.Key!);
                }
                else
                {
                    seen[change.Key!] = TextOf(change);
                }
            }

            // What was sent behind the entries is exactly what changed behind their position.
            Assert.Equal(changes.Publications.Count, sink.Lines.Count(line => line.StartsWith("pub map:a ", StringComparison.Ordinal)));
            var now = (await hub.Get<IMapStore>().ReadEntriesAsync("map:a", hub.Space("map:a").Retention, new MapRead(), EngineHub.Cancelled)).Entries;
            Assert.Equal(now.Select(entry => (entry.Key!, TextOf(entry))), seen.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (entry.Key, entry.Value)));
            Assert.True(changes.Publications.Count > 1);
        }
    }

    [Fact]
    public async Task Begin_OrderedMap_HasTheHighestScoreFirst()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        foreach (var score in new[] { 2, 9, 5, -1, 7 })
        {
            await ChangeAsync(hub, $"of{score}", "1", channel: "ranks:a", score: score);
        }

        var (connection, _) = hub.Connect();
        var begun = await hub.BeginAsync(connection, hub.Order("ranks:a") with { IsServerSide = true });

        Assert.Equal(["of9", "of7", "of5", "of2", "of-1"], begun.Missed.Select(entry => entry.Key), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Begin_ClearedWhileItIsRead_IsRefusedForNow()
    {
        var store = new ChangingMaps();
        await using var hub = EngineHub.Create(configure: store.Add, namespaces: Namespaces);
        for (var i = 0; i < 5; i++)
        {
            await ChangeAsync(hub, $"k{i}", "1");
        }

        store.BetweenPages = async () => await store.ClearAsync("map:a", EngineHub.Cancelled);
        var (connection, _) = hub.Connect();
        var outcome = await hub.SubscriptionManager.BeginAsync(connection, hub.Order("map:a") with { IsServerSide = true }, EngineHub.Cancelled);

        Assert.True(outcome.Error is { Temporary: true });
        Assert.Equal(0, connection.SubscriptionCount);
    }

    [Fact]
    public async Task Begin_RoomThatOthersHaveTaken_IsNotUsedTwice()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        for (var i = 0; i < 5; i++)
        {
            await ChangeAsync(hub, $"k{i}", "1");
        }

        var (connection, _) = hub.Connect();
        var refused = await hub.SubscriptionManager.BeginAsync(connection, hub.Order("map:a") with { IsServerSide = true, RoomInReply = 200 }, EngineHub.Cancelled);
        var begun = await hub.SubscriptionManager.BeginAsync(connection, hub.Order("map:a") with { IsServerSide = true, RoomInReply = 2000 }, EngineHub.Cancelled);

        Assert.Equal(ErrorCodes.LimitExceeded.Code, refused.Error!.Code);
        Assert.Equal(5, begun.Value!.Missed.Count);
    }

    [Fact]
    public async Task Begin_MapWhoseEntriesTheApplicationHas_StartsAtItsPosition()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        await ChangeAsync(hub, "k", "1", channel: "theirs:a");

        var (connection, _) = hub.Connect();
        var begun = await hub.BeginAsync(connection, hub.Order("theirs:a") with { IsServerSide = true });

        Assert.Empty(begun.Missed);
        Assert.Equal(1ul, begun.Start.Offset);
    }

    private static async Task ChangeAsync(EngineHub hub, string key, string text, bool isRemoval = false, string channel = "map:a", long score = 0)
    {
        var request = new PublicationRequest(channel, hub.Space(channel), Encoding.UTF8.GetBytes($"\"{text}\"")) { Entry = new EntryChange(key) { IsRemoval = isRemoval, Score = score } };
        var outcome = await hub.Get<PublishPipeline>().PublishAsync(request, EngineHub.Cancelled);
        Assert.True(outcome.IsSuccess, $"{outcome.Error}");
    }

    private static string TextOf(Publication publication) => Encoding.UTF8.GetString(publication.Data.Span);

    /// <summary>Maps in memory, between whose pages something happens.</summary>
    private sealed class ChangingMaps : IMapStore
    {
        private IMapStore _store = null!;

        public Func<Task> BetweenPages { get; set; } = static () => Task.CompletedTask;

        public void Add(IServiceCollection services) => services.AddSingleton<IMapStore>(provider =>
        {
            _store = (IMapStore)provider.GetRequiredService<IStreamStore>();
            return this;
        });

        public async ValueTask<MapPage> ReadEntriesAsync(string channel, StreamRetention retention, MapRead read, CancellationToken cancellationToken)
        {
            if (read.After is not null)
            {
                await BetweenPages();
            }

            return await _store.ReadEntriesAsync(channel, retention, read, cancellationToken);
        }

        public ValueTask<MapChangeResult> ChangeAsync(MapChange change, IPublicationSink sink, CancellationToken cancellationToken) => _store.ChangeAsync(change, sink, cancellationToken);

        public ValueTask<long> CountEntriesAsync(string channel, CancellationToken cancellationToken) => _store.CountEntriesAsync(channel, cancellationToken);

        public ValueTask ClearAsync(string channel, CancellationToken cancellationToken) => _store.ClearAsync(channel, cancellationToken);

        public ValueTask<IReadOnlyList<ExpiredEntry>> ListExpiredEntriesAsync(int limit, CancellationToken cancellationToken) => _store.ListExpiredEntriesAsync(limit, cancellationToken);
    }
}
