using System.Text;
using Switchboard.Client.Tests.Support;

namespace Switchboard.Client.Tests.Maps;

public sealed class MapUpdateTests
{
    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task Update_OfSeveralClients_LosesNoChange(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Clients.ConnectAsync(hub.Url, options => options.Encoding = encoding)));
        await using var pool = new Disposables(clients);
        var maps = clients.Select(client => client.SubscribeMap("board:1")).ToArray();
        await Task.WhenAll(maps.Select(map => map.SubscribeAsync(Clients.Patience)));

        await Task.WhenAll(maps.Select(async map =>
        {
            for (var number = 0; number < 25; number++)
            {
                await map.UpdateAsync("count", TestJson.Default.Int32, count => count + 1, maxAttempts: 1000, Clients.Patience);
            }
        }));

        var entry = await clients[0].GetEntryAsync("board:1", "count", Clients.Patience);
        Assert.Equal("100", entry?.ReadText());
        Assert.Equal(100UL, entry?.Offset);
        Assert.Equal(1, await clients[0].CountEntriesAsync("board:1", Clients.Patience));
    }

    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task Set_OfAnotherPosition_IsAConflictWithTheEntryAsItIs(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url, options => options.Encoding = encoding);
        var first = await client.SetEntryAsync("board:1", "a", Clients.Json("1"), new MapPublishOptions { Expected = new Position(0, ""), Score = 7 }, Clients.Patience);
        Assert.Null(first.Suppressed);

        var refused = await Assert.ThrowsAsync<SwitchboardException>(() => client.SetEntryAsync(
            "board:1", "a", Clients.Json("2"), new MapPublishOptions { Expected = first.Position with { Offset = first.Position.Offset + 1 } }, Clients.Patience));

        Assert.Equal(ErrorCodes.Conflict.Code, refused.Error.Code);
        var current = refused.Error.Details?.Current;
        Assert.Equal(("a", "1", first.Position, 7), (current?.Key, current?.ReadText(), new Position(current!.Offset, current.Epoch), current.Score));
        var gone = await Assert.ThrowsAsync<SwitchboardException>(() => client.RemoveEntryAsync("board:1", "b", new MapRemoveOptions { Expected = first.Position }, Clients.Patience));
        Assert.Equal(ErrorCodes.Conflict.Code, gone.Error.Code);
        Assert.Null(gone.Error.Details?.Current);
        Assert.Equal(2UL, (await client.SetEntryAsync("board:1", "a", Clients.Json("2"), new MapPublishOptions { Expected = first.Position }, Clients.Patience)).Position.Offset);
    }

    [Fact]
    public async Task Set_UnderConditions_SaysWhyNothingHappened()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);

        Assert.Equal(MapSuppression.KeyNotFound, await SetAsync(client, "1", new MapPublishOptions { KeyMode = MapKeyMode.IfExists }));
        Assert.Null(await SetAsync(client, "2", new MapPublishOptions { KeyMode = MapKeyMode.IfNew, Version = 5, IdempotencyKey = "first" }));
        Assert.Equal(MapSuppression.Idempotency, await SetAsync(client, "3", new MapPublishOptions { IdempotencyKey = "first" }));
        Assert.Equal(MapSuppression.KeyExists, await SetAsync(client, "4", new MapPublishOptions { KeyMode = MapKeyMode.IfNew }));
        Assert.Equal(MapSuppression.Version, await SetAsync(client, "5", new MapPublishOptions { Version = 5 }));
        Assert.Equal("2", (await client.GetEntryAsync("board:1", "a", Clients.Patience))?.ReadText());
        Assert.Equal(MapSuppression.KeyNotFound, (await client.RemoveEntryAsync("board:1", "b", MapRemoveOptions.None, Clients.Patience)).Suppressed);

        var changes = await client.GetEntryChangesAsync("board:1", new HistoryOptions { Limit = 10 }, Clients.Patience);
        Assert.Equal(("a", "2", 1UL), (Assert.Single(changes.Publications).Key, changes.Publications[0].ReadText(), changes.Top.Offset));
    }

    [Fact]
    public async Task Update_WithoutAMap_ReadsTheEntryAndMayRemoveIt()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);
        await client.SetEntryAsync("board:1", "a", Clients.Json("1"), new MapPublishOptions { Score = 3 }, Clients.Patience);
        var seen = new List<string?>();

        await client.UpdateEntryAsync("board:1", "a", Take("2"), cancellationToken: Clients.Patience);
        Assert.Equal(3, (await client.GetEntryAsync("board:1", "a", Clients.Patience))?.Score);
        await client.UpdateEntryAsync("board:1", "a", Take(null), cancellationToken: Clients.Patience);
        var nothing = await client.UpdateEntryAsync("board:1", "a", Take(null), cancellationToken: Clients.Patience);

        Assert.Equal(MapSuppression.KeyNotFound, nothing.Suppressed);
        Assert.Equal(["1", "2", null], seen);
        Assert.Null(await client.GetEntryAsync("board:1", "a", Clients.Patience));

        Func<Publication?, ReadOnlyMemory<byte>> Take(string? value) => entry =>
        {
            seen.Add(entry?.ReadText());
            return value is null ? default(ReadOnlyMemory<byte>) : Encoding.UTF8.GetBytes(value);
        };
    }

    [Fact]
    public async Task Update_ThatOthersAlwaysOvertake_EndsWithTheConflict()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);
        var attempts = 0;

        var refused = await Assert.ThrowsAsync<SwitchboardException>(() => client.UpdateEntryAsync(
            "board:1",
            "a",
            _ =>
            {
                attempts++;
                hub.ApiAsync("map_publish", new { channel = "board:1", key = "a", data = attempts }).Wait(Clients.Patience);
                return Clients.Json("0");
            },
            maxAttempts: 3,
            Clients.Patience));

        Assert.Equal((ErrorCodes.Conflict.Code, 3), (refused.Error.Code, attempts));
        Assert.Equal("3", refused.Error.Details?.Current?.ReadText());
    }

    private static async Task<MapSuppression?> SetAsync(SwitchboardClient client, string value, MapPublishOptions options)
        => (await client.SetEntryAsync("board:1", "a", Clients.Json(value), options, Clients.Patience)).Suppressed;

    private sealed class Disposables(IEnumerable<IAsyncDisposable> all) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var one in all)
            {
                await one.DisposeAsync();
            }
        }
    }
}
