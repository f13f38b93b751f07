using Xunit;

namespace Switchboard.Tests.Hub;

public class HandshakeTests : HubTests
{
    private static readonly string _good = RawWebSocket.Handshake();

    [Fact]
    public async Task Handshake_Good_IsAnsweredWithTheKeyOfTheRfc()
    {
        await using var hub = await StartHubAsync();
        await using var client = await RawWebSocket.ConnectAsync(hub.Port);

        Assert.Equal(101, client.Status);
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", client.Header("Sec-WebSocket-Accept"));
        Assert.Null(client.Header("Sec-WebSocket-Protocol"));
        Assert.Null(client.Header("Sec-WebSocket-Extensions"));
    }

    [Theory]
    [InlineData("Sec-WebSocket-Version: 13\r\n", "", 426)]
    [InlineData("Version: 13", "Version: 8", 426)]
    [InlineData("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "", 400)]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ=", 400)]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "!!!!!!!!!!!!!!!!!!!!!!!!", 400)]
    [InlineData("Connection: Upgrade\r\nUpgrade: websocket\r\n", "", 426)]
    [InlineData("Upgrade: websocket", "Upgrade: h2c", 426)]
    [InlineData("GET ", "POST ", 405)]
    public async Task Handshake_Wrong_IsRefused(string part, string replacement, int status)
    {
        await using var hub = await StartHubAsync();
        await using var client = RawWebSocket.OpenTcp(hub.Port);

        await client.RequestAsync(_good.Replace(part, replacement, StringComparison.Ordinal));

        Assert.Equal(status, client.Status);
        Assert.Equal(0, hub.Connections.Count);
    }

    [Fact]
    public async Task Handshake_OfAnotherVersion_NamesOurs()
    {
        await using var hub = await StartHubAsync();
        await using var client = RawWebSocket.OpenTcp(hub.Port);

        await client.RequestAsync(_good.Replace("Version: 13", "Version: 8", StringComparison.Ordinal));

        Assert.Equal("13", client.Header("Sec-WebSocket-Version"));
    }

    [Theory]
    [InlineData("centrifuge-json", "centrifuge-json", "json")]
    [InlineData("centrifuge-protobuf", "centrifuge-protobuf", "protobuf")]
    [InlineData("unknown", null, "json")]
    [InlineData("unknown, centrifuge-json", "centrifuge-json", "json")]
    [InlineData("centrifuge-json, centrifuge-protobuf", "centrifuge-protobuf", "protobuf")]
    public async Task Subprotocol_ThatIsOffered_IsChosen(string offered, string? chosen, string protocol)
    {
        await using var hub = await StartHubAsync();
        await using var client = await RawWebSocket.ConnectAsync(hub.Port, $"Sec-WebSocket-Protocol: {offered}\r\n");

        Assert.Equal(101, client.Status);
        Assert.Equal(chosen, client.Header("Sec-WebSocket-Protocol"));
        await Eventually.TrueAsync(() => hub.Connections.Count == 1, TestContext.Current.CancellationToken);
        Assert.Equal(protocol, hub.Connections.All.Single().Transport.Protocol);
    }

    [Fact]
    public async Task Query_ThatAsksForProtobuf_IsHeard()
    {
        await using var hub = await StartHubAsync();
        await using var client = await RawWebSocket.ConnectAsync(hub.Port, path: RawWebSocket.Path + "?format=protobuf");

        await Eventually.TrueAsync(() => hub.Connections.Count == 1, TestContext.Current.CancellationToken);
        Assert.Equal("protobuf", hub.Connections.All.Single().Transport.Protocol);
    }

    [Theory]
    [InlineData("", 101)]
    [InlineData("http://hub.test", 101)]
    [InlineData("HTTP://HUB.TEST", 101)]
    [InlineData("https://hub.test", 403)]
    [InlineData("http://hub.test:81", 403)]
    [InlineData("https://app.example.com", 101)]
    [InlineData("http://app.example.com", 403)]
    [InlineData("https://app.example.com.evil.test", 403)]
    [InlineData("https://a.example.org", 101)]
    [InlineData("https://a.b.example.org", 101)]
    [InlineData("https://example.org", 403)]
    [InlineData("https://evilexample.org", 403)]
    [InlineData("https://elsewhere.test", 403)]
    [InlineData("null", 403)]
    [InlineData("http://hub.test:80", 101)]
    [InlineData("https://app.example.com:443", 101)]
    [InlineData("https://evil.com/.a.example.org", 403)]
    [InlineData("https://evil.com?.a.example.org", 403)]
    [InlineData("https://evil.com#.a.example.org", 403)]
    [InlineData("https://evil.com@a.example.org", 403)]
    [InlineData("https://evil.com\\.a.example.org", 403)]
    [InlineData("https://evil.com,https://a.example.org", 403)]
    [InlineData("https://evil.com https://a.example.org", 403)]
    [InlineData("https://a.example.org:444", 403)]
    [InlineData("https://a.example.org/", 403)]
    [InlineData("https://.example.org", 403)]
    [InlineData("https://a.example.org:", 403)]
    public async Task Origin_IsLetInWhereItIsOwnOrListed(string origin, int status)
    {
        await using var hub = await StartHubAsync(
            "Connections:AllowedOrigins:0=https://app.example.com", "Connections:AllowedOrigins:1=https://*.example.org");
        await using var client = await RawWebSocket.ConnectAsync(hub.Port, origin.Length == 0 ? "" : $"Origin: {origin}\r\n");

        Assert.Equal(status, client.Status);
    }

    [Theory]
    [InlineData("https://app.example.com", "https://evil.test")]
    [InlineData("https://evil.test", "https://app.example.com")]
    [InlineData("http://hub.test", "http://hub.test")]
    public async Task Origin_Twice_IsRefused(string first, string second)
    {
        await using var hub = await StartHubAsync("Connections:AllowedOrigins:0=https://app.example.com");
        await using var client = await RawWebSocket.ConnectAsync(hub.Port, $"Origin: {first}\r\nOrigin: {second}\r\n");

        Assert.Equal(403, client.Status);
    }

    [Theory]
    [InlineData("hub.test:80", "http://hub.test", 101)]
    [InlineData("HUB.test", "http://hub.test:80", 101)]
    [InlineData("hub.test:8000", "http://hub.test:8000", 101)]
    [InlineData("hub.test:8000", "http://hub.test", 403)]
    [InlineData("hub.test:443", "http://hub.test", 403)]
    [InlineData("[::1]:80", "http://[::1]", 101)]
    public async Task Origin_OwnBehindAProxy_DefaultPortMakesNoDifference(string host, string origin, int status)
    {
        await using var hub = await StartHubAsync();
        await using var client = RawWebSocket.OpenTcp(hub.Port);

        await client.RequestAsync(RawWebSocket.Handshake(headers: $"Origin: {origin}\r\n").Replace("hub.test\r\nConn", $"{host}\r\nConn", StringComparison.Ordinal));

        Assert.Equal(status, client.Status);
    }
}
