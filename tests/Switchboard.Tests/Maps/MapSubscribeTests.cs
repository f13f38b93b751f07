using System.Text;
using Switchboard.Commands.Maps;
using Switchboard.Commands.Subscribe;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Tests.Security;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Maps;

/// <summary>The way into a map channel: entries page by page, changes, live.</summary>
public sealed class MapSubscribeTests
{
    private const string Namespaces = """
        "map": { "type": "map", "allowSubscribe": ["user"], "allowPublish": ["user", "service"], "allowTagFilter": true, "mapStreamSize": 1000 },
        "short": { "type": "map", "allowSubscribe": ["user"], "mapStreamSize": 20 },
        "fleeting": { "type": "map", "mapMode": "ephemeral", "allowSubscribe": ["user"] },
        "ranks": { "type": "map", "mapOrdered": true, "allowSubscribe": ["user"] },
        "closed": { "type": "map" },
        "stream": { "allowSubscribe": ["user"], "historySize": 10 }
        """;

    [Theory]
    [InlineData("map:a", 3, 2)]
    [InlineData("map:a", 7, 5)]
    [InlineData("short:a", 5, 4)]
    [InlineData("fleeting:a", 4, 3)]
    public async Task Visit_WhileItChanges_HasNoGapAndNoRepetition(string channel, int limit, int changesBetween)
    {
        // The seed is told by the cases: each is another sequence, and always the same.
        var random = new Random(limit * 31 + changesBetween);
        for (var round = 0; round < 20; round++)
        {
            await using var hub = EngineHub.Create(namespaces: Namespaces);
            var store = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < 30; i++)
            {
                await ChangeAsync(hub, channel, random, store);
            }

            var turns = 40;
            var (connection, _) = hub.Connect();
            var visitor = new MapVisitor(hub, connection, channel);
            await visitor.ComeInAsync(limit, async () =>
            {
                for (var i = 0; turns > 0 && i < changesBetween; i++, turns--)
                {
                    await ChangeAsync(hub, channel, random, store);
                }
            });

            Assert.Equal(store.OrderBy(static entry => entry.Key, StringComparer.Ordinal), visitor.Entries.OrderBy(static entry => entry.Key, StringComparer.Ordinal));
            Assert.InRange(visitor.Largest, 0, 2 * limit);
            Assert.Equal(MapStepPhase.Live, visitor.Phases[^1]);
        }
    }

    [Fact]
    public async Task Visit_WithMoreChangesThanAnAnswerHas_GoesThroughTheStream()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        await SetAsync(hub, "map:a", "first");
        await SetAsync(hub, "map:a", "second");
        var left = 9;
        var visitor = new MapVisitor(hub, hub.Connect().Connection, "map:a");

        await visitor.ComeInAsync(limit: 1, async () =>
        {
            for (; left > 0; left--)
            {
                await SetAsync(hub, "map:a", $"k{left}");
            }
        });

        Assert.Equal(11, visitor.Entries.Count);
        Assert.Contains(MapStepPhase.Stream, visitor.Phases);
    }

    [Fact]
    public async Task Visit_OfAnOrderedMap_ComesByScore()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        foreach (var (key, score) in new[] { ("low", -5L), ("high", 100L), ("none", 0L), ("b", 7L), ("a", 7L) })
        {
            await hub.Get<ISwitchboard>().MapPublishAsync("ranks:a", key, "1"u8.ToArray(), new MapPublishOptions { Score = score }, EngineHub.Cancelled);
        }

        var visitor = new MapVisitor(hub, hub.Connect().Connection, "ranks:a");
        await visitor.ComeInAsync(limit: 2);

        Assert.Equal(["high", "b", "a", "none", "low"], visitor.Keys);
        var ascending = await new MapVisitor(hub, hub.Connect("2").Connection, "ranks:a").AskAsync(new MapSubscribe { Ascending = true });
        Assert.Equal(["low", "none", "a", "b", "high"], ascending.Value!.Entries.Select(static entry => entry.Key!), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Page_ThatIsLargerThanAReply_EndsEarly()
    {
        await using var hub = EngineHub.Create("\"limits\": { \"replyBytes\": 4096 }", namespaces: Namespaces);
        for (var i = 0; i < 10; i++)
        {
            await SetAsync(hub, "map:a", $"k{i}", $"\"{new string('x', 1000)}\"");
        }

        var visitor = new MapVisitor(hub, hub.Connect().Connection, "map:a");
        await visitor.ComeInAsync();

        Assert.Equal(10, visitor.Entries.Count);
        Assert.InRange(visitor.Largest, 1, 4);
    }

    [Fact]
    public async Task Visit_WhoseLastPageIsFull_GetsTheChangesByThemselves()
    {
        await using var hub = EngineHub.Create("\"limits\": { \"replyBytes\": 4096 }", namespaces: Namespaces);
        await SetAsync(hub, "map:a", "large", $"\"{new string('x', 6000)}\"");
        await SetAsync(hub, "map:a", "more", $"\"{new string('x', 3000)}\"");
        var visitor = new MapVisitor(hub, hub.Connect().Connection, "map:a");

        await visitor.ComeInAsync(between: async () =>
        {
            if (visitor.Phases.Count == 1)
            {
                await SetAsync(hub, "map:a", "late", $"\"{new string('y', 3900)}\"");
            }
        });

        Assert.Equal(["large", "late", "more"], visitor.Entries.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Step_OfAnotherKindOfMap_IsRefused()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        var (connection, _) = hub.Connect();

        var users = await new MapVisitor(hub, connection, "map:a").AskAsync(new MapSubscribe { Type = ChannelType.MapUsers });
        var stream = await new MapVisitor(hub, connection, "stream:a").AskAsync(new MapSubscribe());
        var closed = await new MapVisitor(hub, connection, "closed:a").AskAsync(new MapSubscribe());
        var plain = await hub.Commands.Subscribe.HandleAsync(connection, new SubscribeRequest("map:a"), EngineHub.Cancelled);

        Assert.Equal("type", users.Error!.Details!.Field);
        Assert.Equal((ErrorCodes.BadRequest.Code, "stream"), (stream.Error!.Code, stream.Error.Details!.Reason));
        Assert.Equal(ErrorCodes.PermissionDenied, closed.Error);
        Assert.Equal((ErrorCodes.BadRequest.Code, "map"), (plain.Error!.Code, plain.Error.Details!.Reason));
    }

    [Fact]
    public async Task Step_BehindOneThatTheServerDoesNotKnow_BeginsAnew()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        await SetAsync(hub, "map:a", "k");
        var visitor = new MapVisitor(hub, hub.Connect().Connection, "map:a");

        Assert.Equal(ErrorCodes.UnrecoverablePosition, (await visitor.AskAsync(new MapSubscribe { Cursor = "AQAAAAAAAAAAAGs" })).Error);
        Assert.Equal(ErrorCodes.UnrecoverablePosition, (await visitor.AskAsync(new MapSubscribe { WantsChanges = true })).Error);
    }

    [Fact]
    public async Task Step_ThatComesTooLate_BeginsAnew()
    {
        await using var hub = EngineHub.Create("\"limits\": { \"mapCatchUpSeconds\": 5 }", namespaces: Namespaces);
        await SetAsync(hub, "map:a", "k1");
        await SetAsync(hub, "map:a", "k2");
        var (connection, _) = hub.Connect();
        var visitor = new MapVisitor(hub, connection, "map:a");
        var first = await visitor.AskAsync(new MapSubscribe { Limit = 1 });
        hub.Time.Advance(TimeSpan.FromSeconds(5));

        var late = await visitor.AskAsync(new MapSubscribe { Limit = 1, Cursor = first.Value!.Cursor, Position = first.Value.Position });

        Assert.Equal(ErrorCodes.UnrecoverablePosition, late.Error);
        await hub.SweepAsync();
        Assert.Null(connection.FindCatchUp("map:a"));
    }

    [Fact]
    public async Task Step_OfWhoWasShutOutMeanwhile_IsRefused()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        await SetAsync(hub, "map:a", "k1");
        await SetAsync(hub, "map:a", "k2");
        var (connection, _) = hub.Connect();
        var visitor = new MapVisitor(hub, connection, "map:a");
        var first = await visitor.AskAsync(new MapSubscribe { Limit = 1 });
        await hub.Get<ISwitchboard>().UnsubscribeAsync(new ConnectionTarget { User = "42" }, "map:a", cancellationToken: EngineHub.Cancelled);

        var next = await visitor.AskAsync(new MapSubscribe { Limit = 1, Cursor = first.Value!.Cursor, Position = first.Value.Position });

        Assert.Equal(ErrorCodes.NotAvailable.Code, next.Error!.Code);
        Assert.Null(connection.Find("map:a"));
    }

    [Fact]
    public async Task Step_BehindAnUnsubscribe_BeginsAnew()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        await SetAsync(hub, "map:a", "k1");
        await SetAsync(hub, "map:a", "k2");
        var (connection, _) = hub.Connect();
        var visitor = new MapVisitor(hub, connection, "map:a");
        var first = await visitor.AskAsync(new MapSubscribe { Limit = 1 });
        await hub.Commands.Unsubscribe.HandleAsync(connection, "map:a", EngineHub.Cancelled);

        var next = await visitor.AskAsync(new MapSubscribe { Limit = 1, Cursor = first.Value!.Cursor, Position = first.Value.Position });

        Assert.Equal(ErrorCodes.UnrecoverablePosition, next.Error);
        Assert.Null(connection.Find("map:a"));
    }

    [Fact]
    public async Task Step_BehindTheEndOfTheToken_BeginsAnewAndNeedsAnother()
    {
        await using var hub = EngineHub.Create($$"""
            "tokens": { "hmacSecret": "{{SigningKeys.Secret}}" }
            """, namespaces: Namespaces);
        await SetAsync(hub, "closed:a", "k1");
        await SetAsync(hub, "closed:a", "k2");
        var visitor = new MapVisitor(hub, hub.Connect().Connection, "closed:a");
        var token = TokenFactory.Create($$"""{"sub":"42","channel":"closed:a","exp":{{hub.Time.GetUtcNow().AddSeconds(10).ToUnixTimeSeconds()}}}""");
        var begin = new SubscribeRequest("closed:a") { Map = new MapSubscribe { Limit = 1 }, Token = token };
        var first = await visitor.AskAsync(begin);
        hub.Time.Advance(TimeSpan.FromSeconds(10));

        var next = await visitor.AskAsync(new MapSubscribe { Limit = 1, Cursor = first.Value!.Cursor, Position = first.Value.Position });

        Assert.Equal(ErrorCodes.UnrecoverablePosition, next.Error);
        Assert.Equal(ErrorCodes.TokenExpired, (await visitor.AskAsync(begin)).Error);
    }

    [Fact]
    public async Task Step_OfAnotherEpoch_BeginsAnew()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        await SetAsync(hub, "map:a", "k1");
        await SetAsync(hub, "map:a", "k2");
        var visitor = new MapVisitor(hub, hub.Connect().Connection, "map:a");
        var first = await visitor.AskAsync(new MapSubscribe { Limit = 1 });

        var next = await visitor.AskAsync(new MapSubscribe { Limit = 1, Cursor = first.Value!.Cursor, Position = first.Value.Position with { Epoch = "other" } });

        Assert.Equal(ErrorCodes.UnrecoverablePosition, next.Error);
    }

    [Fact]
    public async Task Subscription_BesideStepsThatTakeAllPlaces_IsRefused()
    {
        await using var hub = EngineHub.Create("\"limits\": { \"channelsPerConnection\": 1 }", namespaces: Namespaces);
        await SetAsync(hub, "map:a", "k1");
        await SetAsync(hub, "map:a", "k2");
        var (connection, _) = hub.Connect();
        var visitor = new MapVisitor(hub, connection, "map:a");
        var first = await visitor.AskAsync(new MapSubscribe { Limit = 1 });

        Assert.Equal(ErrorCodes.LimitExceeded, (await hub.Commands.Subscribe.HandleAsync(connection, new SubscribeRequest("stream:a"), EngineHub.Cancelled)).Error);
        var last = await visitor.AskAsync(new MapSubscribe { Limit = 1, Cursor = first.Value!.Cursor, Position = first.Value.Position });
        Assert.NotNull(last.Value!.Live);
    }

    [Fact]
    public async Task Steps_IntoMoreChannelsThanAllowed_AreRefused()
    {
        await using var hub = EngineHub.Create("\"limits\": { \"channelsPerConnection\": 2 }", namespaces: Namespaces);
        var (connection, _) = hub.Connect();
        foreach (var channel in new[] { "map:a", "map:b", "map:c" })
        {
            await SetAsync(hub, channel, "k1");
            await SetAsync(hub, channel, "k2");
        }

        Assert.True((await new MapVisitor(hub, connection, "map:a").AskAsync(new MapSubscribe { Limit = 1 })).IsSuccess);
        Assert.True((await new MapVisitor(hub, connection, "map:b").AskAsync(new MapSubscribe { Limit = 1 })).IsSuccess);
        Assert.Equal(ErrorCodes.LimitExceeded, (await new MapVisitor(hub, connection, "map:c").AskAsync(new MapSubscribe { Limit = 1 })).Error);
    }

    [Fact]
    public async Task Visit_WithAFilter_IsToldWhatLeavesIt()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        await SetAsync(hub, "map:a", "mine", "1", "red");
        await SetAsync(hub, "map:a", "other", "2", "blue");
        await SetAsync(hub, "map:a", "turns", "3", "red");
        var (connection, sink) = hub.Connect();
        var visitor = new MapVisitor(hub, connection, "map:a");
        var filter = new OnlyRed();

        await visitor.ComeInAsync(limit: 1, filter: filter, between: () => SetAsync(hub, "map:a", "turns", "4", "blue"));
        await SetAsync(hub, "map:a", "other", "5", "blue");
        await SetAsync(hub, "map:a", "mine", "6", "blue");
        await SetAsync(hub, "map:a", "new", "7", "red");

        Assert.Equal(["mine"], visitor.Entries.Keys, StringComparer.Ordinal);
        Assert.Equal(["pub map:a 6 ", "pub map:a 7 7"], sink.Lines.Where(static line => line.StartsWith("pub", StringComparison.Ordinal)), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Visit_WithAFilterThatIsNoLongerAllowed_IsToldWhatLeavesIt()
    {
        await using var hub = EngineHub.Create(namespaces: Namespaces);
        await SetAsync(hub, "map:a", "mine", "1", "red");
        var (connection, sink) = hub.Connect();
        await new MapVisitor(hub, connection, "map:a").ComeInAsync(filter: new OnlyRed());
        var settings = hub.Get<SettingsHolder>();
        var options = new SwitchboardOptions();
        options.Namespaces["map"] = new NamespaceOptions { Type = ChannelType.Map };
        settings.Change(settings.Current with { Namespaces = SwitchboardSettings.From(options).Namespaces });

        await SetAsync(hub, "map:a", "mine", "2", "blue");

        Assert.Equal("pub map:a 2 ", sink.Lines[^1]);
    }

    private static async Task ChangeAsync(EngineHub hub, string channel, Random random, Dictionary<string, string> store)
    {
        var key = $"k{random.Next(25)}";
        if (random.Next(4) == 0)
        {
            store.Remove(key);
            await hub.Get<ISwitchboard>().MapRemoveAsync(channel, key, cancellationToken: EngineHub.Cancelled);
            return;
        }

        store[key] = $"{random.Next(1000)}";
        await SetAsync(hub, channel, key, store[key]);
    }

    private static async Task SetAsync(EngineHub hub, string channel, string key, string json = "1", string? colour = null)
    {
        var tags = colour is null ? null : new Dictionary<string, string>(StringComparer.Ordinal) { ["colour"] = colour };
        await hub.Get<ISwitchboard>().MapPublishAsync(channel, key, Encoding.UTF8.GetBytes(json), new MapPublishOptions { Tags = tags }, EngineHub.Cancelled);
    }

    private sealed class OnlyRed : TagPredicate
    {
        public override bool Matches(IReadOnlyDictionary<string, string>? tags) => tags?.GetValueOrDefault("colour") == "red";
    }
}
