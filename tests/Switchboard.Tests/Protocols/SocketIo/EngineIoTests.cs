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
        var time = new FakeTimeProvider();
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
}
