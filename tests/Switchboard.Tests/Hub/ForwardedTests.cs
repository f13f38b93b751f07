using Xunit;

namespace Switchboard.Tests.Hub;

/// <summary>What proxies say of those behind them is believed where the options name the proxy, and of nobody else.</summary>
public class ForwardedTests : HubTests
{
    private const string Proxies = "Connections:TrustedProxies=127.0.0.1,10.0.0.0/8,2001:db8:1::/48";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("X-Forwarded-For: 203.0.113.9", "203.0.113.9")]
    [InlineData("X-Forwarded-For: 203.0.113.9:4711", "203.0.113.9")]
    [InlineData("X-Forwarded-For: [2001:db8::9]:4711", "2001:db8::9")]
    [InlineData("X-Forwarded-For: ::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData("X-Forwarded-For: 198.51.100.1, 203.0.113.9", "203.0.113.9")]
    [InlineData("X-Forwarded-For: 127.0.0.1, 203.0.113.9", "203.0.113.9")]
    [InlineData("X-Forwarded-For: 198.51.100.1, 203.0.113.9, 10.1.2.3", "203.0.113.9")]
    [InlineData("X-Forwarded-For: 203.0.113.9, 2001:db8:1::7, 10.1.2.3", "203.0.113.9")]
    [InlineData("X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 203.0.113.9", "203.0.113.9")]
    [InlineData("X-Forwarded-For: 10.1.1.1, 10.2.2.2", "10.1.1.1")]
    [InlineData("X-Forwarded-For: unknown", "127.0.0.1")]
    [InlineData("X-Forwarded-For: 203.0.113.9, _hidden", "127.0.0.1")]
    [InlineData("X-Forwarded-For: 203.0.113.9, evil, 10.1.2.3", "10.1.2.3")]
    [InlineData("X-Forwarded-For: 203.0.113.9,", "127.0.0.1")]
    [InlineData("X-Forwarded-For: <script>", "127.0.0.1")]
    [InlineData("Forwarded: for=203.0.113.9", "127.0.0.1")]
    [InlineData("X-Real-IP: 203.0.113.9", "127.0.0.1")]
    [InlineData("X-A: b", "127.0.0.1")]
    public async Task Address_BehindATrustedProxy_IsTheLastThatNoProxyHas(string header, string expected)
    {
        await using var hub = await StartHubAsync(Proxies);

        await using var client = await RawWebSocket.ConnectAsync(hub.Port, header + "\r\n");

        Assert.Equal(101, client.Status);
        await Eventually.TrueAsync(() => hub.Connections.Count == 1, Cancellation);
        Assert.Equal(expected, hub.Connections.All.Single().Transport.RemoteAddress);
    }

    [Fact]
    public async Task Address_OfMoreProxiesThanThereAre_EndsSomewhere()
    {
        await using var hub = await StartHubAsync(Proxies);

        await using var client = await RawWebSocket.ConnectAsync(hub.Port, $"X-Forwarded-For: 203.0.113.9{string.Concat(Enumerable.Repeat(", 10.0.0.1", 500))}\r\n");

        await Eventually.TrueAsync(() => hub.Connections.Count == 1, Cancellation);
        Assert.Equal("10.0.0.1", hub.Connections.All.Single().Transport.RemoteAddress);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Connections:TrustedProxies=10.0.0.0/8,::1")]
    public async Task Address_FromAnybodyElse_IsTheirOwn(string option)
    {
        await using var hub = await StartHubAsync(option.Length > 0 ? [option] : []);

        await using var client = await RawWebSocket.ConnectAsync(hub.Port, "X-Forwarded-For: 203.0.113.9\r\n");

        await Eventually.TrueAsync(() => hub.Connections.Count == 1, Cancellation);
        Assert.Equal("127.0.0.1", hub.Connections.All.Single().Transport.RemoteAddress);
    }

    [Theory]
    [InlineData("X-Forwarded-Proto: https", "https://hub.test", 101)]
    [InlineData("X-Forwarded-Proto: HTTPS", "https://hub.test", 101)]
    [InlineData("X-Forwarded-Proto: http, https", "https://hub.test", 101)]
    [InlineData("X-Forwarded-Proto: https, http", "https://hub.test", 403)]
    [InlineData("X-Forwarded-Proto: https, javascript", "https://hub.test", 403)]
    [InlineData("X-Forwarded-For: 203.0.113.9, 10.1.2.3\r\nX-Forwarded-Proto: https, http", "https://hub.test", 101)]
    [InlineData("X-Forwarded-For: evil\r\nX-Forwarded-Proto: https", "https://hub.test", 403)]
    [InlineData("X-Forwarded-Proto: https\r\nX-Forwarded-Host: app.example.com", "https://app.example.com", 101)]
    [InlineData("X-Forwarded-Proto: https\r\nX-Forwarded-Host: app.example.com:8443", "https://app.example.com:8443", 101)]
    [InlineData("X-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example, app.example.com", "https://evil.example", 403)]
    [InlineData("X-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example/", "https://evil.example", 403)]
    [InlineData("X-Forwarded-Proto: https\r\nX-Forwarded-Host: a@evil.example", "https://evil.example", 403)]
    public async Task Origin_BehindATrustedProxy_IsComparedWithThePublicOne(string header, string origin, int status)
    {
        await using var hub = await StartHubAsync(Proxies);

        await using var client = await RawWebSocket.ConnectAsync(hub.Port, $"{header}\r\nOrigin: {origin}\r\n");

        Assert.Equal(status, client.Status);
    }

    [Fact]
    public async Task Origin_FromAnybodyElse_IsComparedWithWhatTheServerSees()
    {
        await using var hub = await StartHubAsync();

        await using var client = await RawWebSocket.ConnectAsync(hub.Port, "X-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example\r\nOrigin: https://evil.example\r\n");

        Assert.Equal(403, client.Status);
    }

    [Fact]
    public async Task LimitOfAnAddress_BehindATrustedProxy_IsThatOfEachClient()
    {
        await using var hub = await StartHubAsync(Proxies, "Limits:ConnectionsPerAddress=1");

        await using var first = await RawWebSocket.ConnectAsync(hub.Port, "X-Forwarded-For: 203.0.113.1\r\n");
        await using var second = await RawWebSocket.ConnectAsync(hub.Port, "X-Forwarded-For: 203.0.113.2\r\n");
        await using var third = await RawWebSocket.ConnectAsync(hub.Port, "X-Forwarded-For: 203.0.113.3, 203.0.113.2\r\n");

        Assert.Equal([101, 101, 429], new[] { first.Status, second.Status, third.Status });
    }
}
