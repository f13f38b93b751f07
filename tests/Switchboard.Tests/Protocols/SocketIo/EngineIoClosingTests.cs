using System.Globalization;
using Switchboard.Connections;
using Switchboard.Protocols.EngineIo;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>What a polling client is told when the server closes, and in how many answers.</summary>
public sealed class EngineIoClosingTests
{
    [Theory]
    [InlineData(4, "40\u001e41\u001eclosing", "1")]
    [InlineData(3, "2:402:418:4closing", "1:1")]
    public async Task Close_BehindMessages_ComesWithTheNextPoll(int version, string messages, string close)
    {
        await using var server = await SioServer.StartAsync(handler: new Talker(bytes: 0));
        var session = await server.PollAsync(version);

        Assert.Equal("200 ok", await server.PostAsync(session, version == 4 ? "42" : "2:42"));

        Assert.Equal($"200 {messages.Replace("\u001eclosing", "\u001e4closing", StringComparison.Ordinal)}", await server.GetAsync(session + "&b64=1"));
        Assert.Equal($"200 {close}", await server.GetAsync(session + "&b64=1"));
        Assert.StartsWith("400 {\"code\":1", await server.GetAsync(session), StringComparison.Ordinal);
        AssertNothingIsLeft(server);
    }

    [Fact]
    public async Task Answer_ManyPackets_AreSixteenEach()
    {
        await using var server = await SioServer.StartAsync(handler: new Talker(bytes: 0));
        var session = await server.PollAsync();

        Assert.Equal("200 ok", await server.PostAsync(session, "440"));

        var packets = new List<string>();
        foreach (var expected in new[] { 16, 16, 9, 1 })
        {
            var answer = (await server.GetAsync(session))[4..].Split('\u001e');
            Assert.Equal(expected, answer.Length);
            packets.AddRange(answer);
        }

        Assert.Equal([.. Enumerable.Range(0, 40).Select(static number => string.Create(CultureInfo.InvariantCulture, $"4{number}")), "4closing", "1"], packets, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Answer_ManyBytes_AreSharedOutAndAllArriveBeforeTheClose()
    {
        const int Size = 20_000;
        await using var server = await SioServer.StartAsync(handler: new Talker(Size));
        var session = await server.PollAsync();

        Assert.Equal("200 ok", await server.PostAsync(session, "430"));

        var packets = new List<string>();
        while (packets is not [.., "1"])
        {
            var answer = (await server.GetAsync(session))[4..];
            Assert.InRange(answer.Length, 1, 65_536);
            packets.AddRange(answer.Split('\u001e').Where(static packet => packet != "6"));
        }

        Assert.Equal(32, packets.Count);
        Assert.All(packets.SkipLast(2), static packet => Assert.InRange(packet.Length, Size, Size + 3));
    }

    [Fact]
    public async Task Close_WhileTheClientUpgrades_IsToldOnTheWebSocket()
    {
        await using var server = await SioServer.StartAsync(handler: new Talker(bytes: 0));
        var session = await server.PollAsync();
        await using var socket = await UpgradeAsync(server, session);
        Assert.Equal("3probe", await socket.AskAsync("2probe"));
        var poll = server.GetAsync(session);
        Assert.Equal("200 6", await poll);

        // The client has its last poll, and sends no more than the one packet that completes the change.
        Close(server);
        Assert.Equal("closed 3011", await socket.AskAsync("5"));

        AssertNothingIsLeft(server);
    }

    [Fact]
    public async Task Close_BetweenProbeAndLastPoll_IsToldThere()
    {
        await using var server = await SioServer.StartAsync(handler: new Talker(bytes: 0));
        var session = await server.PollAsync();
        await using var socket = await UpgradeAsync(server, session);
        Assert.Equal("3probe", await socket.AskAsync("2probe"));

        Close(server);

        Assert.Equal("200 1", await server.GetAsync(session));
        Assert.StartsWith("closed", await socket.NextAsync(), StringComparison.Ordinal);
        AssertNothingIsLeft(server);
    }

    [Fact]
    public async Task Close_BeforeTheProbe_GivesTheUpgradeUp()
    {
        await using var server = await SioServer.StartAsync(handler: new Talker(bytes: 0));
        var session = await server.PollAsync();
        await using var socket = await UpgradeAsync(server, session);

        Close(server);

        Assert.StartsWith("closed", await socket.NextAsync(), StringComparison.Ordinal);
        Assert.Equal("200 1", await server.GetAsync(session));
        AssertNothingIsLeft(server);
    }

    [Fact]
    public async Task Close_TheClientLeavesInTurn_EndsTheSession()
    {
        await using var server = await SioServer.StartAsync(handler: new Talker(bytes: 0));
        var session = await server.PollAsync();
        Assert.Equal("200 ok", await server.PostAsync(session, "41"));

        Assert.Equal("200 ok", await server.PostAsync(session, "1"));

        AssertNothingIsLeft(server);
    }

    private static Task<SioSocket> UpgradeAsync(SioServer server, string session)
        => SioSocket.ConnectAsync(server.Address, "/engine.io/", session.Replace("polling", "websocket", StringComparison.Ordinal));

    private static void Close(SioServer server)
    {
        var connection = server.Get<ConnectionRegistry>().All.Single();
        connection.Close(CloseCodes.ForceReconnect);
        Waiting.Until(() => connection.AbortAt != 0);
    }

    private static void AssertNothingIsLeft(SioServer server)
    {
        Waiting.Until(() => server.Get<EngineIoSweeper>().Servers.All(static entry => !entry.Server.Sessions.Any()));
        Waiting.Until(() => server.Get<ConnectionRegistry>().Count == 0);
    }

    /// <summary>Sends as many messages as it is told to, and closes.</summary>
    private sealed class Talker(int bytes) : IEngineIoHandler
    {
        public ValueTask OnOpenAsync(EngineIoSocket socket) => ValueTask.CompletedTask;

        public ValueTask OnMessageAsync(EngineIoSocket socket, EngineIoMessage message)
        {
            var count = int.Parse(message.Text, CultureInfo.InvariantCulture);
            for (var i = 0; i < count; i++)
            {
                socket.Send(string.Create(CultureInfo.InvariantCulture, $"{i}{new string('x', bytes)}"));
            }

            socket.Send("closing");
            socket.Close();
            return ValueTask.CompletedTask;
        }

        public ValueTask OnCloseAsync(EngineIoSocket socket, string reason) => ValueTask.CompletedTask;
    }
}
