using System.Collections.Concurrent;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Tests.Support;
using Switchboard.Timing;
using Xunit;

namespace Switchboard.Tests.Channels;

public sealed class IdempotencyCacheTests
{
    [Fact]
    public async Task Once_NewerVersionWhileAnOlderEnters_WaitsForIt()
    {
        var recent = new IdempotencyCache(new Clock(new FakeTimeProvider()));
        var order = new PublicationRequest("a", NamespaceSettings.From("default", new NamespaceOptions()), default);
        var entered = new ConcurrentQueue<int>();
        using var newerDone = new ManualResetEventSlim();
        var newer = Task.CompletedTask;

        recent.Once(order with { Version = 1 }, TimeSpan.FromMinutes(1), () =>
        {
            newer = Task.Run(
                () =>
                {
                    recent.Once(order with { Version = 2 }, TimeSpan.FromMinutes(1), () => entered.Enqueue(2));
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
}
