using System.Text.Json;
using Microsoft.Extensions.Logging;
using Switchboard.Client.Tests.Support;

namespace Switchboard.Client.Tests.Maps;

/// <summary>Entries of a map as values of one type, and what becomes of those that are of another.</summary>
public sealed class MapValuesTests
{
    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task Handler_EntriesOfAnotherType_AreToldOfOnceAndAreNotThereForIt(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url, options => options.Encoding = encoding);
        await client.SetEntryAsync("board:1", "a", Clients.Json("\"x\""), Clients.Patience);
        await client.SetEntryAsync("board:1", "b", Clients.Json("1"), Clients.Patience);
        var map = client.CreateMapSubscription("board:1");
        var failures = FailuresOf(map);
        var raw = new Recorder<string>();
        map.Changed += (_, args) => raw.Add(TextOf(args.Change));
        var handled = HandleNumbers(map);
        await map.SubscribeAsync(Clients.Patience);

        foreach (var (key, value) in new[] { ("b", "\"y\""), ("b", "[]"), ("b", "2"), ("a", "3"), ("c", "{}"), ("c", ""), ("b", "4"), ("d", "null"), ("a", "") })
        {
            await (value.Length == 0 ? map.RemoveAsync(key, Clients.Patience) : map.SetAsync(key, Clients.Json(value), Clients.Patience));
        }

        await AssertNextAsync(handled, "Added b 0>1", "Removed b 1>0", "Added b 0>2", "Added a 0>3", "Updated b 2>4", "Removed a 3>0");
        await AssertNextAsync(failures, "a=\"x\"", "b=\"y\"", "b=[]", "c={}", "d=null");
        await AssertNextAsync(
            raw,
            "Added a >\"x\"", "Added b >1", "Updated b 1>\"y\"", "Updated b \"y\">[]", "Updated b []>2", "Updated a \"x\">3",
            "Added c >{}", "Removed c {}>", "Updated b 2>4", "Added d >null", "Removed a 3>");
        Assert.False(failures.TryTake(out _));
    }

    [Fact]
    public async Task Handler_EntryOfAnotherType_IsToldOfOnceWhereHandlersFailAtItAsWell()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);
        var map = client.CreateMapSubscription("board:1");
        var failures = new Recorder<HandlerFailedEventArgs>();
        map.HandlerFailed += (_, args) => failures.Add(args);
        var attempts = 0;
        map.Changed += (_, args) =>
        {
            if (args.Change.Old is not null && ++attempts < 3)
            {
                throw new InvalidOperationException("No.");
            }
        };
        var handled = HandleNumbers(map);
        await map.SubscribeAsync(Clients.Patience);

        await map.SetAsync("a", Clients.Json("1"), Clients.Patience);
        await map.SetAsync("a", Clients.Json("\"x\""), Clients.Patience);
        await map.SetAsync("b", Clients.Json("[]"), Clients.Patience);

        await AssertNextAsync(handled, "Added a 0>1", "Removed a 1>0", "Removed a 1>0", "Removed a 1>0");
        Assert.IsType<InvalidOperationException>((await failures.NextAsync()).Error);
        Assert.IsType<InvalidOperationException>((await failures.NextAsync()).Error);
        var passedOver = await failures.NextAsync();
        Assert.IsType<JsonException>(passedOver.Error);
        Assert.Equal(("board:1", "a", 1, Timeout.InfiniteTimeSpan), (passedOver.Channel, passedOver.Publication.Key, passedOver.Attempt, passedOver.Delay));
        Assert.Equal("b", (await failures.NextAsync()).Publication.Key);
    }

    [Fact]
    public async Task Handler_EntryOfAnotherType_IsLoggedWithChannelAndKey()
    {
        await using var hub = await ClientHub.StartAsync();
        using var log = new LogRecorder();
        await using var client = new SwitchboardClient(new SwitchboardClientOptions { Url = hub.Url }, log);
        await client.ConnectAsync(Clients.Patience);
        var map = client.CreateMapSubscription("board:1");
        HandleNumbers(map);
        await map.SubscribeAsync(Clients.Patience);

        await map.SetAsync("task-7", Clients.Json("\"secret\""), Clients.Patience);

        var entry = await log.Entries.NextAsync(entry => entry.Level == LogLevel.Error);
        Assert.Equal(2019, entry.Id);
        Assert.Contains("board:1", entry.Text, StringComparison.Ordinal);
        Assert.Contains("task-7", entry.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", entry.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AndUpdate_OfAnotherType_ThrowToTheCallerAndChangeNothing()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);
        var map = client.CreateMapSubscription("board:1");
        await map.SetAsync("a", Clients.Json("\"x\""), Clients.Patience);

        await Assert.ThrowsAsync<JsonException>(() => map.UpdateAsync("a", TestJson.Default.Int32, value => value + 1, cancellationToken: Clients.Patience));
        await map.SubscribeAsync(Clients.Patience);
        await Assert.ThrowsAsync<JsonException>(() => map.UpdateAsync("a", TestJson.Default.Int32, value => value + 1, cancellationToken: Clients.Patience));
        Assert.Throws<JsonException>(() => map.TryGetValue("a", TestJson.Default.Int32, out _));

        var entry = await client.GetEntryAsync("board:1", "a", Clients.Patience);
        Assert.Equal(("\"x\"", 1UL), (entry?.ReadText(), entry?.Offset));
    }

    [Fact]
    public async Task Update_ToNull_RemovesTheEntry()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);
        var follower = new MapFollower(client.CreateMapSubscription("board:1"));
        await follower.Map.SubscribeAsync(Clients.Patience);
        await follower.Map.SetAsync("a", Clients.Json("\"x\""), Clients.Patience);
        await follower.Map.SetAsync("b", Clients.Json("7"), Clients.Patience);
        await follower.WaitForAsync("b", "7");

        var removed = await follower.Map.UpdateAsync("a", TestJson.Default.String, static _ => null, cancellationToken: Clients.Patience);
        await follower.Map.UpdateAsync("b", TestJson.Default.NullableInt32, static _ => null, cancellationToken: Clients.Patience);
        var nothing = await follower.Map.UpdateAsync("c", TestJson.Default.String, static _ => null, cancellationToken: Clients.Patience);
        await follower.Map.UpdateAsync("d", TestJson.Default.Int32, static value => value, cancellationToken: Clients.Patience);

        Assert.Null(removed.Suppressed);
        Assert.Equal(MapSuppression.KeyNotFound, nothing.Suppressed);
        await follower.WaitForAsync("d", "0");
        Assert.Equal("d=0", follower.Copy);
    }

    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task JsonNull_IsTheSameHoweverItCameAndARemovalIsEmpty(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url, options => options.Encoding = encoding);
        await client.SetEntryAsync("board:1", "read", Clients.Json("null"), Clients.Patience);
        var follower = new MapFollower(client.CreateMapSubscription("board:1"));
        var map = follower.Map;
        await map.SubscribeAsync(Clients.Patience);
        await map.SetAsync("pushed", Clients.Json("null"), Clients.Patience);
        await follower.WaitForAsync("pushed", "null");
        await map.UnsubscribeAsync(Clients.Patience);
        await map.SetAsync("recovered", Clients.Json("null"), Clients.Patience);
        await map.SubscribeAsync(Clients.Patience);
        await follower.WaitForAsync("recovered", "null");

        Assert.Equal("pushed=null read=null recovered=null", follower.Entries);
        Assert.Equal(follower.Entries, follower.Copy);
        Assert.Equal("null", (await client.GetEntryAsync("board:1", "pushed", Clients.Patience))?.ReadText());
        Assert.True(map.TryGetValue("pushed", TestJson.Default.String, out var value));
        Assert.Null(value);
        var conflict = await Assert.ThrowsAsync<SwitchboardException>(() => client.SetEntryAsync(
            "board:1", "read", Clients.Json("1"), new MapPublishOptions { Expected = new Position(0, "") }, Clients.Patience));
        Assert.Equal("null", conflict.Error.Details?.Current?.ReadText());

        await map.RemoveAsync("pushed", Clients.Patience);
        var removal = await follower.Changes.NextAsync(change => change.Kind == MapEntryChangeKind.Removed);
        Assert.Equal(("null", null), (removal.Old?.ReadText(), removal.New));
        var changes = await client.GetEntryChangesAsync("board:1", new HistoryOptions { Limit = 1, Reverse = true }, Clients.Patience);
        Assert.True(Assert.Single(changes.Publications) is { IsRemoval: true, Data.IsEmpty: true });
    }

    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task Update_ThatAJsonNullOvertakes_IsMadeOutOfThat(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url, options => options.Encoding = encoding);
        await client.SetEntryAsync("board:1", "a", Clients.Json("1"), Clients.Patience);
        var seen = new List<string?>();

        await client.UpdateEntryAsync(
            "board:1",
            "a",
            entry =>
            {
                seen.Add(entry?.ReadText());
                if (seen.Count == 1)
                {
                    hub.ApiAsync("map_publish", new { channel = "board:1", key = "a", data = (object?)null }).Wait(Clients.Patience);
                }

                return Clients.Json("2");
            },
            cancellationToken: Clients.Patience);

        Assert.Equal(["1", "null"], seen);
    }

    private static Recorder<string> FailuresOf(MapSubscription map)
    {
        var failures = new Recorder<string>();
        map.HandlerFailed += (_, args) => failures.Add($"{args.Publication.Key}={args.Publication.ReadText()}");
        return failures;
    }

    private static Recorder<string> HandleNumbers(MapSubscription map)
    {
        var handled = new Recorder<string>();
        map.OnChanged(TestJson.Default.Int32, (old, now, change, _) =>
        {
            handled.Add($"{change.Kind} {change.Key} {old}>{now}");
            return ValueTask.CompletedTask;
        });
        return handled;
    }

    private static async Task AssertNextAsync(Recorder<string> recorder, params string[] expected)
    {
        foreach (var next in expected)
        {
            Assert.Equal(next, await recorder.NextAsync());
        }
    }

    private static string TextOf(MapEntryChange change) => $"{change.Kind} {change.Key} {change.Old?.ReadText()}>{change.New?.ReadText()}";
}
