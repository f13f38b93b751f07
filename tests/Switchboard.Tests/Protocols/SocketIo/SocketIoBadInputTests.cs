using Switchboard.Protocols.SocketIo;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>What a client sends that it should not: a defined answer each, and nobody else is affected.</summary>
public sealed class SocketIoBadInputTests
{
    [Fact]
    public async Task Ack_TwiceOrForNothing_MeansNothing()
    {
        await using var server = await SioServer.StartAsync(UseEcho);
        await using var socket = await SioSocket.EnterAsync(server.Address);

        await socket.SendAsync("43999[1]");
        await socket.SendAsync("43999[1]");

        Assert.Equal("431[]", await socket.AskAsync("421[\"with-ack\"]"));
    }

    [Fact]
    public async Task Ack_Twice_CountsOnce()
    {
        await using var server = await SioServer.StartAsync(UseEcho);
        await using var socket = await SioSocket.EnterAsync(server.Address);

        var asking = server.Io.FetchSockets().Single().EmitWithAckAsync("question");
        Assert.Equal("420[\"question\"]", await socket.NextAsync());
        await socket.SendAsync("430[1]");
        await socket.SendAsync("430[2]");

        Assert.Equal(1, (await asking).Get<int>(0));
        Assert.Equal("431[]", await socket.AskAsync("421[\"with-ack\"]"));
    }

    [Fact]
    public async Task Attachments_MoreThanAnnounced_CloseTheConnection()
    {
        await using var server = await SioServer.StartAsync(UseEcho);
        await using var socket = await SioSocket.EnterAsync(server.Address);
        await socket.SendAsync("451-[\"message\",{\"_placeholder\":true,\"num\":0}]");
        await socket.SendAsync(1);
        Assert.StartsWith("451-[\"message-back\"", await socket.NextAsync(), StringComparison.Ordinal);
        Assert.Equal("b01", await socket.NextAsync());

        await socket.SendAsync(2);

        Assert.Equal("41", await socket.NextAsync());
        Assert.Equal("closed 3501", await socket.NextAsync());
    }

    [Theory]
    [InlineData("42{}")]
    [InlineData("4abc")]
    [InlineData("42abc[\"message\"]")]
    [InlineData("42[\"connect\"]")]
    [InlineData("459-[\"message\",{\"_placeholder\":true,\"num\":12}]")]
    [InlineData("45999-[\"message\"]")]
    public async Task BadPacket_ClosesItsConnectionAlone(string packet)
    {
        await using var server = await SioServer.StartAsync(UseEcho);
        await using var other = await SioSocket.EnterAsync(server.Address);
        await using var socket = await SioSocket.EnterAsync(server.Address);

        Assert.Equal("closed 3501", await socket.FailAsync(packet));
        Assert.Equal("42[\"message-back\"]", await other.AskAsync("42[\"message\"]"));
    }

    [Fact]
    public async Task BadPacket_DeepOrLong_ClosesTheConnection()
    {
        await using var server = await SioServer.StartAsync(UseEcho);
        await using var deep = await SioSocket.EnterAsync(server.Address);
        await using var wide = await SioSocket.EnterAsync(server.Address);

        Assert.Equal("closed 3501", await deep.FailAsync($"42[\"message\",{new string('[', 2000)}{new string(']', 2000)}]"));
        Assert.Equal("closed 3501", await wide.FailAsync($"40/{new string('n', 10_000)},"));
    }

    [Fact]
    public async Task Attachments_TextInBetween_ClosesTheConnection()
    {
        await using var server = await SioServer.StartAsync(UseEcho);
        await using var socket = await SioSocket.EnterAsync(server.Address);
        await socket.SendAsync("452-[\"message\"]");
        await socket.SendAsync(1);

        Assert.Equal("closed 3501", await socket.FailAsync("42[\"message\"]"));
    }

    [Fact]
    public async Task Attachments_NeverComing_CloseTheConnection()
    {
        var time = new FakeTimeProvider();
        await using var server = await SioServer.StartAsync(
            UseEcho, static options => (options.ConnectTimeout, options.PingInterval) = (TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)), time: time);
        await using var socket = await time.PassUntilAsync(SioSocket.EnterAsync(server.Address), TimeSpan.FromMilliseconds(1));

        await socket.SendAsync("451-[\"message\"]");

        Assert.Equal("41", await time.PassUntilAsync(socket.NextAsync(), TimeSpan.FromSeconds(1)));
        Assert.Equal("closed 3502", await socket.NextAsync());
    }

    [Fact]
    public async Task Connect_TooManyNamespaces_AreRefused()
    {
        await using var server = await SioServer.StartAsync(
            static io =>
            {
                io.Of("/a");
                io.Of("/b");
            },
            static options => options.MaxNamespacesPerConnection = 2);
        await using var socket = await SioSocket.EnterAsync(server.Address);

        Assert.StartsWith("40/a,{", await socket.AskAsync("40/a,"), StringComparison.Ordinal);
        Assert.Equal("44/b,{\"message\":\"Too many namespaces\"}", await socket.AskAsync("40/b,"));
    }

    [Fact]
    public async Task Connect_TenThousandUnknownNamespaces_LeaveNothingBehind()
    {
        await using var server = await SioServer.StartAsync(UseEcho);
        await using var socket = await SioSocket.EnterAsync(server.Address);

        for (var i = 0; i < 10_000; i++)
        {
            Assert.StartsWith("44/", await socket.AskAsync($"40/n{i},"), StringComparison.Ordinal);
        }

        Assert.Equal("42[\"message-back\"]", await socket.AskAsync("42[\"message\"]"));
    }

    [Fact]
    public async Task Connect_Never_ClosesTheConnection()
    {
        await using var server = await SioServer.StartAsync(configure: static options => options.ConnectTimeout = TimeSpan.FromMilliseconds(100));
        var (socket, _) = await SioSocket.OpenAsync(server.Address);
        await using var __ = socket;

        Assert.Equal("41", await socket.NextAsync());
        Assert.Equal("closed 3502", await socket.NextAsync());
    }

    private static void UseEcho(SocketIoServer io) => io.OnConnection(static socket =>
    {
        socket.On("message", happened => socket.Emit("message-back", happened.Arguments));
        socket.On("with-ack", static happened => happened.Ack(happened.Arguments));
        socket.On<int, int>("double", static number => ValueTask.FromResult(number * 2));
    });
}
