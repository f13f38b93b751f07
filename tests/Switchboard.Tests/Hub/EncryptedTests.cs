using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Switchboard.Tests.Hub;

/// <summary>TLS and HTTP/2, where everything goes through the web server's stream.</summary>
public sealed class EncryptedTests
{
    public static TheoryData<int> Versions { get; } = [1, 2];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Client_ThatPublishes_ReceivesIt(int version)
    {
        await using var hub = await HubServer.StartEncryptedAsync();
        using var client = await ConnectAsync(hub, version);
        await SendAsync(client, """{"id":2,"subscribe":{"channel":"a"}}""");
        Assert.Contains("\"subscribe\"", await ReceiveAsync(client), StringComparison.Ordinal);

        await SendAsync(client, """{"id":3,"publish":{"channel":"a","data":{"n":1}}}""");

        var received = await ReceiveAsync(client);
        received = received.Contains('\n', StringComparison.Ordinal) ? received : received + "\n" + await ReceiveAsync(client);
        Assert.Contains("\"data\":{\"n\":1}", received, StringComparison.Ordinal);
        Assert.Contains("{\"id\":3,\"publish\":{}}", received, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task LargePublications_ArriveWhole(int version)
    {
        await using var hub = await HubServer.StartEncryptedAsync(
            "Namespaces:default:MaxPayloadBytes=4000000", "Limits:OutboundQueueBytes=100000000");
        using var client = await ConnectAsync(hub, version);
        await SendAsync(client, """{"id":2,"subscribe":{"channel":"a"}}""");
        await ReceiveAsync(client);

        for (var i = 0; i < 3; i++)
        {
            await hub.PublishAsync("a", $"\"{new string((char)('a' + i), 1_000_000)}\"");
        }

        var received = "";
        while (received.Length < 3_000_000)
        {
            received += await ReceiveAsync(client) + "\n";
        }

        var texts = received.TrimEnd('\n').Split('\n').Select(line => (string)JsonNode.Parse(line)!["push"]!["pub"]!["data"]!);
        Assert.Equal((string[])[new string('a', 1_000_000), new string('b', 1_000_000), new string('c', 1_000_000)], texts.ToArray());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task ServerClose_ReachesTheClient(int version)
    {
        await using var hub = await HubServer.StartEncryptedAsync();
        using var client = await ConnectAsync(hub, version);

        hub.Connections.All.Single().Close(CloseCodes.ForceDisconnect);

        Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync(new byte[100], Cancellation)).MessageType);
        Assert.Equal((3503, "force disconnect"), ((int?)client.CloseStatus, client.CloseStatusDescription));
        await client.CloseOutputAsync(client.CloseStatus!.Value, null, Cancellation);
        await Eventually.TrueAsync(() => hub.Connections.Count == 0, Cancellation);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Client_ThatSaysGoodbyeWithMuchToRead_GetsItAllAndTheAnswer(int version)
    {
        await using var hub = await HubServer.StartEncryptedAsync("Namespaces:default:MaxPayloadBytes=4000000", "Limits:OutboundQueueBytes=100000000");
        using var client = await ConnectAsync(hub, version);
        await SendAsync(client, """{"id":2,"subscribe":{"channel":"a"}}""");
        await ReceiveAsync(client);
        for (var i = 0; i < 8; i++)
        {
            await hub.PublishAsync("a", $"\"{new string('a', 2_000_000)}\"");
        }

        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "bye", Cancellation);

        var buffer = new byte[100_000];
        WebSocketReceiveResult result;
        long length = 0;
        do
        {
            result = await client.ReceiveAsync(buffer, Cancellation);
            length += result.Count;
        }
        while (result.MessageType != WebSocketMessageType.Close);

        Assert.InRange(length, 16_000_000, 16_100_000);
        Assert.Equal((WebSocketCloseStatus.NormalClosure, "bye"), (client.CloseStatus, client.CloseStatusDescription));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Client_ThatVanishes_IsForgotten(int version)
    {
        await using var hub = await HubServer.StartEncryptedAsync();
        using var client = await ConnectAsync(hub, version);

        client.Abort();

        await Eventually.TrueAsync(() => hub.Connections.Count == 0, Cancellation);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Client_ThatNeverAnswersTheClose_IsCutInTime(int version)
    {
        await using var hub = await HubServer.StartEncryptedAsync("Connections:CloseTimeoutSeconds=1");
        using var client = await ConnectAsync(hub, version);

        hub.Connections.All.Single().Close(CloseCodes.ForceReconnect);

        await Eventually.TrueAsync(() => hub.Connections.Count == 0, Cancellation);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task ManyMessages_MoreThanARequestBodyMayHold_AreServed(int version)
    {
        // Kestrel allows a request body of 30 MB.
        await using var hub = await HubServer.StartEncryptedAsync("Limits:MessageBytes=8000000");
        using var client = await ConnectAsync(hub, version);
        for (var id = 2; id < 7; id++)
        {
            await SendAsync(client, ("{\"id\":" + id + ",\"ping\":{}}").PadRight(7_000_000));
            Assert.Equal("{\"id\":" + id + ",\"ping\":{}}", await ReceiveAsync(client));
        }
    }

    private static async Task<ClientWebSocket> ConnectAsync(HubServer hub, int version)
    {
        var client = new ClientWebSocket();
        client.Options.HttpVersion = version == 2 ? HttpVersion.Version20 : HttpVersion.Version11;
        client.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        client.Options.AddSubProtocol("centrifuge-json");
#pragma warning disable CA5359, CA2000 // The certificate is the test's own; the client owns the handler.
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        await client.ConnectAsync(new Uri($"wss://localhost:{hub.Port}{RawWebSocket.Path}"), new HttpMessageInvoker(handler), Cancellation);
#pragma warning restore CA5359, CA2000
        Assert.Equal("centrifuge-json", client.SubProtocol);
        await SendAsync(client, """{"id":1,"connect":{}}""");
        Assert.Contains("\"connect\"", await ReceiveAsync(client), StringComparison.Ordinal);
        return client;
    }

    private static Task SendAsync(ClientWebSocket client, string text)
        => client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Cancellation);

    private static async Task<string> ReceiveAsync(ClientWebSocket client)
    {
        var buffer = new byte[100_000];
        var message = new MemoryStream();
        WebSocketReceiveResult result;
        do
        {
            result = await client.ReceiveAsync(buffer, Cancellation);
            message.Write(buffer, 0, result.Count);
        }
        while (!result.EndOfMessage);

        return Encoding.UTF8.GetString(message.ToArray());
    }
}
