using System.Collections.Concurrent;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.InMemory;
using Switchboard.Tests.Support;
using Switchboard.Timing;
using Xunit;

namespace Switchboard.Tests.Channels;

public sealed class IdempotencyCacheTests
{
    [Fact]
    public async Task Once_NewerVersionWhileAnOlderEnters_WaitsForIt()
    {
        var recent = new IdempotencyCache(new Clock(new FakeTimeProvider()), new MemoryBudget(() => 0));
        var order = new PublicationRequest("a", NamespaceSettings.From("default", new NamespaceOptions()), default);
        var entered = new ConcurrentQueue<int>();
        using var newerDone = new ManualResetEventSlim();
        var newer = Task.CompletedTask;

        recent.TryOnce(order with { Version = 1 }, TimeSpan.FromMinutes(1), () =>
        {
            newer = Task.Run(
                () =>
                {
                    recent.TryOnce(order with { Version = 2 }, TimeSpan.FromMinutes(1), () => entered.Enqueue(2));
                    newerDone.Set();
                },
                EngineHub.Cancelled);

            // Gives the newer one every chance to pass.
            newerDone.Wait(TimeSpan.FromMilliseconds(200), EngineHub.Cancelled);
            entered.Enqueue(1);
        });
        await newer.InTime();

        Assert.Equal([1, 2], entered);
    }

    [Fact]
    public void Once_NoRoomForTheKey_IsRefusedUntilOthersAreForgotten()
    {
        var time = new FakeTimeProvider();
        var budget = new MemoryBudget(static () => 2000);
        var recent = new IdempotencyCache(new Clock(time), budget);
        var order = new PublicationRequest("a", NamespaceSettings.From("default", new NamespaceOptions()), default);
        var entered = 0;
        var keys = 0;
        while (Publish($"{keys}"))
        {
            keys++;
        }

        Assert.Equal(entered, keys);
        Assert.InRange(recent.Bytes, 1500, 2000);
        Assert.Equal(1, recent.Refused);
        Assert.True(Publish("0"));
        Assert.Equal(entered, keys);
        Assert.False(recent.TryOnce(order with { Channel = "b", Version = 1 }, TimeSpan.FromMinutes(1), () => entered++));
        Assert.True(recent.TryOnce(order, TimeSpan.FromMinutes(1), () => entered++));

        time.Advance(TimeSpan.FromMinutes(1));
        recent.Expire();
        Assert.Equal(0, recent.Bytes);
        Assert.True(Publish("new"));

        bool Publish(string key) => recent.TryOnce(order with { IdempotencyKey = key }, TimeSpan.FromMinutes(1), () => entered++);
    }
}
