using System.Text;
using Switchboard.Tests.Hooks;
using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>Which users there can be: all that may connect have an inbox.</content>
public abstract partial class WireSpec
{
    private const string UserRule = "user id must be 1 to 250 bytes of UTF-8, without control, format or surrogate characters, # and ,";

    [WireFact]
    public Task User_OfAnyText_HasAnInbox() => CheckAsync("Namespaces:default:NamePattern=[a-z]+", async hub =>
    {
        foreach (var user in new[] { "Zoë", "用户:1", "a b", new string('x', 250) })
        {
            var connection = await hub.ConnectAsync(user);

            Assert.Equal([$"#{user}"], (await StartedAsync(connection, 1)).Keys, StringComparer.Ordinal);
            await hub.SendAsync(user, "1");
            Assert.Equal(($"#{user}", "1"), ((await connection.NextAsync(WireEventKind.Publication)) is var it ? it.Channel : "", it.Data));
            await connection.LeaveAsync();
        }
    });

    [WireFact]
    public Task User_ThatNoInboxCanBeNamedAfter_IsRefused() => CheckAsync(async hub =>
    {
        foreach (var user in new[] { "a,b", "a#b", "a\\u0000", "a\\u200b", new string('x', 251) })
        {
            var (connection, answer) = await hub.TryConnectAsync(WireHub.Token(user));

            AssertRefused(CloseCodes.InvalidToken with { Reason = UserRule }, connection, answer);
        }

        Assert.Empty(hub.Seen.Rest());
    });

    [WireFact]
    public Task User_ThatAHookMakesUp_IsHeldToTheRule() => CheckAsync(
        new WireHubSetup { Decisions = Decisions.OnConnecting(static context => context.Principal = context.Principal with { Kind = PrincipalKind.User, UserId = "a,b" }) },
        async hub =>
        {
            var (connection, answer) = await hub.TryConnectAsync();

            AssertRefused(CloseCodes.InvalidToken with { Reason = UserRule }, connection, answer);
            Assert.Empty(hub.Seen.Rest());
        });

    [WireFact(WireNeeds.Commands)]
    public Task User_ThatCannotBe_IsAnsweredWithTheRule() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        foreach (var (name, fields) in new[]
        {
            ("send", """{"user":"a,b","data":1}"""), ("inbox", """{"user":"a,b"}"""), ("mark", """{"user":"a,b","ids":["x"],"as":"read"}"""),
            ("connections", """{"user":"a,b"}"""), ("call", """{"method":"work:sum","user":"a,b"}"""),
            ("scheduled", """{"user":"a,b"}"""), ("unschedule", """{"user":"a,b","id":"x"}"""),
        })
        {
            var answer = await ann.OperateAsync(name, fields);
            Assert.Equal((name, 107u, "bad request: user must be 1 to 250 bytes of UTF-8, without control, format or surrogate characters, # and ,"), (name, answer.Code, answer.Message));
        }
    });

    [WireFact(WireNeeds.Commands)]
    public Task Publish_Null_IsAPayload() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var bob = await hub.BystanderAsync("bob");
        await StartedAsync(bob, 1);
        await bob.ResultAsync("subscribe", """{"channel":"room:a"}""");

        await ann.ResultAsync("publish", """{"channel":"room:a","data":null}""");

        Assert.Equal("null", (await bob.NextAsync(WireEventKind.Publication)).Data);
        Assert.Equal("null", Encoding.UTF8.GetString(Assert.Single((await hub.Api.HistoryAsync("room:a", cancellationToken: Cancelled)).Publications).Data.Span));
    });
}
