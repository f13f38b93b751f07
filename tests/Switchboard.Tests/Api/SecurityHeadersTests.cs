using Switchboard.Tests.Hub;
using Xunit;

namespace Switchboard.Tests.Api;

/// <summary>The headers that keep an answer from becoming anything but what it is.</summary>
public sealed class SecurityHeadersTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "/api/info", 200)]
    [InlineData("POST", "/api/nothing", 404)]
    [InlineData("GET", "/api/info", 405)]
    [InlineData("GET", "/health/live", 200)]
    [InlineData("GET", "/metrics", 200)]
    [InlineData("GET", "/connection/websocket", 426)]
    [InlineData("GET", "/socket.io/?EIO=4&transport=polling", 200)]
    [InlineData("POST", "/connection/uni_sse", 200)]
    public async Task Answer_HasThem(string method, string path, int status)
    {
        await using var hub = await TestHub.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(method == "POST" && path.StartsWith("/api", StringComparison.Ordinal) ? "{}" : "") };
        request.Headers.Add("X-API-Key", TestHub.Key);

        using var response = await hub.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(
            ("default-src 'none'; frame-ancestors 'none'", "nosniff", "DENY", "no-referrer", "same-origin", "same-origin"),
            (Header("Content-Security-Policy"), Header("X-Content-Type-Options"), Header("X-Frame-Options"), Header("Referrer-Policy"), Header("Cross-Origin-Opener-Policy"), Header("Cross-Origin-Resource-Policy")));
        Assert.True(response.Headers.CacheControl!.NoStore);

        string Header(string name) => response.Headers.GetValues(name).Single();
    }

    [Theory]
    [InlineData("Origin: https://evil.example\r\n", 403, "nosniff")]
    [InlineData("", 101, null)]
    public async Task Upgrade_HasThemWhereItIsRefused(string header, int status, string? expected)
    {
        foreach (var listener in new[] { HubListener.WebServer, HubListener.Direct })
        {
            await using var hub = await HubServer.StartAsync(TimeProvider.System, listener);
            await using var client = await RawWebSocket.ConnectAsync(hub.Port, header);

            Assert.Equal((status, expected), (client.Status, client.Header("X-Content-Type-Options")));
        }
    }
}
