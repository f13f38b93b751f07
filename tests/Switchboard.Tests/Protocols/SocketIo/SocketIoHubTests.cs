using Switchboard.Protocols.SocketIo;
using Xunit;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>Socket.IO clients as members of the hub.</summary>
public sealed class SocketIoHubTests
{
    private const string Configuration = """
        {
          "namespaces": {
            "default": { "historySize": 100, "presence": true, "joinLeave": true,
              "allowSubscribe": ["anonymous"], "allowPublish": ["anonymous", "service"], "allowHistory": ["anonymous"], "allowPresence": ["anonymous"] },
            "closed": {},
            "binary": { "payload": "any", "allowSubscribe": ["anonymous"] }
          },
          "connections": { "allowAnonymous": true },
          "api": { "keys": [ { "name": "all", "key": "a key for everything" } ] },
          "shutdown": { "drainSeconds": 0 }
        }
        """;

    [Fact]
    public async Task Subscribe_Publication_ComesAsEventPublication()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var socket = await SioSocket.EnterAsync(hub.BaseAddress);

        Assert.StartsWith("430[{\"recovered\":false,\"recoverable\":true,", await socket.AskAsync("""420["subscribe",{"channel":"news"}]"""), StringComparison.Ordinal);
        await hub.CallAsync("publish", """{"channel":"news","data":{"a":1},"tags":{"t":"x"}}""");

        Assert.Matches("""^42\["publication",\{"channel":"news","data":\{"a":1\},"epoch":"[^"]+","offset":1,"tags":\{"t":"x"\},"time":\d+\}\]$""", await socket.NextAsync());
    }

    [Fact]
    public async Task Subscribe_PublicationWithEvent_ComesAsThatEvent()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var plain = await SioSocket.EnterAsync(hub.BaseAddress);
        await using var meta = await SioSocket.EnterAsync(hub.BaseAddress);
        await plain.AskAsync("""420["subscribe",{"channel":"news"}]""");
        await meta.AskAsync("""420["subscribe",{"channel":"news","meta":true}]""");

        await meta.SendAsync("""42["publish",{"channel":"news","data":"hello","event":"newmessage"}]""");

        Assert.Equal("""42["newmessage","hello"]""", await plain.NextAsync());
        Assert.Matches("""^42\["newmessage","hello",\{"channel":"news","epoch":"[^"]+","info":\{.*\},"offset":1,"tags":\{"event":"newmessage"\},"time":\d+\}\]$""", await meta.NextAsync());
    }

    [Fact]
    public async Task Subscribe_Recovering_BringsWhatWasMissed()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        var first = await hub.CallAsync("publish", """{"channel":"news","data":1}""");
        await hub.CallAsync("publish", """{"channel":"news","data":2}""");
        await using var socket = await SioSocket.EnterAsync(hub.BaseAddress);

        var answer = await socket.AskAsync($$"""420["subscribe",{"channel":"news","recover":true,"offset":1,"epoch":"{{first.GetProperty("epoch").GetString()}}"}]""");

        Assert.Matches("""^430\[\{"recovered":true,"recoverable":true,"positioned":true,"epoch":"[^"]+","offset":2,"publications":\[\{"data":2,"offset":2,.*\}\]\}\]$""", answer);
    }

    [Theory]
    [InlineData("""420["subscribe",{"channel":"closed:a"}]""", 103)]
    [InlineData("""420["subscribe",{"channel":"nowhere:a"}]""", 102)]
    [InlineData("""420["subscribe",{}]""", 107)]
    [InlineData("""420["subscribe"]""", 107)]
    [InlineData("""420["subscribe",[]]""", 107)]
    [InlineData("""420["publish",{"channel":"news"}]""", 107)]
    [InlineData("""420["publish",{"channel":"news","data":1,"event":"connect"}]""", 107)]
    [InlineData("""420["history",{"channel":"closed:a"}]""", 103)]
    [InlineData("""420["call",{"method":"nobody"}]""", 103)]
    [InlineData("""420["inbox",{}]""", 103)]
    public async Task Command_Refused_IsAcknowledgedWithTheError(string packet, int code)
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var socket = await SioSocket.EnterAsync(hub.BaseAddress);

        Assert.StartsWith($$"""430[{"error":{"code":{{code}},""", await socket.AskAsync(packet), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_HistoryPresenceUnsubscribe_AreAnswered()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var socket = await SioSocket.EnterAsync(hub.BaseAddress);
        Assert.Equal("430[{}]", await socket.AskAsync("""420["publish",{"channel":"news","data":[1]}]"""));
        await socket.AskAsync("""421["subscribe",{"channel":"news"}]""");

        Assert.Matches("""^432\[\{"publications":\[\{"data":\[1\],.*\}\],"epoch":"[^"]+","offset":1\}\]$""", await socket.AskAsync("""422["history",{"channel":"news","limit":5}]"""));
        Assert.Matches("""^433\[\{"presence":\{"[\w-]+":\{"user":"","client":"[\w-]+"\}\}\}\]$""", await socket.AskAsync("""423["presence",{"channel":"news"}]"""));
        Assert.Equal("434[{}]", await socket.AskAsync("""424["unsubscribe",{"channel":"news"}]"""));
    }

    [Fact]
    public async Task Subscribe_SameChannelAsCentrifuge_SeesTheSameInTheSameOrder()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var centrifuge = await TestClient.ConnectAsync(hub);
        await centrifuge.SubscribeAsync("news");
        await using var socket = await SioSocket.EnterAsync(hub.BaseAddress);
        await socket.AskAsync("""420["subscribe",{"channel":"news"}]""");

        for (var i = 1; i <= 20; i++)
        {
            await hub.CallAsync("publish", $$"""{"channel":"news","data":{{i}}}""");
        }

        for (var i = 1; i <= 20; i++)
        {
            var publication = await centrifuge.NextPushAsync("pub");
            Assert.Equal(i, publication.GetProperty("data").GetInt32());
            Assert.Contains($"\"data\":{i},", await socket.NextAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Publication_Binary_ComesAsAttachment()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var socket = await SioSocket.EnterAsync(hub.BaseAddress);
        await socket.AskAsync("""420["subscribe",{"channel":"binary:a"}]""");

        await hub.CallAsync("publish", """{"channel":"binary:a","b64data":"//79"}""");

        Assert.StartsWith("""451-["publication",{"channel":"binary:a","data":{"_placeholder":true,"num":0},""", await socket.NextAsync(), StringComparison.Ordinal);
        Assert.Equal("bFFFEFD", await socket.NextAsync());
    }

    [Fact]
    public async Task Connect_WithoutPermission_IsAConnectError()
    {
        await using var hub = await TestHub.StartAsync("""{ "shutdown": { "drainSeconds": 0 } }""");
        var (socket, _) = await SioSocket.OpenAsync(hub.BaseAddress);
        await using var __ = socket;

        Assert.Equal("""44{"message":"unauthorized","data":{"code":101,"message":"unauthorized"}}""", await socket.AskAsync("40"));
        Assert.Equal("""44{"message":"invalid token","data":{"code":3500,"message":"invalid token"}}""", await socket.AskAsync("""40{"token":"nonsense"}"""));
    }

    [Fact]
    public async Task Connect_Version3_IsLetInUnasked()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        var (socket, _) = await SioSocket.OpenAsync(hub.BaseAddress, query: "EIO=3&transport=websocket");
        await using var __ = socket;

        Assert.Equal("40", await socket.NextAsync());
        Assert.StartsWith("430[{", await socket.AskAsync("""420["subscribe",{"channel":"news"}]"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disconnect_ForGood_IsToldBeforeTheClose()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var socket = await SioSocket.EnterAsync(hub.BaseAddress);

        await hub.CallAsync("disconnect", $$"""{"client":"{{socket.Sid}}","user":""}""");

        Assert.Equal("41", await socket.NextAsync());
        Assert.Equal("closed 3503", await socket.NextAsync());
    }

    [Fact]
    public async Task Channels_Rooms_AreNotListed()
    {
        await using var hub = await TestHub.StartAsync(Configuration, use: static io => io.Of("/chat").OnConnection(static socket => socket.Join("lobby")));
        var (socket, _) = await SioSocket.OpenAsync(hub.BaseAddress);
        await using var __ = socket;
        Assert.StartsWith("40/chat,", await socket.AskAsync("40/chat,"), StringComparison.Ordinal);

        var channels = await hub.CallAsync("channels");

        Assert.Equal("{}", channels.GetProperty("channels").GetRawText());
    }

    [Fact]
    public async Task On_NameOfTheHub_IsAnError()
    {
        ArgumentException? thrown = null;
        await using var hub = await TestHub.StartAsync(Configuration, use: io => io.OnConnection(socket =>
            thrown = Assert.Throws<ArgumentException>(() => socket.On("publish", static (SocketIoEvent _) => { }))));
        await using var socket = await SioSocket.EnterAsync(hub.BaseAddress);
        await socket.AskAsync("""420["publish",{"channel":"news","data":1}]""");

        Assert.NotNull(thrown);
    }
}
