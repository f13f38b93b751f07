using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Extensibility;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.Api;

/// <summary>Tickets over the HTTP API, and in the address of the WebSocket.</summary>
public sealed class ApiTicketTests
{
    [Theory]
    [InlineData("""{}""", 107, "user is missing")]
    [InlineData("""{"user":"a,b"}""", 107, "user must be")]
    [InlineData("""{"user":"a\u0000"}""", 107, "user")]
    [InlineData("""{"user":"ann","ttl_ms":999}""", 107, "ttl_ms must be from 1000 to 3600000")]
    [InlineData("""{"user":"ann","ttl_ms":3600001}""", 107, "ttl_ms")]
    [InlineData("""{"user":"ann","ttl_ms":-1}""", 107, "ttl_ms")]
    [InlineData("""{"user":"ann","address":"here"}""", 107, "address must be")]
    [InlineData("""{"user":"ann","address":"10.0.0.0/33"}""", 107, "address must be")]
    [InlineData("""{"user":"ann","address":"1"}""", 107, "address must be")]
    [InlineData("""{"user":"ann","address":"127.1"}""", 107, "address must be")]
    [InlineData("""{"user":"ann","address":"0/0"}""", 107, "address must be")]
    [InlineData("""{"user":"ann","origin":"app.example.com"}""", 107, "origin must be")]
    [InlineData("""{"user":"ann","origin":"https://app.example.com/path"}""", 107, "origin must be")]
    [InlineData("""{"user":"ann","origin":"null"}""", 107, "origin must be")]
    [InlineData("""{"user":"ann","channels":["nowhere:a"]}""", 102, "nowhere:a")]
    [InlineData("""{"user":"ann","channels":[""]}""", 107, "channels")]
    [InlineData("""{"user":"ann","claims":{"a":null}}""", 107, "claims must be")]
    [InlineData("""{"user":"ann","claims":{"a":1}}""", 107, "claims")]
    public async Task Ticket_WhatCannotBe_IsAnsweredWithTheField(string body, int code, string message)
    {
        await using var hub = await TestHub.StartAsync();

        var error = (await hub.AskAsync("ticket", body)).GetProperty("error");

        Assert.Equal(code, error.GetProperty("code").GetInt32());
        Assert.Contains(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        if (code == 107)
        {
            Assert.StartsWith(message.Split(' ')[0], error.GetProperty("details").GetProperty("field").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Ticket_LongerThanAllowed_IsRefusedWithTheLimit()
    {
        await using var hub = await TestHub.StartAsync();

        var error = (await hub.AskAsync("ticket", $$"""{"user":"ann","info":"{{new string('x', 16_384)}}"}""")).GetProperty("error");

        Assert.Equal((106, 16_384), (error.GetProperty("code").GetInt32(), error.GetProperty("details").GetProperty("limit").GetInt32()));
    }

    [Fact]
    public async Task Ticket_StoreThatIsAway_IsSaid()
    {
        await using var hub = await TestHub.StartAsync(
            $$"""{"tickets":{"storage":"redis"},"redis":{"connection":"localhost"},"api":{"keys":[{"name":"all","key":"{{TestHub.Key}}" } ] } }""",
            static services => services.AddSingleton<IExternalTicketStore, AwayTicketStore>());

        var error = (await hub.AskAsync("ticket", """{"user":"ann"}""")).GetProperty("error");

        Assert.Equal(ErrorCodes.NotAvailable.Code, error.GetProperty("code").GetUInt32());
    }

    [Fact]
    public async Task WsToken_InTheAddress_LetsInOnce_AndIsNoWayAroundItself()
    {
        await using var hub = await TestHub.StartAsync();
        var ticket = (await hub.CallAsync("ticket", """{"user":"ann"}""")).GetProperty("ticket").GetString()!;

        Assert.Contains("\"client\"", await ConnectAsync(hub, $"?ws_token={ticket}"), StringComparison.Ordinal);

        // The hub lets anonymous clients in: who brings what is no good is none.
        Assert.Contains("\"reason\":\"used\"", await ConnectAsync(hub, $"?ws_token={ticket}"), StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"unknown\"", await ConnectAsync(hub, "?ws_token=1"), StringComparison.Ordinal);
        Assert.Contains("\"client\"", await ConnectAsync(hub, "?ws_token="), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://app.example.com", "")]
    [InlineData("HTTPS://APP.example.com:443", "")]
    [InlineData("https://app.example.com:444", "4502")]
    [InlineData("https://app.example.com.evil.example", "4502")]
    [InlineData("https://evil-app.example.com", "4502")]
    [InlineData("http://app.example.com", "4502")]
    [InlineData("null", "4502")]
    [InlineData(null, "4502")]
    public async Task Ticket_OfAnOrigin_IsGoodThereAlone(string? origin, string expected)
    {
        await using var hub = await TestHub.StartAsync(TestHub.Configuration.Replace("[\"https://app.example.com\"]", "[\"*\"]", StringComparison.Ordinal));
        var ticket = (await hub.CallAsync("ticket", """{"user":"ann","origin":"https://app.example.com"}""")).GetProperty("ticket").GetString()!;

        Assert.Contains(expected.Length == 0 ? "\"client\"" : expected, await ConnectAsync(hub, $"?ws_token={ticket}", origin), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ticket_TwoHundredAtOnce_OneEnters()
    {
        await using var hub = await TestHub.StartAsync();
        var ticket = (await hub.CallAsync("ticket", """{"user":"ann"}""")).GetProperty("ticket").GetString()!;

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => ConnectAsync(hub, $"?ws_token={ticket}")));

        Assert.Single(answers, static answer => answer.Contains("\"client\"", StringComparison.Ordinal));
        Assert.Equal(199, answers.Count(static answer => answer.Contains("\"reason\":\"used\"", StringComparison.Ordinal)));
    }

    /// <summary>What a client is answered that connects without a token of its own: a reply, or the code of the close.</summary>
    private static async Task<string> ConnectAsync(TestHub hub, string query, string? origin = null)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience.Limit);
        using var socket = new ClientWebSocket();
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        await socket.ConnectAsync(new UriBuilder(hub.BaseAddress) { Scheme = "ws", Path = "/connection/websocket", Query = query }.Uri, timeout.Token);
        await socket.SendAsync("{\"id\":1,\"connect\":{}}"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, timeout.Token);
        var buffer = new byte[65_536];
        var received = await socket.ReceiveAsync(buffer, timeout.Token);
        return received.CloseStatus is { } status ? ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture) : Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    [Fact]
    public async Task Tickets_WhatCanStillBeUsed_IsListed_WithoutSecrets()
    {
        await using var hub = await TestHub.StartAsync();
        var used = (await hub.CallAsync("ticket", """{"user":"bob"}""")).GetProperty("ticket").GetString()!;
        var revoked = (await hub.CallAsync("ticket", """{"user":"cid"}""")).GetProperty("id").GetString();
        var made = await hub.CallAsync("ticket", """{"user":"ann","channels":["a"],"address":"10.0.0.0/8","origin":"https://app.example.com","meta":{"note":"private"}}""");
        await ConnectAsync(hub, $"?ws_token={used}");
        await hub.CallAsync("revoke_tokens", $$"""{"id":"{{revoked}}"}""");

        var listed = await hub.CallAsync("tickets");

        var ticket = listed.GetProperty("tickets").EnumerateArray().Single();
        Assert.Equal(
            (made.GetProperty("id").GetString(), "ann", made.GetProperty("expires_at").GetInt64(), "a", "10.0.0.0/8", "https://app.example.com"),
            (ticket.GetProperty("id").GetString(), ticket.GetProperty("user").GetString(), ticket.GetProperty("expires_at").GetInt64(), ticket.GetProperty("channels")[0].GetString(),
                ticket.GetProperty("address").GetString(), ticket.GetProperty("origin").GetString()));
        Assert.DoesNotContain(made.GetProperty("ticket").GetString()!, listed.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("private", listed.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(107, (await hub.AskAsync("tickets", """{"limit":1001}""")).GetProperty("error").GetProperty("code").GetInt32());
    }

    private sealed class AwayTicketStore : IExternalTicketStore
    {
        public bool Recognizes(string secret) => false;

        public ValueTask<string> AddAsync(TicketContent ticket, TimeSpan remember, CancellationToken cancellationToken) => throw new SwitchboardException(ErrorCodes.NotAvailable);

        public ValueTask<TicketRedemption> RedeemAsync(string secret, TimeSpan remember, CancellationToken cancellationToken) => throw new SwitchboardException(ErrorCodes.NotAvailable);

        public ValueTask<TicketPage> ListAsync(string? cursor, int limit, CancellationToken cancellationToken) => throw new SwitchboardException(ErrorCodes.NotAvailable);
    }
}
