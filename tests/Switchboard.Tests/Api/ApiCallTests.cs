using Xunit;

namespace Switchboard.Tests.Api;

/// <summary>Calls and messages through the HTTP API.</summary>
public sealed class ApiCallTests
{
    private const string Configuration = $$"""
        {
          "namespaces": { "default": { "allowCall": ["service"], "allowServe": ["anonymous"], "allowSend": ["service"], "allowSubscribe": ["anonymous"] }, "closed": { "allowCall": [] } },
          "connections": { "allowAnonymous": true },
          "api": { "keys": [ { "name": "all", "key": "{{TestHub.Key}}" } ] },
          "shutdown": { "drainSeconds": 0 }
        }
        """;

    [Theory]
    [InlineData("call", "data")]
    [InlineData("rpc", "params")]
    public async Task Call_Worker_ItsAnswerIsTheResult(string method, string field)
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var worker = await ServeAsync(hub);
        var pending = hub.CallAsync(method, $$"""{"method":"sum","{{field}}":[1]}""");
        var call = (await worker.NextPushAsync("message")).GetProperty("data").GetProperty("call");

        Assert.Equal("service", call.GetProperty("caller").GetProperty("kind").GetString());
        Assert.Equal("[1]", call.GetProperty("data").GetRawText());
        await worker.AskAsync($$$"""{"method":"sb.answer","data":{"id":"{{{call.GetProperty("id").GetString()}}}","data":{"a":2} } }""", "rpc");

        Assert.Equal("""{"data":{"a":2}}""", (await pending).GetRawText());
    }

    [Fact]
    public async Task Call_OfAClient_ReachesThatOne()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var other = await ServeAsync(hub);
        await using var worker = await ServeAsync(hub);
        var pending = hub.AskAsync("call", $$"""{"method":"sum","client":"{{worker.Id}}"}""");

        var call = (await worker.NextPushAsync("message")).GetProperty("data").GetProperty("call");

        await worker.AskAsync($$$"""{"method":"sb.answer","data":{"id":"{{{call.GetProperty("id").GetString()}}}","error":{"code":1000,"message":"no"} } }""", "rpc");
        Assert.Equal("""{"error":{"code":1000,"message":"no"}}""", (await pending).GetRawText());
    }

    [Theory]
    [InlineData("call", "{}", 107)]
    [InlineData("call", """{"method":"none"}""", 104)]
    [InlineData("call", """{"method":"closed:none"}""", 103)]
    [InlineData("call", """{"method":"none","deadline_ms":-5}""", 107)]
    [InlineData("send", """{"data":1}""", 107)]
    [InlineData("send", """{"user":"7"}""", 107)]
    [InlineData("send", """{"user":"\u0007","data":1}""", 107)]
    public async Task Call_ThatCannotBe_HasItsError(string method, string parameters, int error)
    {
        await using var hub = await TestHub.StartAsync(Configuration);

        Assert.Equal((uint)error, await hub.ErrorOfAsync(method, parameters));
    }

    [Fact]
    public async Task Call_CallerThatLeaves_CancelsIt()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var worker = await ServeAsync(hub);
        using var leaving = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/call") { Content = new StringContent("""{"method":"sum"}""") };
        request.Headers.Add("X-API-Key", TestHub.Key);
        var pending = hub.Client.SendAsync(request, leaving.Token);
        var call = (await worker.NextPushAsync("message")).GetProperty("data").GetProperty("call");

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        var cancelled = (await worker.NextPushAsync("message")).GetProperty("data").GetProperty("cancel");
        Assert.Equal(call.GetProperty("id").GetString(), cancelled.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Send_Users_ArrivesWithItsTags()
    {
        await using var hub = await TestHub.StartAsync(Configuration);

        var result = await hub.CallAsync("send", """{"users":["7","8"],"data":1,"event":"hello","kind":"note","priority":2,"reply_to":"x","expires_ms":1000,"tags":{"a":"b"}}""");

        var messages = result.GetProperty("messages").EnumerateArray().ToArray();
        Assert.Equal(["7", "8"], messages.Select(message => message.GetProperty("user").GetString()), StringComparer.Ordinal);
        Assert.Equal(2, messages.Select(message => message.GetProperty("id").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.All(messages, message => Assert.Equal("accepted", message.GetProperty("state").GetString()));
    }

    private static async Task<TestClient> ServeAsync(TestHub hub)
    {
        var worker = await TestClient.ConnectAsync(hub);
        await worker.AskAsync("""{"method":"sb.serve","data":{"method":"sum"}}""", "rpc");
        return worker;
    }
}
