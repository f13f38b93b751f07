using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Hosting;
using Switchboard.Tests.Hub;
using Switchboard.Transports;
using Xunit;

namespace Switchboard.Tests.Api;

/// <summary>Requests that are not served: each is told why.</summary>
public sealed class RefusalTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "/api/info", "X-API-Key: wrong", "{}", 401, 101u, "X-API-Key")]
    [InlineData("POST", "/api", "X-API-Key: wrong", "{}", 401, 101u, "X-API-Key")]
    [InlineData("POST", "/api/info", "", "[]", 400, 107u, "JSON object")]
    [InlineData("POST", "/api", "", "[]", 400, 107u, "JSON objects")]
    [InlineData("POST", "/api/info", "Origin: https://evil.example", "{}", 403, 103u, "connections.allowedOrigins")]
    [InlineData("POST", "/api/nothing", "", "{}", 404, 104u, "POST /api/publish")]
    [InlineData("GET", "/api/nothing", "", "", 404, 104u, "POST /api/publish")]
    [InlineData("POST", "/api/publish/more", "", "{}", 404, 104u, "POST /api/publish")]
    [InlineData("POST", "/api/PUBLISH", "", "{}", 404, 104u, "lower case")]
    [InlineData("POST", "/api/publish/", "", "{}", 404, 104u, "slash at the end")]
    [InlineData("POST", "/api/", "", "{}", 404, 104u, "slash at the end")]
    [InlineData("GET", "/api/info", "", "", 405, 104u, "POST")]
    [InlineData("PUT", "/api", "", "{}", 405, 104u, "POST")]
    [InlineData("POST", "/api/info", "", "big", 413, 106u, "api.maxBodyBytes")]
    [InlineData("POST", "/api/info", "Content-Encoding: gzip", "{}", 415, 107u, "Content-Encoding")]
    [InlineData("GET", "/connection/websocket", "", "", 426, 107u, "WebSocket")]
    [InlineData("POST", "/connection/websocket", "", "", 405, 104u, "GET")]
    [InlineData("GET", "/connection/sse", "Origin: https://evil.example", "", 403, 103u, "connections.allowedOrigins")]
    [InlineData("DELETE", "/connection/sse", "", "", 405, 104u, "GET")]
    [InlineData("GET", "/connection/http_stream", "", "", 405, 104u, "POST")]
    [InlineData("GET", "/connection/sockjs", "", "", 404, 108u, "uni_sse")]
    [InlineData("GET", "/connection", "", "", 404, 108u, "uni_sse")]
    [InlineData("POST", "/connection/uni_sse", "", "[", 400, 107u, "JSON object")]
    [InlineData("POST", "/connection/uni_sse", "", """{"token":"no"}""", 401, 3500u, "token")]
    [InlineData("POST", "/emulation", "", "[", 400, 107u, "session")]
    [InlineData("POST", "/emulation", "", """{"session":"a","node":"b","data":"{}"}""", 404, 108u, "session")]
    [InlineData("GET", "/emulation", "", "", 405, 104u, "POST")]
    [InlineData("GET", "/metrics", "X-Forwarded-For: 1.2.3.4", "", 403, 103u, "metrics.allowRemote")]
    [InlineData("POST", "/metrics", "", "", 405, 104u, "GET")]
    [InlineData("GET", "/socket.io/?EIO=4&transport=polling", "Origin: https://evil.example", "", 403, 103u, "connections.allowedOrigins")]
    public async Task Request_NotServed_IsToldWhy(string method, string path, string header, string body, int status, uint code, string hint)
    {
        await using var hub = await TestHub.StartAsync();

        using var response = await SendAsync(hub, method, path, header, body == "big" ? $"{{{new string(' ', 70_000)}}}" : body);

        Assert.Equal(status, (int)response.StatusCode);
        await AssertToldAsync(response, code, hint);
    }

    [Theory]
    [InlineData("/api/info", 401)]
    [InlineData("/connection/websocket", 405)]
    public async Task Request_NotServedByTheOwnListener_IsToldWhy(string path, int status)
    {
        await using var hub = await HubServer.StartAsync(TimeProvider.System, HubListener.Direct);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{hub.Port}") };

        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), new StringContent("{}"), Cancelled);

        Assert.Equal(status, (int)response.StatusCode);
        await AssertToldAsync(response, status == 401 ? 101u : 104u, "");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Upgrade_OfAForeignPage_IsToldWhy(bool isDirect)
    {
        await using var hub = await HubServer.StartAsync(TimeProvider.System, isDirect ? HubListener.Direct : HubListener.WebServer);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{hub.Port}") };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/connection/websocket");
        foreach (var header in new[] { "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Origin: https://evil.example" })
        {
            request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1]);
        }

        using var response = await client.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        await AssertToldAsync(response, 103, "connections.allowedOrigins");
    }

    [Theory]
    [InlineData("Limits:ConnectsPerSecond", 503, "limits.connectsPerSecond")]
    [InlineData("draining", 503, "another")]
    public async Task Connect_NoRoom_IsToldWhy(string limit, int status, string hint)
    {
        var configuration = TestHub.Configuration.Replace("\"shutdown\"", "\"limits\": { \"connectsPerSecond\": 1 }, \"shutdown\"", StringComparison.Ordinal);
        await using var hub = await TestHub.StartAsync(limit == "draining" ? TestHub.Configuration : configuration);
        hub.Services.GetRequiredService<ConnectionLimiter>().IsDraining = limit == "draining";

        HttpResponseMessage response;
        do
        {
            // The next second may begin in between.
            response = await SendAsync(hub, "POST", "/connection/uni_sse", "", "[");
        }
        while (response.StatusCode == HttpStatusCode.BadRequest);

        using (response)
        {
            Assert.Equal(status, (int)response.StatusCode);
            await AssertToldAsync(response, 111, hint);
        }
    }

    [Theory]
    [InlineData("/api/info", "{}")]
    [InlineData("/api/publish", """{"channel":"nowhere:a","data":1}""")]
    [InlineData("/api/batch", """{"commands":[{"info":{}}]}""")]
    [InlineData("/api", """{"method":"info"} {"method":"info"}""")]
    public async Task Api_Answer_EndsWithALineBreak(string path, string body)
    {
        await using var hub = await TestHub.StartAsync();

        using var response = await hub.PostAsync(path, body);
        var text = await response.Content.ReadAsStringAsync(Cancelled);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        Assert.Equal(path == "/api" ? 2 : 1, text.Count(static letter => letter == '\n'));
    }

    [Fact]
    public async Task Health_Answer_EndsWithALineBreak()
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal("{\"status\":\"ready\"}\n", await hub.Client.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Cancelled));
    }

    [Fact]
    public async Task Head_ThatIsNotServed_HasNoBody()
    {
        await using var hub = await TestHub.StartAsync();

        using var response = await SendAsync(hub, "HEAD", "/api/info", "", "");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Application_AddressesOfItsOwnBelowTheSamePaths_AreServed()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSwitchboard(static options => options.Namespaces["default"] = new NamespaceOptions());
        await using var application = builder.Build();
        application.MapSwitchboard();
        application.MapGet("/api/publish", static () => "own");
        application.MapGet("/api/orders/{id}", static (string id) => id);
        application.Map("/connection/{**rest}", static (string rest) => rest);
        application.MapFallback(static () => TypedResults.Text("page"));
        await application.StartAsync(Cancelled);
        using var client = new HttpClient { BaseAddress = new Uri(application.Urls.Single()) };

        Assert.Equal("own", await client.GetStringAsync(new Uri("/api/publish", UriKind.Relative), Cancelled));
        Assert.Equal("7", await client.GetStringAsync(new Uri("/api/orders/7", UriKind.Relative), Cancelled));
        Assert.Equal("mine", await client.GetStringAsync(new Uri("/connection/mine", UriKind.Relative), Cancelled));
        Assert.Equal("page", await client.GetStringAsync(new Uri("/anywhere", UriKind.Relative), Cancelled));
    }

    [Theory]
    [InlineData("POST", "/api/info", 401)]
    [InlineData("GET", "/api/info", 405)]
    [InlineData("POST", "/emulation", 400)]
    [InlineData("POST", "/connection/uni_sse", 400)]
    [InlineData("GET", "/connection/websocket", 426)]
    [InlineData("GET", "/connection/nothing", 404)]
    public async Task Request_NotServedBehindAMiddlewareThatKeepsBodies_IsToldWhy(string method, string path, int status)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSwitchboard(static options => options.Namespaces["default"] = new NamespaceOptions());
        await using var application = builder.Build();
        application.Use(static async (context, next) =>
        {
            var body = context.Response.Body;
            using var kept = new MemoryStream();
            context.Response.Body = kept;
            await next(context);
            kept.Position = 0;
            await kept.CopyToAsync(body);
        });
        application.MapSwitchboard();
        await application.StartAsync(Cancelled);
        using var client = new HttpClient { BaseAddress = new Uri(application.Urls.Single()) };
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "POST" ? new StringContent("[") : null };

        using var response = await client.SendAsync(request, Cancelled);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.EndsWith("}\n", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SendAsync(TestHub hub, string method, string path, string header, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        if (header.Split(": ") is [var name, var value])
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value) || request.Content!.Headers.TryAddWithoutValidation(name, value));
        }

        request.Headers.TryAddWithoutValidation("X-API-Key", header.StartsWith("X-API-Key", StringComparison.Ordinal) ? [] : [TestHub.Key]);
        return await hub.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
    }

    private static async Task AssertToldAsync(HttpResponseMessage response, uint code, string hint)
    {
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var error = JsonDocument.Parse(text).RootElement.GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetUInt32());
        Assert.Contains(hint, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
