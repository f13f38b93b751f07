using System.Text;
using Switchboard.Tests.Transports.WebSockets;
using Switchboard.Transports.WebSockets;
using Xunit;

namespace Switchboard.Tests.Hub;

/// <summary>What a client that does not read costs.</summary>
public class BackpressureTests : HubTests
{
    private const int QueueBytes = 65_536;
    private const int Publications = 100;

    private static readonly string[] _options = [$"Limits:OutboundQueueBytes={QueueBytes}", "Namespaces:chat:HistorySize=100"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SlowReader_IsClosedAsSlow_OthersGetEverything()
    {
        await using var hub = await StartHubAsync(_options);
        await using var quick = await WireClient.ConnectAsync(hub);
        await using var slow = await WireClient.ConnectAsync(hub, receiveBuffer: 4096);
        await quick.ResultAsync("subscribe", """{"channel":"news"}""");
        await slow.ResultAsync("subscribe", """{"channel":"news"}""");
        var connection = hub.Connections.Find(slow.Id)!;
        var payload = $"\"{new string('x', 1024)}\"";

        var most = 0;
        for (var i = 0; connection.IsOpen && i < 50_000; i++)
        {
            await hub.PublishAsync("news", payload);
            most = Math.Max(most, connection.Outbound.QueuedBytes);
            Assert.NotNull((await quick.PushAsync())["pub"]);
        }

        Assert.False(connection.IsOpen);
        Assert.InRange(most, 1, QueueBytes + 2048);
        Assert.Equal((3008, "slow"), await slow.Socket.ReceiveCloseAsync());
        await hub.PublishAsync("news", payload);
        Assert.NotNull((await quick.PushAsync())["pub"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PipelinedCommands_OfAClientThatDoesNotRead_AreHeldBack(bool isOneMessage)
    {
        await using var hub = await StartHubAsync(_options);
        await using var bystander = await Bystander.ConnectAsync(hub);
        await using var client = await WireClient.ConnectAsync(hub, receiveBuffer: 4096);
        var reply = await FillAsync(hub, "chat:big");
        var connection = hub.Connections.Find(client.Id)!;
        var commands = Enumerable.Range(100, 300).Select(id => $$"""{"id":{{id}},"history":{"limit":-1,"channel":"chat:big"} }""").ToArray();

        var sending = isOneMessage
            ? client.Socket.SendAsync(string.Join('\n', commands))
            : client.Socket.SendBytesAsync(ClientFrame.Join([.. commands.Select(ClientFrame.Text)]));

        await Eventually.TrueAsync(() => connection.Outbound.QueuedBytes > QueueBytes, Cancellation);
        for (var i = 0; i < 100; i++)
        {
            await bystander.AssertServedAsync();
            Assert.InRange(connection.Outbound.QueuedBytes, 0, QueueBytes + reply);
        }

        for (var id = 100; id < 400; id++)
        {
            Assert.Equal(id, (int)(await client.NextAsync())["id"]!);
            Assert.InRange(connection.Outbound.QueuedBytes, 0, QueueBytes + reply);
        }

        await sending;
    }

    [Fact]
    public async Task PingFlood_OfAClientThatDoesNotRead_IsHeldBack()
    {
        await using var hub = await StartHubAsync(_options);
        await using var bystander = await Bystander.ConnectAsync(hub);
        await using var client = await WireClient.ConnectAsync(hub, receiveBuffer: 4096);
        var connection = hub.Connections.Find(client.Id)!;
        var pings = ClientFrame.Join([.. Enumerable.Repeat(new ClientFrame((int)WebSocketOpcode.Ping, new byte[125]), 1000)]);

        var flood = FloodAsync();
        await Eventually.TrueAsync(() => connection.Outbound.QueuedBytes > QueueBytes, Cancellation);
        await bystander.AssertServedAsync();

        Assert.InRange(connection.Outbound.QueuedBytes, 0, QueueBytes + 2 * 127);
        client.Socket.Reset();
        await Assert.ThrowsAnyAsync<Exception>(() => flood);
        await Eventually.TrueAsync(() => hub.Connections.Count == 1, Cancellation);

        async Task FloodAsync()
        {
            while (true)
            {
                await client.Socket.SendBytesAsync(pings);
            }
        }
    }

    private static async Task<int> FillAsync(HubServer hub, string channel)
    {
        var payload = $"\"{new string('x', 1024)}\"";
        for (var i = 0; i < Publications; i++)
        {
            await hub.PublishAsync(channel, payload);
        }

        return Publications * (Encoding.UTF8.GetByteCount(payload) + 100);
    }
}
