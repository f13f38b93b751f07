using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Hosting;
using Switchboard.Protocols.SocketIo;
using Switchboard.Tests.Security;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>Socket.IO clients as members of the hub.</summary>
public sealed class SocketIoHubTests
{
    private const string Configuration = """
        {
          "namespaces": {
            "default": { "historySize": 100, "presence": true, "joinLeave": true, "allowTagFilter": true,
              "allowSubscribe": ["anonymous"], "allowPublish": ["anonymous", "service"], "allowHistory": ["anonymous"], "allowPresence": ["anonymous"] },
            "closed": {},
            "binary": { "payload": "any", "allowSubscribe": ["anonymous"] }
          },
          "connections": { "allowAnonymous": true },
          "api": { "keys": [ { "name": "all", "key": "a key for everything" } ] },
          "shutdown": { "drainSeconds": 0 }
        }
        """;

    private const string Calls = """
        {
          "namespaces": {
            "default": { "allowSubscribe": ["anonymous"], "allowPublish": ["anonymous"], "allowCall": ["anonymous"], "allowServe": ["anonymous"] }
          },
          "connections": { "allowAnonymous": true },
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

        Assert.Matches("""^430\[\{"recovered":true,"recoverable":true,"positioned":true,"epoch":"[^"]+","offset":1,"publications":\[\{"data":2,"offset":2,.*\}\]\}\]$""", answer);
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
    public async Task Publish_Fields_AreThoseOfTheApi()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var socket = await SioSocket.EnterAsync(hub.BaseAddress);
        string[] packets =
        [
            """421["publish",{"channel":"news","data":"v2","version":2,"version_epoch":"e","tags":{"colour":"red"},"event":"news","delta":true}]""",
            """421["publish",{"channel":"news","data":"v1","version":1,"version_epoch":"e"}]""",
            """421["publish",{"channel":"news","data":"unkept","skip_history":true}]""",
            """421["publish",{"channel":"news","b64data":"ImI2NCI=","data":null,"tags":null,"version":null,"skip_history":null,"idempotency_key":null}]""",
        ];
        foreach (var packet in packets)
        {
            Assert.Equal("431[{}]", await socket.AskAsync(packet));
        }

        var history = JsonElement.Parse((await socket.AskAsync("""422["history",{"channel":"news","limit":10}]""")).AsSpan(3))[0];
        var publications = history.GetProperty("publications").EnumerateArray().ToArray();
        Assert.Equal(["v2", "b64"], publications.Select(static it => it.GetProperty("data").GetString()), StringComparer.Ordinal);
        Assert.Equal("""{"colour":"red","event":"news"}""", publications[0].GetProperty("tags").GetRawText());
        Assert.StartsWith("430[{\"error\":{\"code\":107,", await socket.AskAsync("""420["publish",{"channel":"news","data":1,"tags":{"":"x"}}]"""), StringComparison.Ordinal);
        Assert.StartsWith("430[{\"error\":{\"code\":107,", await socket.AskAsync("""420["publish",{"channel":"news","data":1,"version":"x"}]"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribe_WithATagFilter_BringsWhatMatches()
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var socket = await SioSocket.EnterAsync(hub.BaseAddress);
        Assert.StartsWith("430[{\"error\":{\"code\":107,", await socket.AskAsync("""420["subscribe",{"channel":"news","tf":{"key":"t","cmp":"?"}}]"""), StringComparison.Ordinal);
        Assert.StartsWith("431[{\"recovered\"", await socket.AskAsync("""421["subscribe",{"channel":"news","tf":{"key":"t","cmp":"eq","val":"x"}}]"""), StringComparison.Ordinal);

        await hub.CallAsync("publish", """{"channel":"news","data":1,"tags":{"t":"y"}}""");
        await hub.CallAsync("publish", """{"channel":"news","data":2,"tags":{"t":"x"}}""");

        Assert.StartsWith("42[\"publication\",{\"channel\":\"news\",\"data\":2,", await socket.NextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("connections")]
    [InlineData("inbox")]
    [InlineData("presence_stats")]
    [InlineData("subscribe")]
    [InlineData("publish")]
    [InlineData("call")]
    public async Task Command_WithoutArgument_IsThatWithNoFields(string name)
    {
        await using var hub = await TestHub.StartAsync(Configuration);
        await using var socket = await SioSocket.EnterAsync(hub.BaseAddress);

        var empty = await socket.AskAsync($"420[\"{name}\",{{}}]");

        Assert.Equal(empty, await socket.AskAsync($"420[\"{name}\"]"));
        Assert.Equal(empty, await socket.AskAsync($"420[\"{name}\",null]"));
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
    public async Task On_NameOfTheHub_IsAnErrorBeforeTheHubStarts()
    {
        await using var hub = await TestHub.StartAsync(Configuration, use: static io =>
        {
            var error = Assert.Throws<ArgumentException>(() => io.On("publish", static (_, _) => { }));
            Assert.Contains("'publish' is an event of the hub's own", error.Message, StringComparison.Ordinal);
            io.Of("/chat").On("publish", static (_, _) => { });
        });
    }

    [Fact]
    public void On_NameOfTheHub_IsAnErrorWhereTheHubIsMappedLater()
    {
        var builder = Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder();
        builder.Services.AddSwitchboard(static _ => { });
        using var application = builder.Build();
        application.Services.GetRequiredService<SocketIoServer>().On("publication", static (_, _) => { });

        var error = Assert.Throws<InvalidOperationException>(() => application.MapSwitchboard());

        Assert.Contains("'publication' is an event of the hub's own in the Socket.IO namespace '/'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_NameOfTheHubOfOneSocket_Throws()
    {
        ArgumentException? thrown = null;
        await using var hub = await TestHub.StartAsync(Configuration, use: io => io.OnConnection(socket =>
            thrown = Assert.Throws<ArgumentException>(() => socket.On("publish", static (SocketIoEvent _) => { }))));
        await using var socket = await SioSocket.EnterAsync(hub.BaseAddress);
        await socket.AskAsync("""420["publish",{"channel":"news","data":1}]""");

        Assert.NotNull(thrown);
    }

    [Fact]
    public async Task Connect_TokenBesideOtherFields_IsRead()
    {
        await using var hub = await TestHub.StartAsync($$"""{ "tokens": { "hmacSecret": "{{SigningKeys.Secret}}" }, "shutdown": { "drainSeconds": 0 } }""");
        var token = TokenFactory.Create("""{"sub":"ann"}""");

        // What a client adds for connection state recovery, and what an application may: none of it is the hub's.
        await using var socket = await SioSocket.EnterAsync(hub.BaseAddress, $$"""{"offset":"a.1","pid":"x","token":"{{token}}","channel":5}""");

        Assert.Equal("ann", hub.Services.GetRequiredService<Switchboard.Connections.ConnectionRegistry>().Find(socket.Sid)!.Principal.UserId);
    }

    [Fact]
    public async Task Recovery_OfAMember_BeginsAnewAndChannelsRecoverByPosition()
    {
        var recovering = Configuration.Replace("\"shutdown\"", "\"socketIo\": { \"recoverySeconds\": 60 }, \"shutdown\"", StringComparison.Ordinal);
        await using var hub = await TestHub.StartAsync(recovering, use: static io =>
        {
            io.OnConnection(static socket => socket.Emit("hello", socket.Recovered));
            io.Of("/chat").OnConnection(static socket => socket.Emit("hello", socket.Recovered));
        });
        var first = await SioSocket.EnterAsync(hub.BaseAddress);
        Assert.False(first.Answer.TryGetProperty("pid", out _));
        Assert.Equal("42[\"hello\",false]", await first.NextAsync());
        Assert.Contains("\"pid\":", await first.AskAsync("40/chat,"), StringComparison.Ordinal);
        var start = JsonElement.Parse((await SubscribedAsync(first)).AsSpan(3))[0];
        await first.DisposeAsync();
        Waiting.Until(() => hub.Services.GetRequiredService<Switchboard.Connections.ConnectionRegistry>().Find(first.Sid) is null);
        await hub.CallAsync("publish", """{"channel":"news","data":"missed"}""");

        await using var second = await SioSocket.EnterAsync(hub.BaseAddress, """{"pid":"whatever","offset":"hub.1"}""");

        Assert.NotEqual(first.Sid, second.Sid, StringComparer.Ordinal);
        Assert.False(second.Answer.TryGetProperty("pid", out _));
        Assert.Equal("42[\"hello\",false]", await second.NextAsync());
        Assert.NotNull(hub.Services.GetRequiredService<Switchboard.Connections.ConnectionRegistry>().Find(second.Sid));
        var again = await second.AskAsync($$"""420["subscribe",{"channel":"news","recover":true,"epoch":"{{start.GetProperty("epoch").GetString()}}","offset":0}]""");
        Assert.StartsWith("430[{\"recovered\":true,", again, StringComparison.Ordinal);
        Assert.Contains("\"data\":\"missed\"", again, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_AcknowledgedByAStranger_StaysWithItsWorker()
    {
        await using var hub = await TestHub.StartAsync(Calls);
        await using var worker = await SioSocket.EnterAsync(hub.BaseAddress);
        await using var stranger = await SioSocket.EnterAsync(hub.BaseAddress);
        await using var caller = await SioSocket.EnterAsync(hub.BaseAddress);
        Assert.Equal("430[{}]", await worker.AskAsync("""420["serve",{"method":"double"}]"""));
        await caller.SendAsync("""420["call",{"method":"double","data":21}]""");
        var order = await worker.NextAsync();
        var number = order[2..order.IndexOf('[', StringComparison.Ordinal)];
        Assert.True(int.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out _), "Clients exist that read 32 bits.");

        await stranger.SendAsync($$"""43{{number}}[{"data":"stolen"}]""");
        Assert.Equal("431[{}]", await stranger.AskAsync("""421["publish",{"channel":"news","data":1}]"""));
        await worker.SendAsync($$"""43{{number}}[{"data":42}]""");
        await worker.SendAsync($$"""43{{number}}[{"data":43}]""");

        Assert.Equal("430[{\"data\":42}]", await caller.NextAsync());
        Assert.Equal("432[{}]", await worker.AskAsync("""422["publish",{"channel":"news","data":1}]"""));
    }

    [Fact]
    public async Task Disconnect_OfAWorker_LosesItsCallsAndSubscriptions()
    {
        await using var hub = await TestHub.StartAsync(Calls, use: static io => io.Of("/chat"));
        await using var worker = await SioSocket.EnterAsync(hub.BaseAddress);
        await using var caller = await SioSocket.EnterAsync(hub.BaseAddress);
        await worker.AskAsync("""420["serve",{"method":"double"}]""");
        await worker.AskAsync("""420["subscribe",{"channel":"news"}]""");
        await worker.AskAsync("40/chat,");
        await caller.SendAsync("""420["call",{"method":"double","data":21}]""");
        Assert.StartsWith("42", await worker.NextAsync(), StringComparison.Ordinal);

        await worker.SendAsync("41");
        Assert.StartsWith("44/nowhere,", await worker.AskAsync("40/nowhere,"), StringComparison.Ordinal);

        Assert.StartsWith("430[{\"error\":{\"code\":", await caller.NextAsync(), StringComparison.Ordinal);
        await caller.AskAsync("""421["publish",{"channel":"news","data":1}]""");
        Assert.StartsWith("40{", await worker.AskAsync("40"), StringComparison.Ordinal);
        Assert.StartsWith("432[{\"error\"", await caller.AskAsync("""422["call",{"method":"double","data":1}]"""), StringComparison.Ordinal);
    }

    private static async Task<string> SubscribedAsync(SioSocket socket)
    {
        var next = await socket.AskAsync("""420["subscribe",{"channel":"news"}]""");
        return next.StartsWith("430", StringComparison.Ordinal) ? next : await socket.NextAsync();
    }
}
