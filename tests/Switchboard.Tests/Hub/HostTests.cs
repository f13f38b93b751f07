using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Switchboard.Transports;
using Xunit;

namespace Switchboard.Tests.Hub;

/// <summary>The server knows its own names: a request for another host is nobody's.</summary>
public class HostTests : HubTests
{
    private const string Hosts = "Connections:AllowedHosts=hub.test,*.example.com";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("hub.test", 101)]
    [InlineData("HUB.test:8443", 101)]
    [InlineData("a.example.com", 101)]
    [InlineData("a.b.example.com:80", 101)]
    [InlineData("127.0.0.1", 101)]
    [InlineData("127.0.0.1:1", 101)]
    [InlineData("localhost:8000", 101)]
    [InlineData("example.com", 421)]
    [InlineData("evilexample.com", 421)]
    [InlineData("hub.test.evil.example", 421)]
    [InlineData("evil.example", 421)]
    [InlineData("10.0.0.1", 421)]
    [InlineData("[::1]", 421)]
    public async Task Request_ForAnotherHost_IsRefusedOnEveryWire(string host, int status)
    {
        await using var hub = await StartHubAsync(Hosts);

        await using var socket = RawWebSocket.OpenTcp(hub.Port);
        await socket.RequestAsync(RawWebSocket.Handshake().Replace("Host: hub.test", $"Host: {host}", StringComparison.Ordinal));
        Assert.Equal(status, socket.Status);

        foreach (var path in new[] { "/connection/sse", "/socket.io/?EIO=4&transport=polling", "/api/info", "/connection/http_stream" })
        {
            Assert.Equal((path, status == 421), (path, await StatusAsync(hub, path, host) == HttpStatusCode.MisdirectedRequest));
        }
    }

    // A page whose name was pointed at the server (DNS rebinding) says that it is the server's own.
    [Fact]
    public async Task Page_OfAHostThatIsNotTheServers_IsNotOfItsOwnOrigin()
    {
        await using var hub = await StartHubAsync(Hosts);
        await using var socket = RawWebSocket.OpenTcp(hub.Port);

        await socket.RequestAsync(RawWebSocket.Handshake(headers: "Origin: http://evil.example\r\n").Replace("Host: hub.test", "Host: evil.example", StringComparison.Ordinal));

        Assert.Equal(421, socket.Status);
        Assert.Equal(0, hub.Connections.Count);
    }

    [Fact]
    public async Task Refusal_SaysWhatToDo()
    {
        await using var hub = await StartHubAsync(Hosts);
        using var client = new HttpClient();
        using var request = RequestOf(hub, "/api/info", "evil.example");

        using var response = await client.SendAsync(request, Cancellation);

        var error = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("error");
        Assert.Equal(103, error.GetProperty("code").GetInt32());
        Assert.Contains("connections.allowedHosts", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", "localhost:8000", "", true)]
    [InlineData("127.0.0.1", "127.0.0.1", "127.0.0.1:8000", "", true)]
    [InlineData("::1", "::1", "[::1]:8000", "", true)]
    [InlineData("::ffff:127.0.0.1", "::ffff:127.0.0.1", "127.0.0.1", "", true)]
    [InlineData("192.0.2.7", "192.0.2.1", "localhost:8000", "", false)]
    [InlineData("192.0.2.7", "127.0.0.1", "localhost:8000", "", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "hub.example.com", "", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "localhost", "X-Forwarded-For", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "localhost", "forwarded", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "localhost", "Via", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "localhost", "X-Real-IP", false)]
    public void ThisMachine_IsWhereNobodyListensInBetween(string remote, string local, string host, string header, bool expected)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        context.Connection.LocalIpAddress = IPAddress.Parse(local);
        context.Request.Host = new HostString(host);
        if (header.Length > 0)
        {
            context.Request.Headers[header] = "198.51.100.1";
        }

        Assert.Equal(expected, OwnHosts.IsFromThisMachine(context));
    }

    private static async Task<HttpStatusCode> StatusAsync(HubServer hub, string path, string host)
    {
        using var client = new HttpClient();
        using var request = RequestOf(hub, path, host);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        return response.StatusCode;
    }

    private static HttpRequestMessage RequestOf(HubServer hub, string path, string host)
    {
        var request = new HttpRequestMessage(path.StartsWith("/api", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, $"http://127.0.0.1:{hub.Port}{path}")
        {
            Content = path.StartsWith("/api", StringComparison.Ordinal) ? new StringContent("{}", Encoding.UTF8, "application/json") : null,
        };
        request.Headers.TryAddWithoutValidation("Host", host);
        return request;
    }
}
