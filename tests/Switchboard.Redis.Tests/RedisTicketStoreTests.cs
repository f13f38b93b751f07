using StackExchange.Redis;
using Switchboard.Extensibility;
using Switchboard.Redis.Tests.Support;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Redis.Tests;

public sealed class RedisTicketStoreTests(RedisServer server) : TicketStoreSpec
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Add_WhatRedisHolds_VanishesByItself_AndHasNoSecret()
    {
        var connection = await server.CreateDatabaseAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(connection);
        await using var link = new RedisConnection(new RedisStoreOptions { Connection = connection });
        var store = new RedisTicketStore(link, new RedisStoreOptions { Connection = connection });

        var secret = await store.AddAsync(ContentOf(DateTimeOffset.UtcNow), Life, Cancelled);

        var key = Assert.Single(redis.GetServer(server.Address).Keys(redis.GetDatabase().Database));
        Assert.StartsWith("switchboard:ticket:", key.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret[^20..], key.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret[^20..], (await redis.GetDatabase().StringGetAsync(key)).ToString(), StringComparison.Ordinal);
        Assert.InRange((await redis.GetDatabase().KeyTimeToLiveAsync(key))!.Value.TotalSeconds, 0.001, 40);
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData(":{}")]
    [InlineData("soon:{}")]
    [InlineData("99999999999999:rubbish")]
    [InlineData("99999999999999:null")]
    [InlineData(null)]
    public async Task ValueThatIsNoTicket_IsUnknown_AndLeftOutOfTheList(string? value)
    {
        var options = new RedisStoreOptions { Connection = await server.CreateDatabaseAsync() };
        await using var redis = await ConnectionMultiplexer.ConnectAsync(options.Connection);
        await using var link = new RedisConnection(options);
        var store = new RedisTicketStore(link, options);
        var secret = await store.AddAsync(ContentOf(DateTimeOffset.UtcNow), Life, Cancelled);
        RedisKey key = redis.GetServer(server.Address).Keys(redis.GetDatabase().Database).Single();
        await redis.GetDatabase().KeyDeleteAsync(key);
        await redis.GetDatabase().ScriptEvaluateAsync(value is null ? "redis.call('LPUSH', KEYS[1], 'x')" : "redis.call('SET', KEYS[1], ARGV[1])", [key], [value ?? ""]);
        await store.AddAsync(ContentOf(DateTimeOffset.UtcNow), Life, Cancelled);

        Assert.Single((await store.ListAsync(null, 100, Cancelled)).Tickets);
        Assert.Equal(TicketState.Unknown, (await store.RedeemAsync(secret, Life, Cancelled)).State);
    }

    [Fact]
    public async Task Run_CommandThatRedisRefuses_IsNotRedisBeingAway()
    {
        var options = new RedisStoreOptions { Connection = await server.CreateDatabaseAsync() };
        await using var link = new RedisConnection(options);
        await link.RunAsync(static database => database.ListLeftPushAsync("list", "x"), Cancelled);

        var refusals = new[]
        {
            await Assert.ThrowsAsync<SwitchboardException>(() => link.RunAsync(static database => database.StringGetAsync("list"), Cancelled).AsTask()),
            await Assert.ThrowsAsync<SwitchboardException>(() => link.RunAsync(static database => database.ScriptEvaluateAsync("return nil .. 1"), Cancelled).AsTask()),
        };

        Assert.All(refusals, static refusal => Assert.Equal((108u, false), (refusal.Error.Code, refusal.Error.Temporary)));
        Assert.All(refusals, static refusal => Assert.EndsWith("Redis refuses the command", refusal.Error.Message, StringComparison.Ordinal));
    }

    protected override async ValueTask<TicketStoreFixture> CreateAsync()
    {
        var connection = await server.CreateDatabaseAsync();
        var options = new RedisStoreOptions { Connection = connection };
        var redis = await ConnectionMultiplexer.ConnectAsync(connection);
        RedisConnection[] nodes = [new(options), new(options)];
        return new TicketStoreFixture(new RedisTicketStore(nodes[0], options), new RedisTicketStore(nodes[1], options), by => AgeAsync(redis, by))
        {
            Release = async () =>
            {
                await nodes[0].DisposeAsync();
                await nodes[1].DisposeAsync();
                await redis.DisposeAsync();
            },
        };
    }

    // Nobody can set the clock of Redis: what is in it is made older.
    private static async Task AgeAsync(ConnectionMultiplexer redis, TimeSpan by)
    {
        var database = redis.GetDatabase();
        foreach (var key in redis.GetServers()[0].Keys(database.Database))
        {
            var left = await database.KeyTimeToLiveAsync(key) - by;
            if (left <= TimeSpan.Zero)
            {
                await database.KeyDeleteAsync(key);
            }
            else
            {
                await database.StringSetAsync(key, Aged((byte[])(await database.StringGetAsync(key))!, by), left!.Value);
            }
        }
    }

    private static byte[] Aged(byte[] value, TimeSpan by)
    {
        var colon = value.AsSpan().IndexOf((byte)':');
        return colon < 0
            ? value
            : [.. System.Text.Encoding.ASCII.GetBytes($"{long.Parse(value.AsSpan(0, colon), System.Globalization.CultureInfo.InvariantCulture) - (long)by.TotalMilliseconds}"), .. value[colon..]];
    }
}
