using System.Text;
using Switchboard.Tests.Support;
using Switchboard.Tests.Transports.WebSockets;
using Switchboard.Transports.WebSockets;
using Xunit;

namespace Switchboard.Tests.Hub;

public class ClosingTests : HubTests
{
    private const string Connect = """{"id":1,"connect":{}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1000, "", 1000)]
    [InlineData(1001, "leaving", 1001)]
    [InlineData(3000, "own", 3000)]
    [InlineData(4999, "", 4999)]
    [InlineData(1005, "", 1002)]
    [InlineData(1006, "", 1002)]
    [InlineData(999, "", 1002)]
    [InlineData(5000, "", 1002)]
    public async Task Client_ThatSaysGoodbye_IsAnsweredAndLetGo(ushort code, string reason, int answer)
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.ConnectAsync(hub);

        await client.Socket.SendCloseAsync(code, reason);

        Assert.Equal(answer, (await client.Socket.ReceiveCloseAsync()).Code);
        await client.Socket.EndAsync();
        await Eventually.TrueAsync(() => hub.Connections.Count == 0, Cancellation);
    }

    [Fact]
    public async Task Client_ThatEndsTheTcpConnection_IsForgotten()
    {
        await using var hub = await StartHubAsync();
        var client = await WireClient.ConnectAsync(hub);
        await client.DisposeAsync();

        await Eventually.TrueAsync(() => hub.Connections.Count == 0, Cancellation);
    }

    [Fact]
    public async Task Client_ThatNeverAnswersTheClose_IsCutInTime()
    {
        await using var hub = await StartHubAsync("Connections:CloseTimeoutSeconds=1");
        await using var client = await WireClient.ConnectAsync(hub);

        hub.Connections.Find(client.Id)!.Close(CloseCodes.ForceReconnect);

        Assert.Equal((3011, "force reconnect"), await client.Socket.ReceiveCloseAsync());
        await client.Socket.EndAsync();
        await Eventually.TrueAsync(() => hub.Connections.Count == 0, Cancellation);
    }

    [Fact]
    public async Task Client_ThatSaysGoodbyeAndStopsReading_IsCutInTime()
    {
        await using var hub = await StartHubAsync("Connections:CloseTimeoutSeconds=1");
        await using var client = await WireClient.ConnectAsync(hub, receiveBuffer: 4096);
        await client.ResultAsync("subscribe", """{"channel":"news"}""");
        var connection = hub.Connections.Find(client.Id)!;
        var payload = $"\"{new string('x', 60_000)}\"";
        while (connection.Outbound.QueuedBytes == 0)
        {
            await hub.PublishAsync("news", payload);
        }

        await client.Socket.SendCloseAsync(1000);

        await Eventually.TrueAsync(() => hub.Connections.Count == 0, Cancellation);
    }

    [Fact]
    public async Task Client_ThatStopsReading_IsCutWhenItsPongStaysAway()
    {
        var time = new FakeTimeProvider();
        await using var hub = await StartHubAsync(time);
        await using var client = await WireClient.ConnectAsync(hub, receiveBuffer: 4096);
        await client.ResultAsync("subscribe", """{"channel":"news"}""");
        var connection = hub.Connections.Find(client.Id)!;
        var payload = $"\"{new string('x', 60_000)}\"";
        while (connection.Outbound.QueuedBytes == 0)
        {
            await hub.PublishAsync("news", payload);
        }

        await time.PassUntilAsync(() => hub.Connections.Count == 0, TimeSpan.FromSeconds(1));

        Assert.Equal(CloseCodes.NoPong, connection.CloseCode);
    }

    [Fact]
    public async Task Server_ThatStops_TellsItsClients()
    {
        var time = new FakeTimeProvider();
        await using var hub = await StartHubAsync(time);
        await using var answering = await WireClient.ConnectAsync(hub);
        await using var silent = await WireClient.ConnectAsync(hub);
        await using var unknown = await WireClient.OpenAsync(hub);
        await Eventually.TrueAsync(() => hub.Connections.Count == 3, Cancellation);

        var stopping = hub.StopAsync();

        Assert.Equal((3001, "shutdown"), await answering.Socket.ReceiveCloseAsync());
        await answering.Socket.SendCloseAsync(3001);
        Assert.Equal((3001, "shutdown"), await silent.Socket.ReceiveCloseAsync());
        Assert.Equal((3001, "shutdown"), await unknown.Socket.ReceiveCloseAsync());
        await answering.Socket.EndAsync();
        await time.PassUntilAsync(() => stopping.IsCompleted, TimeSpan.FromSeconds(1));
        await silent.Socket.EndAsync();
        await stopping;

        // An event loop hears of a cut in its next turn, for which nobody waits.
        await Eventually.TrueAsync(() => hub.Connections.Count == 0, Cancellation);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    public async Task ClientPing_IsAnsweredWithItsPayload(int length)
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.ConnectAsync(hub);
        var payload = new byte[length];
        Random.Shared.NextBytes(payload);

        await client.Socket.SendFrameAsync(new ClientFrame((int)WebSocketOpcode.Ping, payload));

        var pong = await client.Socket.ReceiveFrameAsync();
        Assert.Equal(WebSocketOpcode.Pong, pong.Opcode);
        Assert.Equal(payload, pong.Payload.ToArray());
    }

    [Fact]
    public async Task ClientPong_ThatNobodyAskedFor_IsIgnored()
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.ConnectAsync(hub);

        await client.Socket.SendFrameAsync(new ClientFrame((int)WebSocketOpcode.Pong, [1]));

        Assert.NotNull((await client.CommandAsync("ping", "{}"))["ping"]);
    }

    [Fact]
    public async Task FirstFrames_InTheSegmentOfTheHandshake_AreAnsweredBehindIt()
    {
        await using var hub = await StartHubAsync();
        byte[] both = [.. Encoding.ASCII.GetBytes(RawWebSocket.Handshake()), .. ClientFrame.Text(Connect).Encode()];
        for (var i = 0; i < 100; i++)
        {
            await using var client = RawWebSocket.OpenTcp(hub.Port);

            await client.SendBytesAsync(both);

            await client.ReadHeadAsync();
            Assert.StartsWith("HTTP/1.1 101", client.ResponseHead, StringComparison.Ordinal);
            Assert.StartsWith("""{"id":1,"connect":""", await client.ReceiveTextAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Handshake_OfWhichBytesTrickleIn_IsServed()
    {
        await using var hub = await StartHubAsync();
        await using var client = RawWebSocket.OpenTcp(hub.Port);
        foreach (var one in Encoding.ASCII.GetBytes(RawWebSocket.Handshake()))
        {
            await client.SendBytesAsync(new[] { one });
        }

        await client.ReadHeadAsync();
        foreach (var one in ClientFrame.Text(Connect).Encode())
        {
            await client.SendBytesAsync(new[] { one });
        }

        Assert.StartsWith("""{"id":1,"connect":""", await client.ReceiveTextAsync(), StringComparison.Ordinal);
    }
}
