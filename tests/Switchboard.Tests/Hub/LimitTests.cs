using Switchboard.Extensibility;
using Switchboard.Tests.Security;
using Xunit;

namespace Switchboard.Tests.Hub;

/// <summary>Each limit has its answer, and what is over it takes no place.</summary>
public class LimitTests : HubTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ConnectionsPerNode", 503)]
    [InlineData("ConnectionsPerAddress", 429)]
    public async Task Connections_OverTheLimit_AreRefusedUntilOneLeaves(string limit, int status)
    {
        await using var hub = await StartHubAsync($"Limits:{limit}=1");
        await using (var first = await WireClient.ConnectAsync(hub))
        {
            await using var second = await RawWebSocket.ConnectAsync(hub.Port);
            Assert.Equal(status, second.Status);
            Assert.Equal("1", second.Header("Retry-After"));
            Assert.NotNull((await first.CommandAsync("ping", "{}"))["ping"]);
        }

        await Eventually.TrueAsync(() => hub.Connections.Count == 0, Cancellation);
        while (true)
        {
            // The place is given back just behind the registry's.
            await using var third = await RawWebSocket.ConnectAsync(hub.Port);
            if (third.Status == 101)
            {
                break;
            }
        }
    }

    [Fact]
    public async Task Connects_TooManyInASecond_AreRefusedUntilTheNext()
    {
        var time = new FakeTimeProvider();
        await using var hub = await StartHubAsync(time, "Limits:ConnectsPerSecond=2");
        await using var first = await RawWebSocket.ConnectAsync(hub.Port);
        await using var second = await RawWebSocket.ConnectAsync(hub.Port);
        await using var third = await RawWebSocket.ConnectAsync(hub.Port);
        time.Advance(TimeSpan.FromSeconds(1));
        await using var fourth = await RawWebSocket.ConnectAsync(hub.Port);

        Assert.Equal([101, 101, 503, 101], new[] { first.Status, second.Status, third.Status, fourth.Status });
        Assert.Equal("1", third.Header("Retry-After"));
    }

    [Fact]
    public async Task ConnectionsOfAUser_OverTheLimit_AreClosed()
    {
        await using var hub = await StartHubAsync("Limits:ConnectionsPerUser=1");
        var token = TokenFactory.Create("""{"sub":"42"}""");
        await using var first = await WireClient.ConnectAsync(hub, token);
        await using var second = await WireClient.OpenAsync(hub);

        await second.Socket.SendAsync($$"""{"id":1,"connect":{"token":"{{token}}"} }""");

        Assert.Equal((3504, "connection limit"), await second.Socket.ReceiveCloseAsync());
        Assert.NotNull((await first.CommandAsync("ping", "{}"))["ping"]);
    }

    [Fact]
    public async Task Channels_OverTheLimit_AreAnsweredLimitExceeded()
    {
        await using var hub = await StartHubAsync("Limits:ChannelsPerConnection=2");
        await using var client = await WireClient.ConnectAsync(hub);
        await client.ResultAsync("subscribe", """{"channel":"a"}""");
        await client.ResultAsync("subscribe", """{"channel":"b"}""");

        Assert.Equal(106, await client.ErrorAsync("subscribe", """{"channel":"c"}"""));
        await client.ResultAsync("unsubscribe", """{"channel":"a"}""");
        await client.ResultAsync("subscribe", """{"channel":"c"}""");
    }

    [Fact]
    public async Task ServerSideChannels_OverTheLimit_CloseTheConnection()
    {
        await using var hub = await StartHubAsync("Limits:ChannelsPerConnection=2", "Inbox:Enabled=false");
        await using var client = await WireClient.OpenAsync(hub);

        await client.Socket.SendAsync($$"""{"id":1,"connect":{"token":"{{TokenFactory.Create("""{"sub":"42","channels":["a","b","c"]}""")}}"} }""");

        Assert.Equal((3505, "channel limit"), await client.Socket.ReceiveCloseAsync());
        await Eventually.TrueAsync(() => hub.Channels.Count == 0, Cancellation);
    }

    [Fact]
    public async Task Commands_TooManyInASecond_AreRefusedAndThenCloseTheConnection()
    {
        await using var hub = await StartHubAsync(new FakeTimeProvider(), "Limits:CommandsPerSecond=3");
        await using var client = await WireClient.ConnectAsync(hub);
        await client.ResultAsync("ping", "{}");
        await client.ResultAsync("ping", "{}");

        for (var i = 0; i < 3; i++)
        {
            var error = (await client.CommandAsync("ping", "{}"))["error"]!;
            Assert.Equal((111, true), ((int)error["code"]!, (bool)error["temporary"]!));
        }

        await client.Socket.SendAsync("""{"id":99,"ping":{}}""");
        Assert.Equal((3013, "too many requests"), await client.Socket.ReceiveCloseAsync());
    }

    [Fact]
    public async Task CommandsOfAUser_TooManyInASecond_AreRefusedOnAllItsConnections()
    {
        var time = new FakeTimeProvider();
        await using var hub = await StartHubAsync(time, "Limits:CommandsPerSecondPerUser=3");
        var token = TokenFactory.Create("""{"sub":"42"}""");
        await using var first = await WireClient.ConnectAsync(hub, token);
        await using var second = await WireClient.ConnectAsync(hub, token);
        await using var other = await WireClient.ConnectAsync(hub, TokenFactory.Create("""{"sub":"43"}"""));
        await first.ResultAsync("ping", "{}");
        await second.ResultAsync("ping", "{}");
        await first.ResultAsync("ping", "{}");

        int[] answers = [await first.ErrorAsync("ping", "{}"), await second.ErrorAsync("ping", "{}")];
        Assert.Equal([111, 111], answers);
        await other.ResultAsync("ping", "{}");
        time.Advance(TimeSpan.FromSeconds(1));
        await second.ResultAsync("ping", "{}");
    }

    [Fact]
    public async Task ConnectsOfAnAddress_TooManyInASecond_AreRefusedUntilTheNext()
    {
        var time = new FakeTimeProvider();
        await using var hub = await StartHubAsync(time, "Limits:ConnectsPerSecondPerAddress=1", "Connections:TrustedProxies=127.0.0.1");
        await using var first = await RawWebSocket.ConnectAsync(hub.Port);
        await using var second = await RawWebSocket.ConnectAsync(hub.Port);
        await using var other = await RawWebSocket.ConnectAsync(hub.Port, "X-Forwarded-For: 203.0.113.9\r\n");
        time.Advance(TimeSpan.FromSeconds(1));
        await using var third = await RawWebSocket.ConnectAsync(hub.Port);

        Assert.Equal([101, 429, 101, 101], new[] { first.Status, second.Status, other.Status, third.Status });
        Assert.Equal("1", second.Header("Retry-After"));
    }

    [Fact]
    public async Task WrongTokens_TooManyInAMinute_ShutTheAddressOutUntilTheNext()
    {
        var time = new FakeTimeProvider();
        await using var hub = await StartHubAsync(time, "Limits:FailedLoginsPerMinute=1");
        await using var wrong = await WireClient.OpenAsync(hub);
        await wrong.Socket.SendAsync("""{"id":1,"connect":{"token":"wrong"} }""");
        Assert.Equal((3500, "invalid token"), await wrong.Socket.ReceiveCloseAsync());

        await using var refused = await RawWebSocket.ConnectAsync(hub.Port);
        time.Advance(TimeSpan.FromMinutes(1));
        await using var again = await RawWebSocket.ConnectAsync(hub.Port);

        Assert.Equal([429, 101], new[] { refused.Status, again.Status });
        Assert.InRange(int.Parse(refused.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);
    }

    // A client that comes back brings its last ticket first, which nobody may know any more.
    [Fact]
    public async Task TicketsThatAreUnknown_ShutNobodyOut()
    {
        await using var hub = await StartHubAsync(new FakeTimeProvider(), "Limits:FailedLoginsPerMinute=1");
        for (var i = 0; i < 3; i++)
        {
            await using var client = await WireClient.OpenAsync(hub);
            await client.Socket.SendAsync($$"""{"id":1,"connect":{"token":"{{TicketSecret.Create()}}"} }""");
            Assert.Equal("unknown", (string?)(await client.NextAsync())["error"]!["details"]!["reason"]);
        }
    }

    [Fact]
    public async Task Client_ThatNeverConnects_IsClosedAsStale()
    {
        var time = new FakeTimeProvider();
        await using var hub = await StartHubAsync(time);
        await using var client = await WireClient.OpenAsync(hub);
        await Eventually.TrueAsync(() => hub.Connections.Count == 1, Cancellation);

        time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal((3502, "stale"), await client.Socket.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Client_ThatNeverAnswersPings_IsClosed_OneThatDoesIsNot()
    {
        var time = new FakeTimeProvider();
        await using var hub = await StartHubAsync(time);
        await using var silent = await WireClient.ConnectAsync(hub);
        await using var answering = await WireClient.ConnectAsync(hub);
        await Eventually.TrueAsync(() => hub.Connections.All.All(connection => connection.PingDueAt > 0), Cancellation);

        time.Advance(TimeSpan.FromSeconds(26));
        Assert.Empty(await silent.NextAsync());
        Assert.Empty(await answering.NextAsync());
        await answering.Socket.SendAsync("{}");
        Assert.NotNull((await answering.CommandAsync("ping", "{}"))["ping"]);
        time.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal((3012, "no pong"), await silent.Socket.ReceiveCloseAsync());
        Assert.NotNull((await answering.CommandAsync("ping", "{}"))["ping"]);
    }
}
