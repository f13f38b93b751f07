using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Switchboard.Tests.Hub;
using Switchboard.Tests.Security;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Hooks.Http;

/// <summary>A back end decides over HTTP, in the forms of Centrifugo's proxy.</summary>
public sealed class WebhookDecisionsTests
{
    private const string NoAnonymous = "Connections:AllowAnonymous=false";
    private const string AskSubscribe = "Namespaces:asked:AllowSubscribe=hook";
    private const string AskPublish = "Namespaces:asked:AllowPublish=hook";

    // For tests whose time passes quickly: nobody answers pings, and the back end answers when it can.
    private static readonly string[] _patient =
        ["Connections:PingIntervalSeconds=3600", "Hooks:DecisionTimeoutMilliseconds=300000", "Hooks:Http:TimeoutMilliseconds=300000"];

    [Fact]
    public async Task Connect_Result_LetsTheUserIn()
    {
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer("""
            {"result":{"user":"56","info":{"name":"Ann"},"meta":{"m":1},"data":{"hello":1},"channels":["closed:a"],
             "subs":{"closed:b":{"data":{"b":2},"override":{"presence":{"value":false}}}},"expire_at":4102444800}}
            """);
        await using var hub = await HubServer.StartAsync([.. backEnd.Options("connect"), NoAnonymous, "Hooks:Http:Headers=Host", "Hooks:Http:ClientHeaders=authorization"]);
        await using var client = await WireClient.OpenAsync(hub);

        var reply = await client.ResultAsync("connect", """{"data":{"d":1},"name":"js","version":"5","headers":{"Authorization":"Bearer x"}}""");

        Assert.Equal(1, (int)reply["data"]!["hello"]!);
        Assert.Equal(["#56", "closed:a", "closed:b"], reply["subs"]!.AsObject().Select(entry => entry.Key).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        var principal = Assert.Single(hub.Connections.All).Principal;
        Assert.Equal(("56", """{"m":1}"""), (principal.UserId, Encoding.UTF8.GetString(principal.Meta.Span)));
        var request = await backEnd.NextAsync();
        Assert.Equal(
            $$$"""{"client":"{{{reply["client"]}}}","transport":"websocket","protocol":"json","encoding":"json","name":"js","version":"5","data":{"d":1}}""", request.Text);
        Assert.Equal(("hub.test", "Bearer x"), (request.Headers["Host"], request.Headers["Authorization"]));
    }

    [Theory]
    [InlineData("connect", "{}", """{"result":{"user":"56","expire_at":1}}""")]
    [InlineData("connect", "{}", """{"result":{"user":"56","subs":{"closed:b":{"expire_at":1}}}}""")]
    [InlineData("subscribe", """{"channel":"asked:a"}""", """{"result":{"expire_at":1}}""")]
    public async Task Result_WithATimeThatIsOver_IsExpired(string operation, string parameters, string answer)
    {
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer(answer);
        await using var hub = await HubServer.StartAsync([.. backEnd.Options(operation), AskSubscribe]);
        await using var client = operation == "connect" ? await WireClient.OpenAsync(hub) : await WireClient.ConnectAsync(hub);

        Assert.Equal(110, await client.ErrorAsync(operation, parameters));
    }

    [Fact]
    public async Task Requests_AreSigned()
    {
        await using var backEnd = await BackEnd.StartAsync();
        await using var hub = await HubServer.StartAsync(backEnd.Options("connect"));
        await using var client = await WireClient.ConnectAsync(hub);

        var request = await backEnd.NextAsync();

        var signature = request.Headers["X-Switchboard-Signature"].Split(',').Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(BackEnd.Secret), Encoding.UTF8.GetBytes($"{signature["t"]}.{request.Text}"));
        Assert.Equal(Convert.ToHexStringLower(expected), signature["v1"]);
        Assert.InRange(long.Parse(signature["t"]), DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 600, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 600);
    }

    [Fact]
    public async Task Connect_WithToken_IsNotAsked()
    {
        await using var backEnd = await BackEnd.StartAsync();
        await using var hub = await HubServer.StartAsync([.. backEnd.Options("connect"), NoAnonymous]);

        await using var client = await WireClient.ConnectAsync(hub, TokenFactory.Create("""{"sub":"42"}"""));

        Assert.False(backEnd.HasMore);
    }

    [Fact]
    public async Task Connect_Error_IsTheAnswer()
    {
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer("""{"error":{"code":1000,"message":"custom"}}""");
        await using var hub = await HubServer.StartAsync(backEnd.Options("connect"));
        await using var client = await WireClient.OpenAsync(hub);

        var error = (await client.CommandAsync("connect", "{}"))["error"]!;

        Assert.Equal((1000, "custom"), ((int)error["code"]!, (string?)error["message"]));
    }

    [Fact]
    public async Task Connect_Disconnect_ClosesTheConnection()
    {
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer("""{"disconnect":{"code":4501,"reason":"unauthorized"}}""");
        await using var hub = await HubServer.StartAsync(backEnd.Options("connect"));
        await using var client = await WireClient.OpenAsync(hub);

        await client.Socket.SendAsync("""{"id":1,"connect":{}}""");

        Assert.Equal((4501, "unauthorized"), await client.Socket.ReceiveCloseAsync());
    }

    [Theory]
    [InlineData("""{"error":{"code":7,"message":"no"}}""", 103, "no")]
    [InlineData("""{"error":{"code":99999}}""", 103, "permission denied")]
    [InlineData("""{"error":{"message":"no"}}""", 103, "no")]
    public async Task Connect_ErrorOfAnotherNumber_IsANoThatIsNotTriedAgain(string answer, int code, string message)
    {
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer(answer);
        await using var hub = await HubServer.StartAsync(backEnd.Options("connect"));
        await using var client = await WireClient.OpenAsync(hub);

        var error = (await client.CommandAsync("connect", "{}"))["error"]!;

        Assert.Equal((code, message, false), ((int)error["code"]!, (string?)error["message"], (bool?)error["temporary"] ?? false));
    }

    [Theory]
    [InlineData("""{"disconnect":{"code":1000,"reason":"no","reconnect":false}}""", 4500)]
    [InlineData("""{"disconnect":{"code":1000,"reason":"no","reconnect":true}}""", 4000)]
    [InlineData("""{"disconnect":{"code":2999,"reason":"no"}}""", 4500)]
    [InlineData("""{"disconnect":{"code":5000,"reason":"no"}}""", 4500)]
    [InlineData("""{"disconnect":{"reason":"no"}}""", 4500)]
    public async Task Connect_DisconnectOfOlderForm_ClosesAndIsToldOnce(string answer, int code)
    {
        using var log = new ApplicationLog();
        await using var backEnd = await BackEnd.StartAsync();
        await using var hub = await HubServer.StartAsync(log.AddTo, backEnd.Options("connect"));
        for (var i = 0; i < 2; i++)
        {
            backEnd.Answer(answer);
            await using var client = await WireClient.OpenAsync(hub);
            await client.Socket.SendAsync("""{"id":1,"connect":{}}""");
            Assert.Equal((code, "no"), await client.Socket.ReceiveCloseAsync());
        }

        var (_, _, text) = Assert.Single(log.Log.Entries, entry => entry.Level > LogLevel.Information);
        Assert.Contains(backEnd.UrlOf("connect"), text, StringComparison.Ordinal);
        Assert.Contains($"taken as {code}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_WithUserAndPassword_AuthenticatesAndIsNeverShown()
    {
        using var log = new ApplicationLog();
        await using var backEnd = await BackEnd.StartAsync();
        string[] options = [.. backEnd.Options("connect", "events").Select(option => option.Replace("http://", "http://ann:open%20sesame@", StringComparison.Ordinal) + (option.Contains("http", StringComparison.Ordinal) ? "?key=alohomora" : ""))];
        await using var hub = await HubServer.StartAsync(log.AddTo, options);
        backEnd.Answer(500);

        await using var client = await WireClient.OpenAsync(hub);
        Assert.Equal(100, await client.ErrorAsync("connect", "{}"));
        backEnd.Answer(500);
        await client.CommandAsync("connect", "{}");

        var request = await backEnd.NextAsync();
        Assert.Equal($"Basic {Convert.ToBase64String("ann:open sesame"u8)}", request.Headers["Authorization"]);
        await Eventually.TrueAsync(() => log.Log.Entries.Any(entry => entry.Text.Contains("answered HTTP 500", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(log.Log.Entries, entry => entry.Text.Contains("sesame", StringComparison.Ordinal) || entry.Text.Contains("alohomora", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Log.Entries, entry => entry.Level > LogLevel.Information && entry.Text.Contains("   at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"result":7}""")]
    [InlineData("""{"result":{"user":7}}""")]
    [InlineData("""{"result":{"expire_at":-1}}""")]
    [InlineData("""{"result":{"subs":{"closed:a":7}}}""")]
    [InlineData("""{"result":{"b64info":"%"}}""")]
    public async Task Connect_Garbage_IsAnInternalError(string answer)
    {
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer(answer);
        await using var hub = await HubServer.StartAsync(backEnd.Options("connect"));
        await using var client = await WireClient.OpenAsync(hub);

        Assert.Equal(100, await client.ErrorAsync("connect", "{}"));
    }

    [Fact]
    public async Task Connect_FailingOversizedRedirectingOrSlow_IsAnInternalErrorAndTheNextTryIsServed()
    {
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer(500);
        backEnd.Answer($$$"""{"result":{"info":"{{{new string('x', 2000)}}}"}}""");
        backEnd.Answer(context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        backEnd.Answer(context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default));
        var time = new FakeTimeProvider();
        await using var hub = await HubServer.StartAsync(
            time, HubListener.WebServer, [.. backEnd.Options("connect"), "Hooks:Http:MaxResponseBytes=1000", "Hooks:Http:TimeoutMilliseconds=4000", "Limits:UnauthenticatedSeconds=3600"]);
        await using var client = await WireClient.OpenAsync(hub);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(100, await client.ErrorAsync("connect", "{}"));
            await backEnd.NextAsync();
        }

        var slow = client.ErrorAsync("connect", "{}");
        await backEnd.NextAsync();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(100, await slow);
        await client.ResultAsync("connect", "{}");
    }

    [Fact]
    public async Task Subscribe_IsAskedWhereTheNamespaceSaysHook()
    {
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer("""{"result":{"info":{"seat":1},"data":"welcome"}}""");
        backEnd.Answer("""{"error":{"code":403,"message":"denied"}}""");
        await using var hub = await HubServer.StartAsync([.. backEnd.Options("subscribe"), AskSubscribe]);
        await using var client = await WireClient.ConnectAsync(hub, TokenFactory.Create("""{"sub":"42"}"""));

        var reply = await client.ResultAsync("subscribe", """{"channel":"asked:a","data":{"d":1}}""");
        var error = await client.ErrorAsync("subscribe", """{"channel":"asked:b"}""");
        await client.ResultAsync("subscribe", """{"channel":"news"}""");

        Assert.Equal(("welcome", 403), ((string?)reply["data"], error));
        var body = (await backEnd.NextAsync()).Body;
        Assert.Equal(("42", "asked:a", 1), ((string?)body["user"], (string?)body["channel"], (int)body["data"]!["d"]!));
        await backEnd.NextAsync();
        Assert.False(backEnd.HasMore);
    }

    [Fact]
    public async Task Publish_Result_ReplacesWhatIsPublished()
    {
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer("""{"result":{"data":{"checked":true},"tags":{"room":"7"}}}""");
        backEnd.Answer("""{"error":{"code":403}}""");
        await using var hub = await HubServer.StartAsync([.. backEnd.Options("publish"), AskPublish, "Namespaces:asked:AllowSubscribe=anonymous"]);
        await using var client = await WireClient.ConnectAsync(hub);
        await client.ResultAsync("subscribe", """{"channel":"asked:a"}""");

        await client.ResultAsync("publish", """{"channel":"asked:a","data":{"n":1}}""");
        Assert.Equal(403, await client.ErrorAsync("publish", """{"channel":"asked:a","data":{"n":2}}"""));

        var publication = (await client.PushAsync())["pub"]!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"checked":true}"""), publication["data"]));
        Assert.Equal("7", (string?)publication["tags"]!["room"]);
        Assert.Equal(1, (int)(await backEnd.NextAsync()).Body["data"]!["n"]!);
    }

    [Fact]
    public async Task Rpc_IsAskedWhereTheNamespaceSaysHookAndAnswersItself()
    {
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer("""
            {"result":{"data":{
              "sum":3}}}
            """);
        backEnd.Answer("""{"error":{"code":1001,"message":"sold out"}}""");
        await using var hub = await HubServer.StartAsync([.. backEnd.Options("rpc"), "Namespaces:asked:AllowCall=hook", "Hooks:Http:Headers=Host"]);
        await using var client = await WireClient.ConnectAsync(hub, TokenFactory.Create("""{"sub":"42"}"""));

        var reply = await client.ResultAsync("rpc", """{"method":"asked:sum","data":{"a":1,"b":2}}""");
        var error = (await client.CommandAsync("rpc", """{"method":"asked:buy","data":7}"""))["error"]!;
        Assert.Equal(104, await client.ErrorAsync("rpc", """{"method":"sum"}"""));

        Assert.Equal(3, (int)reply["data"]!["sum"]!);
        Assert.Equal((1001, "sold out"), ((int)error["code"]!, (string?)error["message"]));
        var first = await backEnd.NextAsync();
        Assert.Equal(("/rpc", "hub.test"), (first.Path, first.Headers["Host"]));
        Assert.Equal(
            $$$"""{"client":"{{{client.Id}}}","transport":"websocket","protocol":"json","encoding":"json","user":"42","method":"asked:sum","data":{"a":1,"b":2}}""", first.Text);
        Assert.Equal(7, (int)(await backEnd.NextAsync()).Body["data"]!);
        Assert.False(backEnd.HasMore);
    }

    [Fact]
    public async Task Rpc_Disconnect_ClosesTheConnection()
    {
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer("""{"disconnect":{"code":4501,"reason":"go"}}""");
        await using var hub = await HubServer.StartAsync([.. backEnd.Options("rpc"), "Namespaces:asked:AllowCall=hook"]);
        await using var client = await WireClient.ConnectAsync(hub);

        await client.Socket.SendAsync("""{"id":9,"rpc":{"method":"asked:sum"}}""");

        Assert.Equal((4501, "go"), await client.Socket.ReceiveCloseAsync());
    }

    [Fact]
    public async Task SubRefresh_SubscriptionThatExpires_IsAskedAboutUntilItMayNotGoOn()
    {
        var time = new FakeTimeProvider();
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer($$$"""{"result":{"expire_at":{{{now + 5}}}}}""");
        backEnd.Answer($$$"""{"result":{"expire_at":{{{now + 10}}}}}""");
        backEnd.Answer("""{"result":{"expired":true}}""");
        await using var hub = await HubServer.StartAsync(
            time, HubListener.WebServer, [.. backEnd.Options("subscribe"), $"Hooks:Http:SubRefreshUrl={backEnd.UrlOf("sub_refresh")}", AskSubscribe, .. _patient]);
        await using var client = await WireClient.ConnectAsync(hub, TokenFactory.Create("""{"sub":"42"}"""));
        await client.ResultAsync("subscribe", """{"channel":"asked:a"}""");
        Assert.Equal("/subscribe", (await backEnd.NextAsync()).Path);

        var first = await time.PassUntilAsync(backEnd.NextAsync(), TimeSpan.FromMilliseconds(20));
        var second = await time.PassUntilAsync(backEnd.NextAsync(), TimeSpan.FromMilliseconds(20));

        Assert.Equal(("/sub_refresh", "42", "asked:a"), (first.Path, (string?)first.Body["user"], (string?)first.Body["channel"]));
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(2501, (int)(await client.PushAsync())["unsubscribe"]!["code"]!);
    }

    [Fact]
    public async Task Refresh_ConnectionThatExpires_IsAskedAbout()
    {
        var time = new FakeTimeProvider();
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer($$$"""{"result":{"user":"56","expire_at":{{{now + 5}}}}}""");
        backEnd.Answer($$$$"""{"result":{"expire_at":{{{{now + 3600}}}},"info":{"new":1}}}""");
        await using var hub = await HubServer.StartAsync(time, HubListener.WebServer, [.. backEnd.Options("connect", "refresh"), .. _patient]);
        await using var client = await WireClient.ConnectAsync(hub);
        await backEnd.NextAsync();

        var request = await time.PassUntilAsync(backEnd.NextAsync(), TimeSpan.FromMilliseconds(20));

        Assert.Equal(("/refresh", "56"), (request.Path, (string?)request.Body["user"]));
        var connection = Assert.Single(hub.Connections.All);
        await Eventually.TrueAsync(() => connection.Principal.Info.Span.SequenceEqual("""{"new":1}"""u8), TestContext.Current.CancellationToken);
        Assert.True(connection.IsOpen);
    }
}
