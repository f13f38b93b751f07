using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Switchboard.Api;
using Switchboard.Catalog;
using Switchboard.Commands;
using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Specs;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Api;

public sealed class ApiRequestTests
{
    [Fact]
    public async Task Operations_TheTable_IsCarriedOut()
    {
        await using var hub = await TestHub.StartAsync();

        var names = hub.Services.GetRequiredService<OperationDispatcher>().All.Select(operation => operation.Info.Name);

        Assert.Equal(OperationTable.All.Where(row => row.Package.Length == 0).Select(row => row.Name).Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Dispatcher_Operations_AreThoseThatKeysCanBeLimitedTo()
    {
        await using var hub = await TestHub.StartAsync();

        var names = hub.Services.GetRequiredService<ApiDispatcher>().Operations.Select(operation => operation.Info.Name);

        var own = OperationTable.OfServices.Where(name => OperationTable.Find(name)!.Package.Length == 0);
        Assert.Equal(own.Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("another", null)]
    [InlineData(null, "apikey another")]
    [InlineData(null, $"Bearer {TestHub.Key}")]
    [InlineData(null, "apikey ")]
    [InlineData("another", $"apikey {TestHub.Key}")]
    public async Task Post_NoValidKey_Is401(string? key, string? authorization)
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(hub, HttpMethod.Post, "/api/info", key, authorization));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(hub, HttpMethod.Post, "/api", key, authorization));
    }

    [Fact]
    public async Task Post_NoKeyConfigured_Is401()
    {
        await using var hub = await TestHub.StartAsync("""{ "namespaces": { "default": {} }, "shutdown": { "drainSeconds": 0 } }""");

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(hub, HttpMethod.Post, "/api/info", TestHub.Key, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(hub, HttpMethod.Post, "/api/info", null, "apikey "));
    }

    [Theory]
    [InlineData("apikey")]
    [InlineData("ApiKey")]
    public async Task Post_KeyInAuthorization_IsTaken(string scheme)
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(hub, HttpMethod.Post, "/api/info", null, $"{scheme} {TestHub.Key}"));
    }

    [Fact]
    public async Task Post_NeededFieldMissing_IsNamed()
    {
        await using var hub = await TestHub.StartAsync();
        foreach (var operation in hub.Services.GetRequiredService<ApiDispatcher>().Operations)
        {
            var needed = operation.RequestType.Properties.Where(static property => property.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: true) == true).Select(static property => property.Name).ToArray();
            if (needed.Length > 0)
            {
                var message = await MessageOfAsync(hub, operation.Info.Name, "{}");

                Assert.True(needed.Any(field => message.StartsWith($"bad request: {field} ", StringComparison.Ordinal)), $"{operation.Info.Name}: {message}");
            }
        }
    }

    [Theory]
    [InlineData("publish", """{"channel":"news"}""", "data is missing")]
    [InlineData("publish", """{"chanel":"news","data":1}""", "channel is missing")]
    [InlineData("publish", """{"channel":"news","data":1,"tags":{"a":null}}""", "tags must all be texts")]
    [InlineData("broadcast", """{"channels":["news"]}""", "data is missing")]
    [InlineData("send", """{"data":1}""", "user, users or presence is missing")]
    [InlineData("send", """{"user":"ann"}""", "data is missing")]
    [InlineData("schedule", """{"at":1}""", "publish or send is needed, and one alone")]
    [InlineData("schedule", """{"publish":{"channel":"news","data":1}}""", "at or delay_ms is needed, one alone: Unix milliseconds, or milliseconds from now")]
    [InlineData("schedule", """{"at":1,"publish":{"data":1}}""", "channel is missing")]
    [InlineData("disconnect", "{}", "user, client or session is missing")]
    [InlineData("mark", """{"user":"ann","ids":["a"],"as":"eaten"}""", "as must be delivered, read, archived or deleted")]
    [InlineData("explain", """{"operation":"fly","channel":"news"}""", "operation must be one of subscribe, publish, history, presence, call, serve, send, remove, take, take_over, free, note, board_history, board_manage, edit")]
    public async Task Post_Unfit_IsToldWhy(string method, string request, string why)
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal($"bad request: {why}", await MessageOfAsync(hub, method, request));
    }

    [Fact]
    public async Task Post_UnknownMethod_Is404()
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(hub, HttpMethod.Post, "/api/nothing", TestHub.Key, null));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Request_NotPost_Is405(string method)
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync(hub, new HttpMethod(method), "/api/info", TestHub.Key, null));
    }

    [Theory]
    [InlineData("https://evil.example.com", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("https://app.example.com", HttpStatusCode.OK)]
    public async Task Post_Origin_IsChecked(string origin, HttpStatusCode expected)
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(expected, await StatusAsync(hub, HttpMethod.Post, "/api/info", TestHub.Key, null, origin));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("channel=a")]
    [InlineData("""{"channel":"a","data":1}}""")]
    [InlineData("""{"channel":"a","data":1} {}""")]
    [InlineData("""{"channel":"a","data":01}""")]
    [InlineData("""{"channel":"a" /* no */}""")]
    public async Task Post_BodyThatIsNoJsonObject_Is400(string body)
    {
        await using var hub = await TestHub.StartAsync();

        using var response = await hub.PostAsync("/api/publish", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Post_DeeplyNested_IsRefusedAndTheServerLives()
    {
        await using var hub = await TestHub.StartAsync();
        var nested = string.Concat(Enumerable.Repeat("[", 1000)) + string.Concat(Enumerable.Repeat("]", 1000));

        using var response = await hub.PostAsync("/api/publish", $$"""{"channel":"a","data":{{nested}}}""");

        Assert.Contains("\"code\":107", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(1, (await hub.CallAsync("info")).GetProperty("nodes").GetArrayLength());
    }

    [Fact]
    public async Task Post_InvalidUtf8_Is400()
    {
        await using var hub = await TestHub.StartAsync();
        byte[] body = [.. """{"channel":"a","data":" """u8, 0xC3, 0x28, .. "\"}"u8];

        using var response = await hub.PostAsync("/api/publish", new ByteArrayContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("publish", """{"channel":1,"data":1}""")]
    [InlineData("publish", """{"channel":"a","data":1,"tags":[]}""")]
    [InlineData("publish", """{"channel":"a","data":1,"tags":{"a":1}}""")]
    [InlineData("publish", """{"channel":"a","data":1,"tags":{"a":null}}""")]
    [InlineData("publish", """{"channel":"a","data":1,"version":-1}""")]
    [InlineData("publish", """{"channel":"a","data":1,"skip_history":"yes"}""")]
    [InlineData("publish", """{"channel":"\ud800","data":1}""")]
    [InlineData("broadcast", """{"channels":"a","data":1}""")]
    [InlineData("history", """{"channel":"a","limit":"1"}""")]
    [InlineData("history", """{"channel":"a","limit":99999999999}""")]
    [InlineData("disconnect", """{"user":42}""")]
    [InlineData("subscribe", """{"channel":"a","user":"u","override":{"presence":true}}""")]
    public async Task Post_FieldOfAnotherType_Is107(string method, string body)
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(107u, await hub.ErrorOfAsync(method, body));
    }

    [Fact]
    public async Task Post_UnknownField_IsIgnored()
    {
        await using var hub = await TestHub.StartAsync();

        await hub.CallAsync("info", """{"whatever":{"deep":[1]}}""");
    }

    [Fact]
    public async Task Post_BodyAtTheLimit_IsTakenAndOneMoreIs413()
    {
        await using var hub = await TestHub.StartAsync();
        var padding = new string(' ', 65_536 - 2);

        using var taken = await hub.PostAsync("/api/info", $"{{{padding}}}");
        using var refused = await hub.PostAsync("/api/info", $"{{{padding}}} ");

        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
    }

    [Fact]
    public async Task Post_HugeContentLength_Is413WithoutABody()
    {
        await using var hub = await TestHub.StartAsync();

        var answer = await SendRawAsync(hub, "Content-Length: 10737418240\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ChunkedOverTheLimit_Is413()
    {
        await using var hub = await TestHub.StartAsync();
        var chunk = $"8000\r\n{new string(' ', 0x8000)}\r\n";

        // The last chunk never comes: the answer must not wait for it.
        var answer = await SendRawAsync(hub, $"Transfer-Encoding: chunked\r\n\r\n{chunk}{chunk}{chunk}");

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Chunked_IsTaken()
    {
        await using var hub = await TestHub.StartAsync();

        var answer = await SendRawAsync(hub, "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_MethodThatTheKeyLacks_Is103()
    {
        await using var hub = await TestHub.StartAsync();

        Assert.Equal(103u, await hub.ErrorOfAsync("history", """{"channel":"a"}""", TestHub.LimitedKey));
        Assert.True((await hub.AskAsync("publish", """{"channel":"a","data":1}""", TestHub.LimitedKey)).TryGetProperty("result", out _));
    }

    [Fact]
    public async Task Post_StoreThatFails_Is100WithAnId()
    {
        var store = new FailingPresenceStore(new InMemoryPresenceStore(TimeProvider.System)) { FailsToList = true };
        await using var hub = await TestHub.StartAsync(configure: services => services.Replace(ServiceDescriptor.Singleton<IPresenceStore>(store)));

        var error = (await hub.AskAsync("presence", """{"channel":"a"}""")).GetProperty("error");

        Assert.Equal(100u, error.GetProperty("code").GetUInt32());
        Assert.Matches("^internal server error \\(id [0-9a-f]{8}\\)$", error.GetProperty("message").GetString()!);
    }

    private static async Task<string> MessageOfAsync(TestHub hub, string method, string request)
        => (await hub.AskAsync(method, request)).GetProperty("error").GetProperty("message").GetString()!;

    private static async Task<HttpStatusCode> StatusAsync(
        TestHub hub, HttpMethod method, string path, string? key, string? authorization, string? origin = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent("{}") };
        foreach (var (name, value) in new[] { ("X-API-Key", key), ("Authorization", authorization), ("Origin", origin) })
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await hub.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static async Task<string> SendRawAsync(TestHub hub, string rest)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(hub.BaseAddress.Host, hub.BaseAddress.Port, TestContext.Current.CancellationToken);
        var stream = socket.GetStream();
        var request = $"POST /api/info HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {TestHub.Key}\r\n{rest}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Limit, TestContext.Current.CancellationToken) ?? "";
    }
}
