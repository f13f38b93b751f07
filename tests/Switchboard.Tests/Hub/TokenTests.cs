using System.Text;
using Switchboard.Tests.Security;
using Xunit;

namespace Switchboard.Tests.Hub;

public class TokenTests : HubTests
{
    private static readonly byte[] _otherSecret = Encoding.UTF8.GetBytes(new string('o', 64));

    private readonly long _now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    [Fact]
    public async Task ConnectionToken_Expired_IsAnsweredTokenExpired()
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.OpenAsync(hub);

        Assert.Equal(109, await client.ErrorAsync("connect", Request($$"""{"sub":"42","exp":{{_now - 10}}}""", "HS256")));
    }

    [Theory]
    [InlineData("other key")]
    [InlineData("RS256")]
    [InlineData("none")]
    [InlineData("not yet")]
    [InlineData("nonsense")]
    public async Task ConnectionToken_Invalid_ClosesTheConnection(string fault)
    {
        await using var hub = await StartHubAsync();
        await using var bystander = await Bystander.ConnectAsync(hub);
        await using var client = await WireClient.OpenAsync(hub);

        await client.Socket.SendAsync($$"""{"id":1,"connect":{{Request("""{"sub":"42"}""", fault)}} }""");

        Assert.Equal((3500, "invalid token"), await client.Socket.ReceiveCloseAsync());
        await bystander.AssertServedAsync();
    }

    [Fact]
    public async Task SubscriptionToken_Good_OpensAClosedChannel()
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.ConnectAsync(hub, TokenFactory.Create("""{"sub":"42"}"""));

        Assert.Equal(103, await client.ErrorAsync("subscribe", """{"channel":"closed:a"}"""));
        var token = TokenFactory.Create($$"""{"sub":"42","channel":"closed:a","exp":{{_now + 1000}}}""");
        var result = await client.ResultAsync("subscribe", $$"""{"channel":"closed:a","token":"{{token}}"}""");

        Assert.True((bool)result["expires"]!);
        Assert.InRange((int)result["ttl"]!, 900, 1000);
        var refreshed = await client.ResultAsync("sub_refresh", $$"""{"channel":"closed:a","token":"{{token}}"}""");
        Assert.True((bool)refreshed["expires"]!);
    }

    [Fact]
    public async Task SubscriptionToken_Expired_IsAnsweredTokenExpired()
        => Assert.Equal(109, await SubscribeAsync($$"""{"sub":"42","channel":"closed:a","exp":{{_now - 10}}}""", "HS256"));

    [Theory]
    [InlineData("other key")]
    [InlineData("RS256")]
    [InlineData("none")]
    [InlineData("not yet")]
    [InlineData("nonsense")]
    public async Task SubscriptionToken_Invalid_IsAnsweredPermissionDenied(string fault)
        => Assert.Equal(103, await SubscribeAsync("""{"sub":"42","channel":"closed:a"}""", fault));

    [Theory]
    [InlineData("""{"sub":"43","channel":"closed:a"}""")]
    [InlineData("""{"sub":"42","channel":"closed:b"}""")]
    public async Task SubscriptionToken_OfAnother_ClosesTheConnection(string payload)
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.ConnectAsync(hub, TokenFactory.Create("""{"sub":"42"}"""));

        await client.Socket.SendAsync($$"""{"id":9,"subscribe":{"channel":"closed:a","token":"{{TokenFactory.Create(payload)}}"} }""");

        Assert.Equal(3500, (await client.Socket.ReceiveCloseAsync()).Code);
    }

    [Fact]
    public async Task Refresh_WithANewToken_ProlongsTheConnection()
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.OpenAsync(hub);
        var connected = await client.ResultAsync("connect", Request($$"""{"sub":"42","exp":{{_now + 100}}}""", "HS256"));
        Assert.InRange((int)connected["ttl"]!, 1, 100);

        var refreshed = await client.ResultAsync("refresh", Request($$"""{"sub":"42","exp":{{_now + 1000}}}""", "HS256"));

        Assert.True((bool)refreshed["expires"]!);
        Assert.InRange((int)refreshed["ttl"]!, 101, 1000);
    }

    private async Task<int> SubscribeAsync(string payload, string fault)
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.ConnectAsync(hub, TokenFactory.Create("""{"sub":"42"}"""));
        return await client.ErrorAsync("subscribe", $$"""{"channel":"closed:a","token":"{{Token(payload, fault)}}"}""");
    }

    private string Request(string payload, string fault) => $$"""{"token":"{{Token(payload, fault)}}"}""";

    private string Token(string payload, string fault) => fault switch
    {
        "other key" => TokenFactory.Sign(TokenFactory.Header("HS256"), payload, TokenFactory.Hmac("HS256", _otherSecret)),
        "none" => TokenFactory.Sign(TokenFactory.Header("none"), payload, _ => []),
        "not yet" => TokenFactory.Create(payload[..^1] + $",\"nbf\":{_now + 1000}}}"),
        "nonsense" => "a.b.c",
        _ => TokenFactory.Create(fault, payload),
    };
}
