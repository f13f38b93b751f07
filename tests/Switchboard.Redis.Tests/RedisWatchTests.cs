using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Switchboard.Redis.Tests.Support;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Redis.Tests;

public sealed class RedisWatchTests
{
    [Fact]
    public async Task Log_RedisThatIsAwayAndComesBack_IsToldOnceEach()
    {
        await using var own = new RedisServer();
        var connection = await own.CreateDatabaseAsync();
        await own.KillAsync();
        var log = new Lines();
        await using var redis = new RedisConnection(new RedisStoreOptions { Connection = $"{connection},connectTimeout=200" });
        using var watch = new RedisWatch(redis, TimeProvider.System, log);

        await watch.StartAsync(TestContext.Current.CancellationToken);
        var away = await log.NextAsync();
        await own.StartAsync();
        var back = await log.NextAsync();
        await watch.StopAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("Warning 581 Redis cannot be reached", away, StringComparison.Ordinal);
        Assert.Equal("Information 582 Redis is there again.", back);
    }

    [Fact]
    public async Task BackgroundWork_DisposedOfAsItStarts_HasNotFailed()
    {
        await using var own = new RedisServer();
        await using var redis = new RedisConnection(new RedisStoreOptions { Connection = await own.CreateDatabaseAsync() });
        var watch = new RedisWatch(redis, TimeProvider.System, new Lines());

        await watch.StartAsync(TestContext.Current.CancellationToken);
        watch.Dispose();

        await watch.ExecuteTask!.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
    }

    private sealed class Lines : ILogger<RedisWatch>
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => _lines.Writer.TryWrite($"{logLevel} {eventId.Id} {formatter(state, exception)}");

        public ValueTask<string> NextAsync() => _lines.Reader.ReadAsync(TestContext.Current.CancellationToken);
    }
}
