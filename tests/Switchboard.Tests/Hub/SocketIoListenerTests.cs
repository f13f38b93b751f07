using System.Text;
using System.Text.Json;
using Switchboard.Protocols.SocketIo;
using Switchboard.Tests.Protocols.SocketIo;
using Switchboard.Tests.Transports.WebSockets;
using Switchboard.Transports.WebSockets;
using Xunit;

namespace Switchboard.Tests.Hub;

/// <summary>Socket.IO clients at the hub's listeners.</summary>
public class SocketIoListenerTests : HubTests
{
    private const string WebSocketPath = "/socket.io/?EIO=4&transport=websocket";
    private const int Large = 900_000;

    private static readonly string[] _large = ["Namespaces:default:MaxPayloadBytes=1000000"];

    // These clients do not answer the close.
    private static readonly string[] _impatient = ["Connections:CloseTimeoutSeconds=1"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WebSocketOnly_Member_ReceivesWhatIsPublished()
    {
        await using var hub = await StartHubAsync();
        await using var socket = await EnterAsync(hub);

        Assert.StartsWith("430[{", await socket.AskAsync("""420["subscribe",{"channel":"chat:a"}]"""), StringComparison.Ordinal);
        await hub.PublishAsync("chat:a", "1");
        await hub.PublishAsync("chat:a", "2");

        Assert.StartsWith("42[\"publication\",{\"channel\":\"chat:a\",\"data\":1,", await socket.NextAsync(), StringComparison.Ordinal);
        Assert.StartsWith("42[\"publication\",{\"channel\":\"chat:a\",\"data\":2,", await socket.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version3_WebSocketOnly_IsLetInUnasked()
    {
        await using var hub = await StartHubAsync();
        var (socket, open) = await SioSocket.OpenAsync(AddressOf(hub), query: "EIO=3&transport=websocket");
        await using var _ = socket;

        Assert.StartsWith("0{", open, StringComparison.Ordinal);
        Assert.Equal("40", await socket.NextAsync());
        Assert.Equal("3probe", await socket.AskAsync("2probe"));
    }

    [Fact]
    public async Task Upgrade_FromPolling_TakesTheSubscriptionAlong()
    {
        await using var hub = await StartHubAsync();
        using var http = new HttpClient { BaseAddress = AddressOf(hub) };
        var session = await PollAsync(http);
        await PostAsync(http, session, "40\u001e420[\"subscribe\",{\"channel\":\"chat:a\"}]");
        Assert.StartsWith("40{", await GetAsync(http, session), StringComparison.Ordinal);

        await using var socket = await SioSocket.ConnectAsync(AddressOf(hub), "/socket.io/", session.Replace("polling", "websocket", StringComparison.Ordinal));
        Assert.Equal("3probe", await socket.AskAsync("2probe"));
        Assert.Equal("6", await GetAsync(http, session));
        await hub.PublishAsync("chat:a", "1");
        await socket.SendAsync("5");
        Assert.StartsWith("42[\"publication\",{\"channel\":\"chat:a\",\"data\":1,", await socket.NextAsync(), StringComparison.Ordinal);
        await hub.PublishAsync("chat:a", "2");

        Assert.StartsWith("42[\"publication\",{\"channel\":\"chat:a\",\"data\":2,", await socket.NextAsync(), StringComparison.Ordinal);
        Assert.Equal("websocket", hub.Connections.All.Single().Transport.Transport);
        await using var second = await SioSocket.ConnectAsync(AddressOf(hub), "/socket.io/", session.Replace("polling", "websocket", StringComparison.Ordinal));
        Assert.StartsWith("closed", await second.NextAsync(), StringComparison.Ordinal);
        Assert.Equal("431[{}]", await socket.AskAsync("""421["unsubscribe",{"channel":"chat:a"}]"""));
    }

    [Fact]
    public async Task LargeEvents_GoBothWays()
    {
        await using var hub = await StartHubAsync(_large);
        await using var socket = await EnterAsync(hub);
        await socket.AskAsync("""420["subscribe",{"channel":"news"}]""");
        var data = $"\"{new string('x', Large)}\"";

        await socket.SendAsync($$"""421["publish",{"channel":"news","data":{{data}}}]""");

        var publication = await socket.NextAsync();
        Assert.Equal(Large, JsonElement.Parse(publication.AsSpan(2))[1].GetProperty("data").GetString()!.Length);
        Assert.Equal("431[{}]", await socket.NextAsync());
    }

    [Fact]
    public async Task SlowConsumer_IsClosedAsSlow_OthersGetEverything()
    {
        await using var hub = await StartHubAsync("Limits:OutboundQueueBytes=65536");
        await using var quick = await EnterAsync(hub);
        await using var slow = await RawWebSocket.ConnectAsync(hub.Port, path: WebSocketPath, receiveBuffer: 4096);
        await EnterAsync(slow);
        await quick.AskAsync("""420["subscribe",{"channel":"news"}]""");
        await slow.SendAsync("""420["subscribe",{"channel":"news"}]""");
        Assert.StartsWith("430[{", await slow.ReceiveTextAsync(), StringComparison.Ordinal);
        var connection = hub.Connections.All.Single(known => known.Id != quick.Sid);
        var payload = $"\"{new string('x', 1024)}\"";

        var most = 0;
        for (var i = 0; connection.IsOpen && i < 50_000; i++)
        {
            await hub.PublishAsync("news", payload);
            most = Math.Max(most, connection.Outbound.QueuedBytes);
            Assert.StartsWith("42[", await quick.NextAsync(), StringComparison.Ordinal);
        }

        Assert.InRange(most, 1, 65_536 + 2048);
        Assert.Equal((3008, "slow"), await slow.ReceiveCloseAsync());
        await hub.PublishAsync("news", payload);
        Assert.StartsWith("42[", await quick.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LargeEvents_ToAClientThatDoesNotRead_TwoAreHeldAndTooManyCloseIt()
    {
        await using var hub = await StartHubAsync(_large);
        await using var slow = await RawWebSocket.ConnectAsync(hub.Port, path: WebSocketPath, receiveBuffer: 4096);
        await EnterAsync(slow);
        await slow.SendAsync("""420["subscribe",{"channel":"news"}]""");
        Assert.StartsWith("430[{", await slow.ReceiveTextAsync(), StringComparison.Ordinal);
        var connection = hub.Connections.All.Single();
        var data = $"\"{new string('x', Large)}\"";

        await hub.PublishAsync("news", data);
        await hub.PublishAsync("news", data);
        Assert.True(connection.IsOpen);

        // What the kernel takes beside, nobody knows.
        var most = 0;
        for (var i = 0; connection.IsOpen && i < 1000; i++)
        {
            await hub.PublishAsync("news", data);
            most = Math.Max(most, connection.Outbound.QueuedBytes);
        }

        Assert.Equal(CloseCodes.Slow, connection.CloseCode);
        Assert.InRange(most, 1, 4 * 1_048_576);
        Assert.Equal(3008, (await slow.ReceiveCloseAsync()).Code);
    }

    [Theory]
    [InlineData("abc", "closed 3501")]
    [InlineData("42[\"connect\"]", "closed 3501")]
    [InlineData("1", "closed 1000")]
    public async Task BadPacket_IsClosedWithItsCode(string packet, string expected)
    {
        await using var hub = await StartHubAsync(_impatient);
        await using var socket = await EnterAsync(hub);

        await socket.SendAsync(packet);

        var answer = await socket.NextAsync();
        Assert.Equal(expected, answer == "41" ? await socket.NextAsync() : answer);
        await Eventually.TrueAsync(() => hub.Connections.Count == 0, Cancellation);
    }

    [Theory]
    [InlineData((int)WebSocketOpcode.Text, 1007)]
    [InlineData(3, 1002)]
    public async Task BadFrame_IsClosedWithItsCode(int opcode, int code)
    {
        await using var hub = await StartHubAsync(_impatient);
        await using var socket = await RawWebSocket.ConnectAsync(hub.Port, path: WebSocketPath);
        await EnterAsync(socket);

        await socket.SendFrameAsync(new ClientFrame(opcode, [0xC3, 0x28]));

        Assert.Equal(code, (await socket.ReceiveCloseAsync()).Code);
        await socket.EndAsync();
        await Eventually.TrueAsync(() => hub.Connections.Count == 0, Cancellation);
    }

    [Fact]
    public async Task TooLargeMessage_IsClosedWith1009()
    {
        await using var hub = await StartHubAsync("SocketIo:MaxPayloadBytes=2048");
        await using var socket = await EnterAsync(hub);

        await socket.SendAsync($"42[\"{new string('x', 4096)}\"]");

        var answer = await socket.NextAsync();
        Assert.Equal("closed 1009", answer == "41" ? await socket.NextAsync() : answer);
    }

    [Fact]
    public async Task Server_DisconnectsForGood_TellsToLeaveFirst()
    {
        await using var hub = await StartHubAsync();
        await using var socket = await EnterAsync(hub);

        hub.Connections.Find(socket.Sid)!.Close(CloseCodes.ForceDisconnect);

        Assert.Equal("41", await socket.NextAsync());
        Assert.Equal("closed 3503", await socket.NextAsync());
    }

    [Theory]
    [InlineData("one", "one")]
    [InlineData("one, two", "one")]
    [InlineData("one\r\nSec-WebSocket-Protocol: two", "one")]
    [InlineData("not a token", null)]
    [InlineData("", null)]
    public async Task Subprotocols_TheFirstThatIsOfferedIsChosen(string offered, string? chosen)
    {
        await using var hub = await StartHubAsync();

        await using var socket = await RawWebSocket.ConnectAsync(hub.Port, $"Sec-WebSocket-Protocol: {offered}\r\n", WebSocketPath);

        Assert.Equal((101, chosen), (socket.Status, socket.Header("Sec-WebSocket-Protocol")));
        await EnterAsync(socket);
    }

    [Fact]
    public async Task Subprotocols_OfAnUpgrade_TheFirstThatIsOfferedIsChosen()
    {
        await using var hub = await StartHubAsync();
        using var http = new HttpClient { BaseAddress = AddressOf(hub) };
        var session = await PollAsync(http);

        await using var socket = await RawWebSocket.ConnectAsync(
            hub.Port, "Sec-WebSocket-Protocol: one, two\r\n", $"/socket.io/?{session.Replace("polling", "websocket", StringComparison.Ordinal)}");

        Assert.Equal((101, "one"), (socket.Status, socket.Header("Sec-WebSocket-Protocol")));
    }

    [Fact]
    public async Task Server_DisconnectsForGood_TellsToLeaveEveryNamespace()
    {
        await using var hub = await StartHubAsync();
        hub.Get<SocketIoServer>().Of("/chat");
        await using var socket = await EnterAsync(hub);
        Assert.StartsWith("40/chat,", await socket.AskAsync("40/chat,"), StringComparison.Ordinal);

        hub.Connections.Find(socket.Sid)!.Close(CloseCodes.ForceDisconnect);

        Assert.Equal("41", await socket.NextAsync());
        Assert.Equal("41/chat,", await socket.NextAsync());
        Assert.Equal("closed 3503", await socket.NextAsync());
    }

    [Theory]
    [InlineData("EIO=abc&transport=websocket")]
    [InlineData("EIO=4&transport=abc")]
    [InlineData("EIO=4&transport=websocket&sid=nobody")]
    public async Task Handshake_WrongAddress_IsRefused(string query)
    {
        await using var hub = await StartHubAsync();

        await using var socket = await RawWebSocket.ConnectAsync(hub.Port, path: $"/socket.io/?{query}");

        Assert.Equal(400, socket.Status);
    }

    private static Uri AddressOf(HubServer hub) => new($"http://127.0.0.1:{hub.Port}");

    private static Task<SioSocket> EnterAsync(HubServer hub) => SioSocket.EnterAsync(AddressOf(hub));

    private static async Task EnterAsync(RawWebSocket socket)
    {
        Assert.StartsWith("0{", await socket.ReceiveTextAsync(), StringComparison.Ordinal);
        await socket.SendAsync("40");
        Assert.StartsWith("40{", await socket.ReceiveTextAsync(), StringComparison.Ordinal);
    }

    private static async Task<string> PollAsync(HttpClient http)
    {
        var opened = await GetAsync(http, "EIO=4&transport=polling");
        return $"EIO=4&transport=polling&sid={JsonElement.Parse(opened.AsSpan(1)).GetProperty("sid").GetString()}";
    }

    private static Task<string> GetAsync(HttpClient http, string query)
        => http.GetStringAsync(new Uri($"/socket.io/?{query}", UriKind.Relative), Cancellation);

    private static async Task PostAsync(HttpClient http, string query, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "text/plain");
        using var response = await http.PostAsync(new Uri($"/socket.io/?{query}", UriKind.Relative), content, Cancellation);
        Assert.Equal("ok", await response.Content.ReadAsStringAsync(Cancellation));
    }
}
