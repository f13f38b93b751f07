using Switchboard.Protocols.EngineIo;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Protocols.SocketIo;

public sealed class EngineIoTests
{
    [Theory]
    [InlineData("transport=polling", "400 {\"code\":5,\"message\":\"Unsupported protocol version\"}")]
    [InlineData("EIO=abc&transport=polling", "400 {\"code\":5,\"message\":\"Unsupported protocol version\"}")]
    [InlineData("EIO=4", "400 {\"code\":0,\"message\":\"Transport unknown\"}")]
    [InlineData("EIO=4&transport=abc", "400 {\"code\":0,\"message\":\"Transport unknown\"}")]
    [InlineData("EIO=4&transport=websocket", "400 {\"code\":3,\"message\":\"Bad request\"}")]
    [InlineData("EIO=4&transport=polling&sid=nobody", "400 {\"code\":1,\"message\":\"Session ID unknown\"}")]
    public async Task Get_WrongAddress_IsTold(string query, string expected)
    {
        await using var server = await SioServer.StartAsync();

        Assert.Equal(expected, await server.GetAsync(query));
    }

    [Fact]
    public async Task Post_WithoutSession_IsBadMethod()
    {
        await using var server = await SioServer.StartAsync();

        Assert.StartsWith("400 {\"code\":2", await server.PostAsync("EIO=4&transport=polling", "4a"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Request_OfAnotherMethod_IsRefused(string method)
    {
        await using var server = await SioServer.StartAsync();
        var session = await server.PollAsync();

        foreach (var query in new[] { "EIO=4&transport=polling", session })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"/engine.io/?{query}");
            using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(400, (int)response.StatusCode);
        }

        Assert.Equal("200 ok", await server.PostAsync(session, "4a"));
    }

    [Fact]
    public async Task Post_UnknownSession_IsTold()
    {
        await using var server = await SioServer.StartAsync();

        Assert.StartsWith("400 {\"code\":1", await server.PostAsync("EIO=4&transport=polling&sid=nobody", "4a"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_Version4_TellsEverything()
    {
        await using var server = await SioServer.StartAsync();

        var opened = await server.GetAsync("EIO=4&transport=polling");

        Assert.Matches("""^200 0\{"sid":"[\w-]{20}","upgrades":\["websocket"\],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000\}$""", opened);
    }

    [Fact]
    public async Task Open_Version3_HasALengthAndNoMaxPayload()
    {
        await using var server = await SioServer.StartAsync();

        Assert.Matches("""^200 \d+:0\{"sid":"[\w-]{20}","upgrades":\["websocket"\],"pingInterval":25000,"pingTimeout":20000\}$""", await server.GetAsync("EIO=3&transport=polling"));
    }

    [Fact]
    public async Task Open_Version3SwitchedOff_IsRefused()
    {
        await using var server = await SioServer.StartAsync(raw: new EngineIoOptions { AllowVersion3 = false });

        Assert.StartsWith("400 {\"code\":5", await server.GetAsync("EIO=3&transport=polling"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, "4a\u001e4b\u001ebAQIDBA==")]
    [InlineData(3, "2:4a2:4b10:b4AQIDBA==")]
    public async Task Polling_Messages_ComeBackTogether(int version, string payload)
    {
        await using var server = await SioServer.StartAsync();
        var session = await server.PollAsync(version);

        Assert.Equal("200 ok", await server.PostAsync(session, payload));
        Assert.Equal($"200 {payload}", await server.GetAsync(session + "&b64=1"));
    }

    [Fact]
    public async Task WebSocket_TextAndBytes_ComeBack()
    {
        await using var server = await SioServer.StartAsync();
        var (socket, open) = await SioSocket.OpenAsync(server.Address, "/engine.io/");
        await using var _ = socket;

        Assert.Contains("\"upgrades\":[]", open, StringComparison.Ordinal);
        Assert.Equal("4hello", await socket.AskAsync("4hello"));
        await socket.SendAsync(1, 2, 3);
        Assert.Equal("b010203", await socket.NextAsync());
    }

    [Fact]
    public async Task WebSocket_Version3Bytes_HaveTheirType()
    {
        await using var server = await SioServer.StartAsync();
        var (socket, _) = await SioSocket.OpenAsync(server.Address, "/engine.io/", "EIO=3&transport=websocket");
        await using var __ = socket;

        await socket.SendAsync(4, 1, 2);
        Assert.Equal("b040102", await socket.NextAsync());
        Assert.Equal("3x", await socket.AskAsync("2x"));
    }

    [Fact]
    public async Task WebSocket_UnknownPacket_IsClosed()
    {
        await using var server = await SioServer.StartAsync();
        var (socket, _) = await SioSocket.OpenAsync(server.Address, "/engine.io/");
        await using var __ = socket;

        Assert.Equal("closed 3501", await socket.AskAsync("abc"));
    }

    [Fact]
    public async Task WebSocket_ClosePacket_IsClosed()
    {
        await using var server = await SioServer.StartAsync();
        var (socket, _) = await SioSocket.OpenAsync(server.Address, "/engine.io/");
        await using var __ = socket;

        Assert.Equal("closed 1000", await socket.AskAsync("1"));
    }

    [Fact]
    public async Task Polling_MalformedBody_EndsTheSession()
    {
        await using var server = await SioServer.StartAsync();
        var session = await server.PollAsync();

        Assert.StartsWith("400", await server.PostAsync(session, "abc"), StringComparison.Ordinal);
        Assert.StartsWith("400 {\"code\":1", await server.GetAsync(session), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9:4hello")]
    [InlineData("2:4\U0001F427")]
    public async Task Polling_Version3PayloadCut_EndsTheSession(string body)
    {
        await using var server = await SioServer.StartAsync();
        var session = await server.PollAsync(version: 3);

        Assert.StartsWith("400", await server.PostAsync(session, body), StringComparison.Ordinal);
        Assert.StartsWith("400 {\"code\":1", await server.GetAsync(session), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Polling_BodyOverTheLimit_EndsTheSession()
    {
        await using var server = await SioServer.StartAsync(raw: new EngineIoOptions { MaxPayloadBytes = 1024 });
        var session = await server.PollAsync();

        Assert.StartsWith("413", await server.PostAsync(session, "4" + new string('a', 2000)), StringComparison.Ordinal);
        Assert.StartsWith("400 {\"code\":1", await server.GetAsync(session), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Polling_SecondPoll_EndsTheSession()
    {
        await using var server = await SioServer.StartAsync();
        var session = await server.PollAsync();

        var polls = await Task.WhenAll(server.GetAsync(session), server.GetAsync(session));

        Assert.Contains("200 1", polls, StringComparer.Ordinal);
        Assert.Contains(polls, static answer => answer.StartsWith("400", StringComparison.Ordinal));
        Assert.StartsWith("400 {\"code\":1", await server.GetAsync(session), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Polling_ClosePacket_AnswersThePollWithNothing()
    {
        await using var server = await SioServer.StartAsync();
        var session = await server.PollAsync();

        var poll = server.GetAsync(session);
        Assert.Equal("200 ok", await server.PostAsync(session, "1"));

        Assert.Equal("200 6", await poll);
        Assert.StartsWith("400", await server.GetAsync(session), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Polling_ClosePacketBeforeThePoll_AnswersThatAllTheSame()
    {
        await using var server = await SioServer.StartAsync();
        var session = await server.PollAsync();

        Assert.Equal("200 ok", await server.PostAsync(session, "1"));

        Assert.Equal("200 6", await server.GetAsync(session));
        Assert.StartsWith("400", await server.GetAsync(session), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, "1", "4later")]
    [InlineData(3, "1:", "4later")]
    public async Task Upgrade_Completed_TakesEverythingAlong(int version, string noop, string message)
    {
        await using var server = await SioServer.StartAsync();
        var session = await server.PollAsync(version);
        await using var socket = await SioSocket.ConnectAsync(server.Address, "/engine.io/", session.Replace("polling", "websocket", StringComparison.Ordinal));

        Assert.Equal("3probe", await socket.AskAsync("2probe"));
        Assert.Equal(version == 4 ? "200 6" : $"200 {noop}6", await server.GetAsync(session));
        await server.PostAsync(session, version == 4 ? "4first" : "6:4first");
        await socket.SendAsync("5");

        Assert.Equal("4first", await socket.NextAsync());
        Assert.Equal(message, await socket.AskAsync(message));
        Assert.StartsWith("400", await server.GetAsync(session), StringComparison.Ordinal);
        Assert.Equal(message, await socket.AskAsync(message));
    }

    [Fact]
    public async Task Upgrade_SecondWebSocket_IsClosedAndTheFirstLives()
    {
        await using var server = await SioServer.StartAsync();
        var session = (await server.PollAsync()).Replace("polling", "websocket", StringComparison.Ordinal);
        await using var first = await SioSocket.ConnectAsync(server.Address, "/engine.io/", session);
        Assert.Equal("3probe", await first.AskAsync("2probe"));
        await first.SendAsync("5");

        await using var second = await SioSocket.ConnectAsync(server.Address, "/engine.io/", session);

        Assert.StartsWith("closed", await second.NextAsync(), StringComparison.Ordinal);
        Assert.Equal("4hello", await first.AskAsync("4hello"));
    }

    [Fact]
    public async Task Upgrade_NeverCompleted_LeavesTheSessionWithPolling()
    {
        var time = new ManualTimeProvider();
        await using var server = await SioServer.StartAsync(
            raw: new EngineIoOptions { UpgradeTimeout = TimeSpan.FromMinutes(1), PingInterval = TimeSpan.FromDays(1) }, time: time);
        var session = await server.PollAsync();
        await using var socket = await SioSocket.ConnectAsync(server.Address, "/engine.io/", session.Replace("polling", "websocket", StringComparison.Ordinal));
        Assert.Equal("3probe", await socket.AskAsync("2probe"));

        Assert.StartsWith("closed", await time.PassUntilAsync(socket.NextAsync(), TimeSpan.FromSeconds(1)), StringComparison.Ordinal);

        Assert.Equal("200 ok", await server.PostAsync(session, "4hello"));
        Assert.Equal("200 4hello", await server.GetAsync(session));
    }

    [Fact]
    public async Task Heartbeat_Answered_GoesOn()
    {
        await using var server = await SioServer.StartAsync(
            raw: new EngineIoOptions { PingInterval = TimeSpan.FromMilliseconds(100), PingTimeout = TimeSpan.FromSeconds(20) });
        var (socket, _) = await SioSocket.OpenAsync(server.Address, "/engine.io/");
        await using var __ = socket;

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("2", await socket.ReceiveAsync());
            await socket.SendAsync("3");
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    public async Task Heartbeat_NotAnswered_EndsTheSession(int version)
    {
        await using var server = await SioServer.StartAsync(
            raw: new EngineIoOptions { PingInterval = TimeSpan.FromMilliseconds(100), PingTimeout = TimeSpan.FromMilliseconds(100) });
        var (socket, _) = await SioSocket.OpenAsync(server.Address, "/engine.io/", $"EIO={version}&transport=websocket");
        await using var __ = socket;

        var packet = await socket.ReceiveAsync();
        while (packet == "2")
        {
            packet = await socket.ReceiveAsync();
        }

        Assert.Equal("closed 3012", packet);
    }

    [Theory]
    [InlineData("https://app.example.com", "https://app.example.com", 200)]
    [InlineData("https://evil.example.com", null, 403)]
    public async Task Origin_AllowedAlone_MayPoll(string origin, string? allowed, int status)
    {
        await using var server = await SioServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/engine.io/?EIO=4&transport=polling");
        request.Headers.Add("Origin", origin);

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(allowed, response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Polling_SecondPost_EndsTheSession()
    {
        await using var server = await SioServer.StartAsync();
        var session = await server.PollAsync();
        var other = await server.PollAsync();
        using var body = new SlowContent("4a");
        var first = server.Http.PostAsync(new Uri($"/engine.io/?{session}", UriKind.Relative), body, TestContext.Current.CancellationToken);
        await body.IsBegun;
        Waiting.Until(() => server.Get<EngineIoSweeper>().Servers.SelectMany(static entry => entry.Server.Sessions).Any(static known => !known.Polling!.PostedAsync().IsCompleted));

        Assert.StartsWith("400", await server.PostAsync(session, "4b"), StringComparison.Ordinal);

        Assert.StartsWith("400 {\"code\":1", await server.GetAsync(session), StringComparison.Ordinal);
        body.Complete();
        using var answer = await first;
        Assert.Equal("200 ok", await server.PostAsync(other, "4c"));
        Assert.Equal("200 4c", await server.GetAsync(other));
    }

    [Fact]
    public async Task Polling_PollGivenUp_EndsTheSession()
    {
        await using var server = await SioServer.StartAsync();
        var session = await server.PollAsync();
        using (var giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken))
        {
            var poll = server.Http.GetAsync(new Uri($"/engine.io/?{session}", UriKind.Relative), giveUp.Token);
            Waiting.Until(() => server.Get<EngineIoSweeper>().Servers.SelectMany(static entry => entry.Server.Sessions).Any(static known => known.Polling!.IsPolled));
            await giveUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        }

        Waiting.Until(() => !server.Get<EngineIoSweeper>().Servers.Any(static entry => entry.Server.Sessions.Any()));
        Assert.StartsWith("400 {\"code\":1", await server.GetAsync(session), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Polling_BodyCutInACharacter_EndsTheSession()
    {
        await using var server = await SioServer.StartAsync();
        var session = await server.PollAsync();
        using var body = new ByteArrayContent([(byte)'4', 0xF0, 0x9F, 0x90]);
        body.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("text/plain");

        using var answer = await server.Http.PostAsync(new Uri($"/engine.io/?{session}", UriKind.Relative), body, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.StartsWith("400 {\"code\":1", await server.GetAsync(session), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Polling_Version3Binary_GoesBothWays()
    {
        await using var server = await SioServer.StartAsync();
        var opened = await server.GetAsync("EIO=3&transport=polling");
        var sid = System.Text.Json.JsonElement.Parse(opened.AsSpan(opened.IndexOf('{', StringComparison.Ordinal))).GetProperty("sid").GetString();
        var session = new Uri($"/engine.io/?EIO=3&transport=polling&sid={sid}", UriKind.Relative);
        byte[] payload = [0, 6, 255, .. "4hello"u8, 1, 5, 255, 4, 1, 2, 3, 4];
        using var body = new ByteArrayContent(payload);
        body.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/octet-stream");

        using var posted = await server.Http.PostAsync(session, body, TestContext.Current.CancellationToken);
        using var polled = await server.Http.GetAsync(session, TestContext.Current.CancellationToken);

        Assert.Equal("ok", await posted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/octet-stream", polled.Content.Headers.ContentType!.MediaType);
        Assert.Equal(payload, await polled.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Heartbeat_Version4Polling_GoesOn()
    {
        await using var server = await SioServer.StartAsync(
            raw: new EngineIoOptions { PingInterval = TimeSpan.FromMilliseconds(100), PingTimeout = TimeSpan.FromSeconds(20) });
        var session = await server.PollAsync();

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("200 2", await server.GetAsync(session));
            Assert.Equal("200 ok", await server.PostAsync(session, "3"));
        }
    }

    [Fact]
    public async Task Heartbeat_Version3Polling_GoesOn()
    {
        await using var server = await SioServer.StartAsync();
        var session = await server.PollAsync(version: 3);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("200 ok", await server.PostAsync(session, "1:2"));
            Assert.Equal("200 1:3", await server.GetAsync(session));
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    public async Task Heartbeat_NotAnsweredOnPolling_EndsTheSession(int version)
    {
        await using var server = await SioServer.StartAsync(
            raw: new EngineIoOptions { PingInterval = TimeSpan.FromMilliseconds(100), PingTimeout = TimeSpan.FromMilliseconds(100) });
        var session = await server.PollAsync(version);

        Waiting.Until(() => !server.Get<EngineIoSweeper>().Servers.Any(static entry => entry.Server.Sessions.Any()));

        Assert.StartsWith("400 {\"code\":1", await server.GetAsync(session), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version3WebSocket_UnknownPacket_IsClosed()
    {
        await using var server = await SioServer.StartAsync();
        var (socket, _) = await SioSocket.OpenAsync(server.Address, "/engine.io/", "EIO=3&transport=websocket");
        await using var __ = socket;

        Assert.Equal("closed 3501", await socket.AskAsync("abc"));
    }

    [Theory]
    [InlineData("EIO=abc&transport=websocket")]
    [InlineData("transport=websocket")]
    [InlineData("EIO=4&transport=abc")]
    [InlineData("EIO=4&transport=websocket&sid=nobody")]
    public async Task WebSocket_WrongAddress_IsRefused(string query)
    {
        await using var server = await SioServer.StartAsync();

        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => SioSocket.ConnectAsync(server.Address, "/engine.io/", query));
    }

    /// <summary>A body whose end is long in coming.</summary>
    private sealed class SlowContent(string text) : HttpContent
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsBegun => _begun.Task;

        public void Complete() => _complete.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));
            await stream.FlushAsync();
            _begun.SetResult();
            await _complete.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
