using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Switchboard.Extensibility;
using Switchboard.Redis.Tests.Support;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Redis.Tests;

public sealed class WsTokenStoreTests(RedisServer server) : TicketStoreSpec
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, 999, TimeSpan.Zero));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // The format has room for the user alone.
    protected override TicketContent ContentOf(DateTimeOffset now) => new()
    {
        User = "ann",
        CreatedAt = now.ToUnixTimeMilliseconds(),
        ExpiresAt = (now + Life).ToUnixTimeMilliseconds(),
    };

    [Theory]
    [InlineData("""{"user": "ann", "time": "01:01:2026:12:00:00"}""", 0, TicketState.Valid)]
    [InlineData("""{"user": "ann", "time": "01:01:2026:12:00:00"}""", 20, TicketState.Valid)]
    [InlineData("""{"user": "ann", "time": "01:01:2026:12:00:00"}""", 21, TicketState.Expired)]
    [InlineData("""{"time": "01:01:2026:12:00:00", "user": "ann", "more": [1]}""", 0, TicketState.Valid)]
    [InlineData("""{"user": "ann", "time": "01:01:2026:12:00:05"}""", 0, TicketState.Valid)]
    [InlineData("""{"user": "ann", "time": "01:01:2026:12:00:07"}""", 0, TicketState.Expired)]
    [InlineData("""{"user": "ann", "time": "31:12:2025:12:00:00"}""", 0, TicketState.Expired)]
    [InlineData("""{"user": "ann", "time": "2026-01-01T12:00:00Z"}""", 0, TicketState.Unknown)]
    [InlineData("""{"user": 42, "time": "01:01:2026:12:00:00"}""", 0, TicketState.Valid)]
    [InlineData("""{"user": 4.2, "time": "01:01:2026:12:00:00"}""", 0, TicketState.Unknown)]
    [InlineData("""{"user": true, "time": "01:01:2026:12:00:00"}""", 0, TicketState.Unknown)]
    [InlineData("""{"user": "", "time": "01:01:2026:12:00:00"}""", 0, TicketState.Unknown)]
    [InlineData("""{"user": {"id": 1}, "time": "01:01:2026:12:00:00"}""", 0, TicketState.Unknown)]
    [InlineData("""{"user": "ann"}""", 0, TicketState.Unknown)]
    [InlineData("null", 0, TicketState.Unknown)]
    [InlineData("\u0080\0", 0, TicketState.Unknown)]
    public async Task Redeem_WhatAnotherProgramWrote_IsJudgedByItsTime_AndUsedUp(string value, int seconds, TicketState expected)
    {
        await using var bench = await CreateAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_connection);
        const string Secret = "wstoken0123456789abcdef0123456789abcdef";
        await redis.GetDatabase().StringSetAsync(Secret, value);
        _time.Advance(TimeSpan.FromSeconds(seconds));

        var redemption = await bench.Store.RedeemAsync(Secret, Life, Cancelled);

        Assert.Equal(expected, redemption.State);
        Assert.Equal(expected != TicketState.Valid ? null : value.Contains("42", StringComparison.Ordinal) ? "42" : "ann", redemption.Content?.User);
        Assert.False(await redis.GetDatabase().KeyExistsAsync(Secret));
        Assert.Equal(TicketState.Used, (await bench.Other.RedeemAsync(Secret, Life, Cancelled)).State);
    }

    [Fact]
    public async Task Add_WhatRedisHolds_IsTheFormat()
    {
        await using var bench = await CreateAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_connection);

        var secret = await bench.Store.AddAsync(ContentOf(bench.Now()), Life, Cancelled);

        Assert.Matches("^wstoken[0-9a-f]{32}$", secret);
        Assert.Equal("""{"user":"ann","time":"01:01:2026:12:00:00"}""", await redis.GetDatabase().StringGetAsync(secret));
        Assert.Null(await redis.GetDatabase().KeyTimeToLiveAsync(secret));
    }

    [Fact]
    public async Task Add_WhatTheFormatCannotHold_IsRefused()
    {
        await using var bench = await CreateAsync();
        TicketContent[] contents =
        [
            ContentOf(bench.Now()) with { Info = "{}"u8.ToArray() },
            ContentOf(bench.Now()) with { Channels = ["news"] },
            ContentOf(bench.Now()) with { Address = "192.0.2.1" },
            ContentOf(bench.Now()) with { ExpiresAt = bench.Now().AddSeconds(30).ToUnixTimeMilliseconds() },
        ];

        foreach (var content in contents)
        {
            var refusal = await Assert.ThrowsAsync<SwitchboardException>(() => bench.Store.AddAsync(content, Life, Cancelled).AsTask());
            Assert.Equal(107u, refusal.Error.Code);
            Assert.Contains("tickets.redisFormat", refusal.Error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Sweep_RemovesWhatNobodyCanUse_AndNothingElse()
    {
        await using var bench = await CreateAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_connection);
        var old = await bench.Store.AddAsync(ContentOf(bench.Now()), Life, Cancelled);
        _time.Advance(TimeSpan.FromSeconds(24));
        var young = await bench.Store.AddAsync(ContentOf(bench.Now()), Life, Cancelled);
        await redis.GetDatabase().StringSetAsync("wstokens of somebody", "1");
        await redis.GetDatabase().StringSetAsync("other", "1");

        await _store!.SweepAsync(Cancelled);
        Assert.True(await redis.GetDatabase().KeyExistsAsync(old));
        _time.Advance(TimeSpan.FromSeconds(3));
        await _store.SweepAsync(Cancelled);

        Assert.False(await redis.GetDatabase().KeyExistsAsync(old));
        Assert.Equal(3, await redis.GetDatabase().KeyExistsAsync([young, "wstokens of somebody", "other"]));
    }

    [Fact]
    public async Task KeyOfAnotherType_IsLeftOut_AndStopsNothing()
    {
        await using var bench = await CreateAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_connection);
        const string Odd = "wstoken0123456789abcdef0123456789abcdef";
        await redis.GetDatabase().ListLeftPushAsync(Odd, "x");
        var secrets = new List<string>();
        for (var made = 0; made < 8; made++)
        {
            secrets.Add(await bench.Store.AddAsync(ContentOf(bench.Now()), Life, Cancelled));
        }

        Assert.Equal(8, (await bench.Store.ListAsync(null, 100, Cancelled)).Tickets.Count);
        Assert.Equal(TicketState.Unknown, (await bench.Store.RedeemAsync(Odd, Life, Cancelled)).State);
        _time.Advance(TimeSpan.FromSeconds(27));
        await _store!.SweepAsync(Cancelled);

        Assert.Equal(0, await redis.GetDatabase().KeyExistsAsync([.. secrets.Select(static secret => (RedisKey)secret)]));
        Assert.True(await redis.GetDatabase().KeyExistsAsync(Odd));
    }

    private string _connection = "";
    private WsTokenStore? _store;

    protected override async ValueTask<TicketStoreFixture> CreateAsync()
    {
        _connection = await server.CreateDatabaseAsync();
        var options = new RedisStoreOptions { Connection = _connection, UseWsTokens = true };
        var redis = await ConnectionMultiplexer.ConnectAsync(_connection);
        RedisConnection[] nodes = [new(options), new(options)];
        _store = new WsTokenStore(nodes[0], options, _time, NullLogger<WsTokenStore>.Instance);
        return new TicketStoreFixture(_store, new WsTokenStore(nodes[1], options, _time, NullLogger<WsTokenStore>.Instance), by => AgeAsync(redis, by))
        {
            Now = _time.GetUtcNow,
            Release = async () =>
            {
                await nodes[0].DisposeAsync();
                await nodes[1].DisposeAsync();
                await redis.DisposeAsync();
            },
        };
    }

    private async Task AgeAsync(ConnectionMultiplexer redis, TimeSpan by)
    {
        _time.Advance(by);
        var database = redis.GetDatabase();
        foreach (var key in redis.GetServers()[0].Keys(database.Database))
        {
            if (await database.KeyTimeToLiveAsync(key) is { } left)
            {
                await database.KeyExpireAsync(key, left > by ? left - by : TimeSpan.Zero);
            }
        }
    }
}
