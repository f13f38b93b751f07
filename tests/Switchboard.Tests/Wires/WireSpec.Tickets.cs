using System.Text;
using Switchboard.Tests.Hooks;
using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>A one-time ticket lets in, once, and who comes with one that does not is told why.</content>
public abstract partial class WireSpec
{
    [WireFact]
    public Task Ticket_LetsInOnce_AsItsUserWithAllItSays()
    {
        Principal? seen = null;
        return CheckAsync(
            new WireHubSetup { Decisions = Decisions.OnConnecting(context => seen ??= context.Principal) },
            async hub =>
            {
                var ticket = await hub.Api.CreateTicketAsync("ann", new TicketOptions
                {
                    Info = "{\"name\":\"Ann\"}"u8.ToArray(),
                    Meta = "7"u8.ToArray(),
                    Channels = ["room:a"],
                    Claims = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "red" },
                    Address = "127.0.0.0/8",
                }, Cancelled);

                var (ann, answer) = await hub.TryConnectAsync(ticket.Value);

                Assert.Equal((0u, false), (answer.Code, answer.IsClosed));
                Assert.Equal(["#ann", "room:a"], (await StartedAsync(ann, 2)).Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
                Assert.Equal(("ann", "{\"name\":\"Ann\"}", "7"), (seen!.UserId, Encoding.UTF8.GetString(seen.Info.Span), Encoding.UTF8.GetString(seen.Meta.Span)));
                Assert.Equal("team red", string.Join(' ', seen.Claims.Select(static claim => $"{claim.Type} {claim.Value}")));
                await hub.SendAsync("ann", "1");
                Assert.Equal("1", (await ann.NextAsync(WireEventKind.Publication)).Data);
            });
    }

    [WireFact]
    public Task Ticket_UsedExpiredOrUnknown_IsToldWhy() => CheckAsync(async hub =>
    {
        var used = await hub.Api.CreateTicketAsync("ann", cancellationToken: Cancelled);
        await hub.TryConnectAsync(used.Value);
        await AssertTicketRefusedAsync(hub, used.Value, "used");
        await AssertTicketRefusedAsync(hub, "ticket_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG", "unknown");

        var expired = await hub.Api.CreateTicketAsync("ann", new TicketOptions { Lifetime = TimeSpan.FromSeconds(1) }, Cancelled);
        hub.Advance(TimeSpan.FromSeconds(1));
        await AssertTicketRefusedAsync(hub, expired.Value, "expired");
    });

    [WireFact]
    public Task Ticket_OfAnotherAddressOrOrigin_IsClosedAndUsedUp() => CheckAsync(async hub =>
    {
        foreach (var (options, code) in new[]
        {
            (new TicketOptions { Address = "192.0.2.1" }, CloseCodes.WrongAddress),
            (new TicketOptions { Address = "10.0.0.0/8" }, CloseCodes.WrongAddress),
            (new TicketOptions { Address = "::1" }, CloseCodes.WrongAddress),
            (new TicketOptions { Origin = "https://app.example.com" }, CloseCodes.WrongOrigin),
        })
        {
            var ticket = await hub.Api.CreateTicketAsync("ann", options, Cancelled);

            var (connection, answer) = await hub.TryConnectAsync(ticket.Value);

            AssertRefused(code, connection, answer);
            await AssertTicketRefusedAsync(hub, ticket.Value, "used");
        }
    });

    [WireFact]
    public Task Ticket_ThatWasRevoked_LetsNobodyIn() => CheckAsync(async hub =>
    {
        var one = await hub.Api.CreateTicketAsync("ann", cancellationToken: Cancelled);
        await hub.Access.RevokeTokenAsync(one.Id, Cancelled);
        var (connection, answer) = await hub.TryConnectAsync(one.Value);
        AssertRefused(CloseCodes.InvalidToken, connection, answer);

        var another = await hub.Api.CreateTicketAsync("ann", cancellationToken: Cancelled);
        await hub.Access.RevokeTokensAsync("ann", Cancelled);
        (connection, answer) = await hub.TryConnectAsync(another.Value);
        AssertRefused(CloseCodes.InvalidToken, connection, answer);

        hub.Advance(TimeSpan.FromSeconds(1));
        var fresh = await hub.Api.CreateTicketAsync("ann", cancellationToken: Cancelled);
        Assert.Equal(0u, (await hub.TryConnectAsync(fresh.Value)).Answer.Code);
    });

    private async Task AssertTicketRefusedAsync(WireHub hub, string ticket, string reason)
    {
        var (connection, answer) = await hub.TryConnectAsync(ticket);
        if (WireExceptions.Has(Wire, WireNeeds.RefusalCodes))
        {
            AssertRefused(ErrorCodes.TokenExpired, connection, answer);
            Assert.Equal(reason, answer.Details.Text("reason"));
        }
        else if (Wire == WireKind.UniSse)
        {
            Assert.Equal(401, connection.RefusedStatus);
        }
        else
        {
            Assert.Equal($"{ErrorCodes.TokenExpired.Message}: {reason}", answer.Message);
        }
    }
}
