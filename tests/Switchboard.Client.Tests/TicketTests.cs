using Switchboard.Client.Tests.Support;

namespace Switchboard.Client.Tests;

/// <summary>One-time tickets: a new one for each connection.</summary>
public sealed class TicketTests
{
    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task Cut_ThreeTimes_ComesBackWithANewTicketEach(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync();
        await using var proxy = new TcpProxy(hub.Port);
        var tickets = 0;
        await using var client = Clients.Create(proxy.Url, options =>
        {
            options.Encoding = encoding;
            options.Credentials = new TokenCredentialProvider(async (_, _) =>
            {
                Interlocked.Increment(ref tickets);
                return (await hub.ApiAsync("ticket", new { user = "ann" })).GetProperty("ticket").GetString();
            });
        });
        var connected = new Recorder<bool>();
        client.StateChanged += (_, change) =>
        {
            if (change.Current == ConnectionState.Connected)
            {
                connected.Add(true);
            }
        };
        await client.ConnectAsync(Clients.Patience);
        await connected.NextAsync();

        for (var number = 0; number < 3; number++)
        {
            proxy.Cut();
            await connected.NextAsync();
        }

        Assert.Equal(4, tickets);
    }

    [Fact]
    public async Task Connect_WithAUsedTicket_AsksForAnother()
    {
        await using var hub = await ClientHub.StartAsync();
        var used = (await hub.ApiAsync("ticket", new { user = "ann" })).GetProperty("ticket").GetString();
        await using var first = await Clients.ConnectAsync(hub.Url, options => options.Credentials = new TokenCredentialProvider((_, _) => ValueTask.FromResult(used)));

        var offered = new Queue<string?>([used, (await hub.ApiAsync("ticket", new { user = "ann" })).GetProperty("ticket").GetString()]);
        await using var second = await Clients.ConnectAsync(
            hub.Url, options => options.Credentials = new TokenCredentialProvider((_, _) => ValueTask.FromResult(offered.Dequeue())));

        Assert.Empty(offered);
    }
}
