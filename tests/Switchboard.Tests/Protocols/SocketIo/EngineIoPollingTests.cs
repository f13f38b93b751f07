using Switchboard.Protocols.EngineIo;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>Requests of polling sessions, good and bad.</summary>
public sealed class EngineIoPollingTests
{
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

        Assert.Equal("413 ", await server.PostAsync(session, "4" + new string('a', 2000)));
        Assert.StartsWith("400 {\"code\":1", await server.GetAsync(session), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Polling_BodyOverTheLimit_AnswersThePollWithNothing()
    {
        await using var server = await SioServer.StartAsync(raw: new EngineIoOptions { MaxPayloadBytes = 1024 });
        var session = await server.PollAsync();
        var poll = server.GetAsync(session);
        Waiting.Until(() => server.Get<EngineIoSweeper>().Servers.SelectMany(static entry => entry.Server.Sessions).Single().Polling!.IsPolled);

        Assert.Equal("413 ", await server.PostAsync(session, "4" + new string('a', 2000)));

        Assert.Equal("200 6", await poll);
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
    public async Task Polling_NextRequestRightBehindTheAnswer_IsNoSecondOne()
    {
        await using var server = await SioServer.StartAsync();
        var session = await server.PollAsync();

        // Two connections, so that the server does not put the requests into a row by itself.
        using var other = new HttpClient { BaseAddress = server.Address };
        for (var i = 0; i < 200; i++)
        {
            var http = i % 2 == 0 ? server.Http : other;
            using var content = new StringContent($"4{i}");
            using var posted = await http.PostAsync(new Uri($"/engine.io/?{session}", UriKind.Relative), content, TestContext.Current.CancellationToken);
            Assert.Equal("ok", await posted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal($"4{i}", await http.GetStringAsync(new Uri($"/engine.io/?{session}", UriKind.Relative), TestContext.Current.CancellationToken));
        }
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
