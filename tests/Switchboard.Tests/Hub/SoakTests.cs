using Switchboard.Tests.Security;
using Xunit;

namespace Switchboard.Tests.Hub;

/// <summary>Runs alone: it looks at the memory of the whole process.</summary>
[Collection(nameof(SoakTestGroup))]
public sealed class SoakTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Churn_LeavesNothingBehind()
    {
        await using var hub = await HubServer.StartAsync();
        var rounds = LongRun.IsOn ? 5000 : 50;
        long allocated = 0;
        for (var i = 0; i < rounds; i++)
        {
            var client = await WireClient.ConnectAsync(hub, TokenFactory.Create($$"""{"sub":"{{i % 7}}"}"""));
            await client.ResultAsync("subscribe", $$"""{"channel":"chat:{{i % 5}}"}""");
            await client.ResultAsync("publish", $$"""{"channel":"chat:{{i % 5}}","data":{{i}}}""");
            if (i % 3 == 0)
            {
                await client.Socket.SendCloseAsync(1000);
                await client.Socket.ReceiveCloseAsync();
            }
            else if (i % 3 == 1)
            {
                client.Socket.Reset();
            }

            await client.DisposeAsync();
            if (i == rounds / 2)
            {
                allocated = await RestAsync(hub);
            }
        }

        // Half the rounds fill the pools and the histories; the other half must not add to them.
        Assert.InRange(await RestAsync(hub), 0, 2 * allocated);
    }

    private static async Task<long> RestAsync(HubServer hub)
    {
        await Eventually.TrueAsync(() => hub.Connections is { Count: 0, UserCount: 0 } && hub.Channels.Count == 0, Cancellation);
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
