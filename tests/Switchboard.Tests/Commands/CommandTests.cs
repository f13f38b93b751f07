using System.Text.Json;
using Switchboard.Channels;
using Switchboard.Commands.Connect;
using Switchboard.Commands.History;
using Switchboard.Commands.Subscribe;
using Switchboard.Connections;
using Switchboard.Lifecycle;
using Switchboard.Results;
using Switchboard.Subscriptions;
using Switchboard.Tests.Security;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Commands;

public sealed class CommandTests : IAsyncDisposable
{
    private readonly EngineHub _hub = EngineHub.Create(
        $$"""
        "limits": { "channelsPerConnection": 2, "connectionsPerUser": 1 },
        "tokens": { "hmacSecret": "{{SigningKeys.Secret}}" }
        """);

    private long Now => _hub.Time.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public async Task Connect_Token_SubscribesToItsChannelsAndTheInbox()
    {
        var (connection, _) = _hub.Open();

        var outcome = await ConnectAsync(connection, """{"sub":"a:b","channels":["closed:x"]}""");

        Assert.Equal(["#a:b", "closed:x"], outcome.Value!.Subscriptions.Select(result => result.Subscription.Name).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(new Principal { Kind = PrincipalKind.User, UserId = "a:b" }.UserId, connection.Principal.UserId);
    }

    [Fact]
    public async Task Connect_WithoutToken_IsUnauthorized()
        => Assert.Equal(ErrorCodes.Unauthorized, (await _hub.Get<ConnectionManager>().ConnectAsync(_hub.Open().Connection, new ConnectRequest())).Error);

    [Fact]
    public async Task Connect_BadOrExpiredToken_IsToldApart()
    {
        var bad = await _hub.Get<ConnectionManager>().ConnectAsync(_hub.Open().Connection, new ConnectRequest { Token = "bad" });
        var expired = await ConnectAsync(_hub.Open().Connection, $$"""{"sub":"1","exp":{{Now - 100}}}""");

        Assert.Equal(CloseCodes.InvalidToken, bad.Close);
        Assert.Equal(ErrorCodes.TokenExpired, expired.Error);
    }

    [Fact]
    public async Task Connect_TooManyOfAUser_IsClose3504()
    {
        await ConnectAsync(_hub.Open().Connection, """{"sub":"1"}""");

        Assert.Equal(CloseCodes.ConnectionLimit, (await ConnectAsync(_hub.Open().Connection, """{"sub":"1"}""")).Close);
        Assert.True((await ConnectAsync(_hub.Open().Connection, """{"sub":"2"}""")).IsSuccess);
    }

    [Fact]
    public async Task Connect_TooManyServerSideChannels_IsClose3505()
        => Assert.Equal(CloseCodes.ChannelLimit, (await ConnectAsync(_hub.Open().Connection, """{"sub":"1","channels":["a","b"]}""")).Close);

    [Fact]
    public async Task Subscribe_TooManyChannels_IsError106()
    {
        var (connection, _) = _hub.Connect();
        Assert.True((await SubscribeAsync(connection, "a")).IsSuccess);
        Assert.True((await SubscribeAsync(connection, "b")).IsSuccess);

        Assert.Equal(ErrorCodes.LimitExceeded, (await SubscribeAsync(connection, "c")).Error);
        Assert.Equal(2, _hub.Channels.Count);
    }

    [Fact]
    public async Task Subscribe_Twice_IsError105()
    {
        var (connection, _) = _hub.Connect();
        await SubscribeAsync(connection, "a");

        Assert.Equal(ErrorCodes.AlreadySubscribed, (await SubscribeAsync(connection, "a")).Error);
    }

    [Theory]
    [InlineData("none:a", 102)]
    [InlineData("closed:a", 103)]
    [InlineData("#43", 103)]
    [InlineData("#42", 0)]
    public async Task Subscribe_Channel_IsHeldToTheRules(string channel, int error)
        => Assert.Equal((uint)error, (await SubscribeAsync(_hub.Connect().Connection, channel)).Error?.Code ?? 0);

    [Theory]
    [InlineData("42", "closed:a", "", 0, 0)]
    [InlineData("42", "closed:a", "own", 0, 0)]
    [InlineData("42", "closed:a", "another", 0, 3500)]
    [InlineData("43", "closed:a", "", 0, 3500)]
    [InlineData("42", "closed:b", "", 0, 3500)]
    [InlineData("42", "closed:a", "", -100, 109)]
    public async Task Subscribe_Token_MustFitUserChannelAndConnection(string user, string channel, string client, int expires, int expected)
    {
        var (connection, _) = _hub.Connect();
        var claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = user, ["channel"] = channel };
        if (client.Length > 0)
        {
            claims["client"] = client == "own" ? connection.Id : client;
        }

        if (expires != 0)
        {
            claims["exp"] = Now + expires;
        }

        var outcome = await SubscribeAsync(connection, "closed:a", TokenFactory.Create(JsonSerializer.Serialize(claims)));

        Assert.Equal((uint)expected, outcome.Close?.Code ?? outcome.Error?.Code ?? 0);
    }

    [Fact]
    public async Task Subscribe_ForgedToken_IsError103()
        => Assert.Equal(ErrorCodes.PermissionDenied, (await SubscribeAsync(_hub.Connect().Connection, "closed:a", "bad")).Error);

    [Fact]
    public async Task SubRefresh_TokenOfAnotherConnection_IsClose3500()
    {
        var (connection, _) = _hub.Connect();
        await SubscribeAsync(connection, "closed:a", TokenFactory.Create("""{"sub":"42","channel":"closed:a"}"""));

        var refused = await _hub.Commands.SubRefresh.HandleAsync(
            connection, "closed:a", TokenFactory.Create("""{"sub":"42","channel":"closed:a","client":"another"}"""), EngineHub.Cancelled);
        var accepted = await _hub.Commands.SubRefresh.HandleAsync(
            connection, "closed:a", TokenFactory.Create($$"""{"sub":"42","channel":"closed:a","exp":{{Now + 60}}}"""), EngineHub.Cancelled);

        Assert.Equal(CloseCodes.InvalidToken, refused.Close);
        Assert.Equal(60u, accepted.Value.Seconds);
        Assert.Equal(ErrorCodes.PermissionDenied, (await _hub.Commands.SubRefresh.HandleAsync(connection, "a", "x", EngineHub.Cancelled)).Error);
    }

    [Fact]
    public async Task Refresh_TokenOfAnotherUser_IsClose3500()
    {
        var (connection, _) = _hub.Connect();

        Assert.Equal(CloseCodes.InvalidToken, (await _hub.Commands.Refresh.HandleAsync(connection, TokenFactory.Create("""{"sub":"43"}"""), EngineHub.Cancelled)).Close);
        Assert.Equal(30u, (await _hub.Commands.Refresh.HandleAsync(connection, TokenFactory.Create($$"""{"sub":"42","exp":{{Now + 30}}}"""), EngineHub.Cancelled)).Value.Seconds);
    }

    [Fact]
    public async Task Unsubscribe_HeldOrNot_Succeeds()
    {
        var (connection, _) = _hub.Connect();
        await SubscribeAsync(connection, "a");

        Assert.True((await _hub.Commands.Unsubscribe.HandleAsync(connection, "a", EngineHub.Cancelled)).IsSuccess);
        Assert.True((await _hub.Commands.Unsubscribe.HandleAsync(connection, "a", EngineHub.Cancelled)).IsSuccess);

        Assert.Equal(0, connection.SubscriptionCount);
    }

    [Theory]
    [InlineData("a", "{}", 0)]
    [InlineData("a", "{", 107)]
    [InlineData("a", "", 107)]
    [InlineData("closed:a", "{}", 103)]
    [InlineData("none:a", "{}", 102)]
    public async Task Publish_ByAConnection_IsHeldToTheRules(string channel, string data, int error)
    {
        var outcome = await _hub.Commands.Publish.PublishAsync(
            _hub.Connect().Connection, new ClientPublish(channel, System.Text.Encoding.UTF8.GetBytes(data), IsCheckedJson: false, PublishOptions.None), EngineHub.Cancelled);

        Assert.Equal((uint)error, outcome.Error?.Code ?? 0);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("kept:a")]
    public async Task Publish_SameKey_HasOneEffectForEachUser(string channel)
    {
        var (watcher, sink) = _hub.Connect("watcher");
        await _hub.SubscribeAsync(watcher, channel);

        var first = await PublishOnceAsync("1", channel, "1");
        var again = await PublishOnceAsync("1", channel, "2");
        await PublishOnceAsync("2", channel, "3");
        await _hub.PublishAsync(channel, "4", order => order with { IdempotencyKey = "k" });

        Assert.Equal(first.Value, again.Value);
        Assert.Equal(3, sink.Lines.Length);
    }

    [Fact]
    public async Task Send_Key_IsLimitedInBytes()
    {
        var (connection, _) = _hub.Connect();

        Assert.True((await _hub.Commands.Send.HandleAsync(connection, default, isJson: true, new string('k', 255))).IsSuccess);
        Assert.Equal(ErrorCodes.BadRequest, (await _hub.Commands.Send.HandleAsync(connection, default, isJson: true, new string('k', 256))).Error);
    }

    [Fact]
    public async Task HistoryAndPresence_NotOffered_AreError108()
    {
        var principal = _hub.Connect().Connection.Principal;

        Assert.Equal(ErrorCodes.PermissionDenied, (await _hub.Commands.History.HandleAsync(principal, false, new HistoryRequest("a", 1, null, false), EngineHub.Cancelled)).Error);
        Assert.Equal(ErrorCodes.NotAvailable, (await _hub.Commands.History.HandleAsync(Principal.Service, false, new HistoryRequest("a", 1, null, false), EngineHub.Cancelled)).Error);
        Assert.Equal(ErrorCodes.NotAvailable, (await _hub.Commands.Presence.CountAsync(Principal.Service, "a", false, EngineHub.Cancelled)).Error);
    }

    private async Task<Result<Position>> PublishOnceAsync(string user, string channel, string json)
    {
        var request = new ClientPublish(channel, System.Text.Encoding.UTF8.GetBytes(json), IsCheckedJson: true, new PublishOptions { IdempotencyKey = "k" });
        return await _hub.Commands.Publish.PublishAsync(_hub.Connect(user).Connection, request, EngineHub.Cancelled);
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private async Task<Result<ConnectResult>> ConnectAsync(Connection connection, string claims)
        => await _hub.Get<ConnectionManager>().ConnectAsync(connection, new ConnectRequest { Token = TokenFactory.Create(claims) });

    private async Task<Result<SubscribeResult>> SubscribeAsync(Connection connection, string channel, string token = "")
        => await _hub.Commands.Subscribe.HandleAsync(connection, new SubscribeRequest(channel) { Token = token }, EngineHub.Cancelled);
}
