using System.Text;
using Switchboard.Tests.Transports.WebSockets;
using Switchboard.Transports.WebSockets;
using Xunit;

namespace Switchboard.Tests.Hub;

/// <summary>Contract 7: one bad client harms only itself.</summary>
public class BadInputTests : HubTests
{
    private const string Connect = """{"id":1,"connect":{}}""";
    private const int Limit = 4000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{", 3501)]
    [InlineData("nonsense", 3501)]
    [InlineData("""{"id":2,"publish":{"channel":"a","data":}}""", 3501)]
    [InlineData("""{"id":2,"publish":{"channel":1,"data":1}}""", 3501)]
    [InlineData("[]", 3501)]
    [InlineData("""[{"id":2,"ping":{}}]""", 3501)]
    [InlineData("\"text\"", 3501)]
    [InlineData("""{"id":0,"ping":{}}""", 3501)]
    [InlineData("""{"ping":{}}""", 3501)]
    [InlineData("""{"id":-1,"ping":{}}""", 3501)]
    [InlineData("""{"id":4294967296,"ping":{}}""", 3501)]
    [InlineData("""{"id":2,"dance":{}}""", 3501)]
    [InlineData("""{"id":2}""", 3501)]
    [InlineData("""{"id":2,"connect":{}}""", 3501)]
    [InlineData("""{"id":2,"subscribe":{}}""", 3501)]
    [InlineData("", 3501)]
    public async Task Message_ThatNoClientMaySend_ClosesThatConnectionAlone(string message, int code)
    {
        await using var hub = await StartHubAsync();
        await using var bystander = await Bystander.ConnectAsync(hub);
        await using var client = await WireClient.ConnectAsync(hub);

        await client.Socket.SendAsync(message);

        Assert.Equal(code, (await client.Socket.ReceiveCloseAsync()).Code);
        await bystander.AssertServedAsync();
    }

    [Theory]
    [InlineData("""{"id":1,"subscribe":{"channel":"a"}}""")]
    [InlineData("""{"id":1,"publish":{"channel":"a","data":1}}""")]
    [InlineData("""{"send":{"data":1}}""")]
    [InlineData("{}")]
    public async Task Command_BeforeConnect_ClosesWithBadRequest(string command)
    {
        await using var hub = await StartHubAsync();
        await using var bystander = await Bystander.ConnectAsync(hub);
        await using var client = await WireClient.OpenAsync(hub);

        await client.Socket.SendAsync(command);

        Assert.Equal((3501, "bad request"), await client.Socket.ReceiveCloseAsync());
        await bystander.AssertServedAsync();
    }

    [Fact]
    public async Task Message_NestedTooDeeply_IsRefusedAndTheConnectionLives()
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal(107, await client.ErrorAsync("publish", $$"""{"channel":"a","data":{{new string('[', 5_000)}}{{new string(']', 5_000)}} }"""));
        Assert.Equal(107, await client.ErrorAsync("rpc", $$"""{"method":"sb.call","data":{"method":"a","data":{{new string('[', 5_000)}}{{new string(']', 5_000)}} } }"""));

        await client.ResultAsync("publish", """{"channel":"a","data":1}""");
    }

    [Fact]
    public async Task Message_InInvalidUtf8_ClosesWithInvalidPayload()
        => await AssertClosesAsync(new ClientFrame((int)WebSocketOpcode.Text, [0x22, 0xC3, 0x28, 0x22]).Encode(), 1007);

    [Fact]
    public async Task Message_InInvalidUtf8OverFragments_ClosesWithInvalidPayload()
        => await AssertClosesAsync(
            ClientFrame.Join(
                new ClientFrame((int)WebSocketOpcode.Text, [0x22, 0xC3]) { IsFinal = false },
                new ClientFrame((int)WebSocketOpcode.Continuation, [0x28, 0x22])),
            1007);

    [Fact]
    public async Task Frame_Unmasked_ClosesWithProtocolError()
        => await AssertClosesAsync((ClientFrame.Text("{}") with { IsMasked = false }).Encode(), 1002);

    [Theory]
    [InlineData(0x40)]
    [InlineData(0x20)]
    [InlineData(0x10)]
    public async Task Frame_WithReservedBit_ClosesWithProtocolError(int bits)
        => await AssertClosesAsync((ClientFrame.Text("{}") with { Reserved = bits }).Encode(), 1002);

    [Fact]
    public async Task ControlFrame_Fragmented_ClosesWithProtocolError()
        => await AssertClosesAsync(new ClientFrame((int)WebSocketOpcode.Ping, [1]) { IsFinal = false }.Encode(), 1002);

    [Fact]
    public async Task Frame_WhoseLengthHasTheTopBit_ClosesWithProtocolError()
        => await AssertClosesAsync((ClientFrame.Text("{}") with { ClaimedLength = ulong.MaxValue }).Encode(), 1002);

    [Fact]
    public async Task Frame_WhoseLengthLies_ClosesWithoutWaitingForIt()
        => await AssertClosesAsync((ClientFrame.Text("{}") with { ClaimedLength = 1UL << 62 }).Encode(), 1009);

    [Fact]
    public async Task Message_OverTheLimit_ClosesWithTooBig()
        => await AssertClosesAsync(ClientFrame.Text(new string(' ', Limit + 1)).Encode(), 1009);

    [Fact]
    public async Task Message_OverTheLimitInAllItsFragments_ClosesWithTooBig()
    {
        var part = new byte[Limit / 2];
        await AssertClosesAsync(
            ClientFrame.Join(
                new ClientFrame((int)WebSocketOpcode.Text, part) { IsFinal = false },
                new ClientFrame((int)WebSocketOpcode.Continuation, part) { IsFinal = false },
                new ClientFrame((int)WebSocketOpcode.Continuation, [1])),
            1009);
    }

    [Fact]
    public async Task Message_OfTheLimitItself_IsServed()
    {
        await using var hub = await StartHubAsync($"Limits:MessageBytes={Limit}");
        await using var client = await WireClient.ConnectAsync(hub);

        await client.Socket.SendAsync("""{"id":2,"ping":{}}""".PadRight(Limit));

        Assert.NotNull((await client.ReplyAsync(2))["ping"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_OverTheLimit_ThenClientAnswersTheClose_EndsAtOnce(bool isText)
    {
        // A client that is in the middle of its message learns of the close only behind it. It must not have to wait to be cut.
        await using var hub = await StartHubAsync($"Limits:MessageBytes={Limit}", "Connections:CloseTimeoutSeconds=3600");
        await using var client = await WireClient.ConnectAsync(hub);
        var bad = isText ? [0x22, 0xC3, 0x28, 0x22] : new byte[20 * Limit];

        await client.Socket.SendFrameAsync(new ClientFrame((int)WebSocketOpcode.Text, bad));
        var (code, _) = await client.Socket.ReceiveCloseAsync();
        await client.Socket.SendCloseAsync((ushort)code);

        await client.Socket.EndAsync();
    }

    [Fact]
    public async Task Channel_SubscribedTwice_IsAnsweredAlreadySubscribed()
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.ConnectAsync(hub);
        await client.ResultAsync("subscribe", """{"channel":"a"}""");

        Assert.Equal(105, await client.ErrorAsync("subscribe", """{"channel":"a"}"""));
    }

    [Theory]
    [InlineData("unknown:a")]
    [InlineData("default:a\u0001")]
    [InlineData("ö")]
    public async Task Channel_ThatCannotBe_IsAnsweredUnknownChannel(string channel)
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal(102, await client.ErrorAsync("subscribe", $$"""{"channel":{{System.Text.Json.JsonSerializer.Serialize(channel)}}}"""));
        Assert.Equal(102, await client.ErrorAsync("publish", $$"""{"channel":{{System.Text.Json.JsonSerializer.Serialize(channel)}},"data":1}"""));
    }

    [Theory]
    [InlineData('a', 247, true)]
    [InlineData('a', 248, false)]
    [InlineData('ö', 123, true)]
    [InlineData('ö', 124, false)]
    public async Task Channel_IsMeasuredInBytes(char character, int count, bool isAllowed)
    {
        // unicode: takes 8 bytes of the 255.
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.ConnectAsync(hub);
        var channel = "unicode:" + new string(character, count);
        Assert.Equal(isAllowed, Encoding.UTF8.GetByteCount(channel) <= 255);

        var reply = await client.CommandAsync("subscribe", $$"""{"channel":"{{channel}}"}""");

        Assert.Equal(isAllowed ? null : 102, (int?)reply["error"]?["code"]);
    }

    [Fact]
    public async Task Payload_OverTheLimit_IsAnsweredLimitExceeded()
    {
        await using var hub = await StartHubAsync("Namespaces:default:MaxPayloadBytes=100");
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal(106, await client.ErrorAsync("publish", $$"""{"channel":"a","data":"{{new string('x', 100)}}"}"""));
    }

    [Fact]
    public async Task Method_ThatNobodyServes_IsAnsweredMethodNotFound()
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal(104, await client.ErrorAsync("rpc", """{"method":"nothing","data":{}}"""));
    }

    [Fact]
    public async Task Client_ThatResetsTheConnection_IsForgotten()
    {
        await using var hub = await StartHubAsync();
        await using var bystander = await Bystander.ConnectAsync(hub);
        await using var client = await WireClient.ConnectAsync(hub);
        await client.ResultAsync("subscribe", """{"channel":"chat:a"}""");

        client.Socket.Reset();

        await Eventually.TrueAsync(() => hub.Connections.Count == 1 && hub.Channels.Count == 1, Cancellation);
        await bystander.AssertServedAsync();
    }

    private async Task AssertClosesAsync(byte[] bytes, int code)
    {
        await using var hub = await StartHubAsync($"Limits:MessageBytes={Limit}");
        await using var bystander = await Bystander.ConnectAsync(hub);
        await using var client = await RawWebSocket.ConnectAsync(hub.Port);
        await client.SendAsync(Connect);
        await client.ReceiveTextAsync();

        await client.SendBytesAsync(bytes);

        Assert.Equal(code, (await client.ReceiveCloseAsync()).Code);
        await bystander.AssertServedAsync();
    }
}
