using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Switchboard.Extensibility;
using Switchboard.Redis.Sources;
using Switchboard.Redis.Tests.Support;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Redis.Tests.Sources;

public sealed class RedisEventSourceTests(RedisServer server) : EventSourceSpec
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected override string IdOf(string id) => EntryIdOf(id)!.Value.ToString();

    protected override async Task<EventSourceFixture> CreateAsync() => await CreateAsync(await server.CreateDatabaseAsync());

    [Fact]
    public async Task Run_RedisThatIsRestartedEmpty_IsConsumedAgain()
    {
        await using var own = new RedisServer();
        await using var fixture = await CreateAsync(await own.CreateDatabaseAsync());
        var sink = new RecordingEventSink();
        using var stopping = new CancellationTokenSource();
        var running = fixture.Create().RunAsync(sink, stopping.Token);
        await sink.StateAsync(static state => state == "started", Cancelled);

        await own.KillAsync();
        await sink.StateAsync(static state => state == "Redis cannot be reached", Cancelled);
        await own.StartAsync();
        await sink.StateAsync(static state => state == "started", Cancelled);
        await PublishWhenItIsThereAsync(fixture);

        Assert.Equal("after", (await sink.NextAsync(Cancelled)).Body);
        await stopping.CancelAsync();
        await running.WaitAsync(Patience.Limit, Cancelled);
    }

    private static async Task<EventSourceFixture> CreateAsync(string connection)
    {
        var definition = new EventSourceDefinition("spec") { Stream = "events", Prefetch = 5, DeadLetterStream = "dead" };
        var redis = new RedisConnection(new RedisStoreOptions { Connection = connection });
        var program = await ConnectionMultiplexer.ConnectAsync($"{connection},abortConnect=false");
        return new EventSourceFixture(() => new RedisEventSource(definition, redis, TimeProvider.System, NullLogger.Instance))
        {
            Prefetch = definition.Prefetch,
            PublishAsync = (body, id) => program.GetDatabase().StreamAddAsync("events", [new("data", body), new("kind", "spec")], EntryIdOf(id)),
            InterruptAsync = () => program.GetDatabase().StreamDeleteConsumerGroupAsync("events", "switchboard.spec"),
            TakeDeadLetterAsync = () => TakeAsync(program.GetDatabase()),
            Release = async () =>
            {
                await redis.DisposeAsync();
                await program.DisposeAsync();
            },
        };
    }

    // The id of an entry is a number that grows: those of the specification name one, or none.
    private static RedisValue? EntryIdOf(string? id)
        => id?.StartsWith("id", StringComparison.Ordinal) == true ? new RedisValue($"1-{int.Parse(id.AsSpan(2), CultureInfo.InvariantCulture) + 1}") : (RedisValue?)null;

    private static async Task<(string Body, string Reason)> TakeAsync(IDatabase database)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            if (await database.StreamRangeAsync("dead", count: 1) is [var entry])
            {
                return (entry["data"].ToString(), entry["x-switchboard-reason"].ToString());
            }

            await Task.Delay(20, patience.Token);
        }
    }

    private static async Task PublishWhenItIsThereAsync(EventSourceFixture fixture)
    {
        while (true)
        {
            try
            {
                await fixture.PublishAsync("after", null);
                return;
            }
            catch (RedisException)
            {
                await Task.Delay(20, Cancelled);
            }
        }
    }
}
