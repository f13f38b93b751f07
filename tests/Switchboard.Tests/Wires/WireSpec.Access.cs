using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>What is said at run time about who may do what holds at once, for live connections, too.</content>
public abstract partial class WireSpec
{
    private const string ClosedNamespace = "Namespaces:shut:AllowSubscribe=";

    [WireFact(WireNeeds.Commands)]
    public Task Grant_LetsIn_AndEndsWhatItAllowedWhenItIsTakenBack() => CheckAsync(ClosedNamespace, async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await StartedAsync(ann, 1);
        AssertError(ErrorCodes.PermissionDenied, await ann.CommandAsync("subscribe", """{"channel":"shut:a"}"""));

        await hub.Access.GrantAsync("ann", Operations.Subscribe, "shut:*", cancellationToken: Cancelled);
        await ann.ResultAsync("subscribe", """{"channel":"shut:a"}""");
        await ann.ResultAsync("subscribe", """{"channel":"room:a"}""");
        AssertError(ErrorCodes.PermissionDenied, await (await hub.ConnectAsync("bob")).CommandAsync("subscribe", """{"channel":"shut:a"}"""));

        await hub.Access.RevokeAsync("ann", Operations.Subscribe, "shut:*", Cancelled);

        var ended = await ann.FindAsync(WireEventKind.Unsubscribed);
        Assert.Equal(("shut:a", 2000), (ended.Channel, ended.Body.Number("code")));
        AssertError(ErrorCodes.PermissionDenied, await ann.CommandAsync("subscribe", """{"channel":"shut:a"}"""));
        await hub.PublishAsync("room:a", "1");
        Assert.Equal("1", (await ann.FindAsync(WireEventKind.Publication)).Data);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Grant_WhoseTimeIsOver_EndsWhatItAllowed() => CheckAsync(ClosedNamespace, async hub =>
    {
        await hub.Access.GrantAsync("ann", Operations.Subscribe, "shut:a", hub.Time.GetUtcNow().AddSeconds(3), Cancelled);
        var ann = await hub.ConnectAsync("ann");
        await StartedAsync(ann, 1);
        await ann.ResultAsync("subscribe", """{"channel":"shut:a"}""");

        var ended = await hub.PassUntilAsync(ann.FindAsync(WireEventKind.Unsubscribed));

        Assert.Equal(("shut:a", 2000), (ended.Channel, ended.Body.Number("code")));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Token_Capabilities_HoldForWhatTheyDescribe_UntilANewTokenHasThemNot() => CheckAsync(ClosedNamespace, async hub =>
    {
        var ann = await hub.ConnectAsync("ann", """
            "caps":[{"channels":["shut:a"],"allow":["sub"]},{"channels":["shut:x-*"],"match":"wildcard","allow":["sub","hst"]}]
            """);
        await StartedAsync(ann, 1);
        await ann.ResultAsync("subscribe", """{"channel":"shut:a"}""");
        await ann.ResultAsync("subscribe", """{"channel":"shut:x-1"}""");
        AssertError(ErrorCodes.PermissionDenied, await ann.CommandAsync("subscribe", """{"channel":"shut:b"}"""));

        await RefreshAsync(ann, """
            "caps":[{"channels":["shut:a"],"allow":["subscribe"]}]
            """);

        var ended = await ann.FindAsync(WireEventKind.Unsubscribed);
        Assert.Equal(("shut:x-1", 2000), (ended.Channel, ended.Body.Number("code")));
        AssertError(ErrorCodes.AlreadySubscribed, await ann.CommandAsync("subscribe", """{"channel":"shut:a"}"""));
    });

    [WireFact]
    public Task Block_ClosesEveryConnection_AndLetsNoneIn() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var bob = await hub.ConnectAsync("bob");
        await StartedAsync(ann, 1);
        await StartedAsync(bob, 1);

        await hub.Access.BlockAsync("ann", cancellationToken: Cancelled);

        await AssertClosedAsync(CloseCodes.PermissionDenied, ann);
        var (connection, answer) = await hub.TryConnectAsync(WireHub.Token("ann"));
        AssertRefused(CloseCodes.PermissionDenied, connection, answer);
        await hub.SendAsync("bob", "1");
        Assert.Equal("1", (await bob.NextAsync(WireEventKind.Publication)).Data);

        await hub.Access.UnblockAsync("ann", Cancelled);
        await StartedAsync(await hub.ConnectAsync("ann"), 1);
    });

    [WireFact]
    public Task Block_WhoseTimeIsOver_LetsIn() => CheckAsync(async hub =>
    {
        await hub.Access.BlockAsync("ann", hub.Time.GetUtcNow().AddSeconds(2), cancellationToken: Cancelled);
        var (connection, answer) = await hub.TryConnectAsync(WireHub.Token("ann"));
        AssertRefused(CloseCodes.PermissionDenied, connection, answer);

        hub.Advance(TimeSpan.FromSeconds(2));

        await StartedAsync(await hub.ConnectAsync("ann"), 1);
    });

    [WireFact]
    public Task RevokeToken_ClosesItsConnection_AndNoOther() => CheckAsync(async hub =>
    {
        var one = await hub.ConnectAsync("ann", "\"jti\":\"one\"");
        var two = await hub.ConnectAsync("ann", "\"jti\":\"two\"");
        await StartedAsync(one, 1);
        await StartedAsync(two, 1);

        await hub.Access.RevokeTokenAsync("one", Cancelled);

        await AssertClosedAsync(CloseCodes.InvalidToken, one);
        var (connection, answer) = await hub.TryConnectAsync(WireHub.Token("ann", "\"jti\":\"one\""));
        AssertRefused(CloseCodes.InvalidToken, connection, answer);
        await hub.SendAsync("ann", "1");
        Assert.Equal("1", (await two.NextAsync(WireEventKind.Publication)).Data);
    });

    [WireFact(WireNeeds.Commands)]
    public Task RevokeToken_OfASubscription_EndsItAndNoOther() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await StartedAsync(ann, 1);
        await ann.ResultAsync("subscribe", RoomOf(hub, "\"jti\":\"one\""));
        await ann.ResultAsync("subscribe", """{"channel":"room:b"}""");
        await hub.Access.RevokeTokenAsync("other", Cancelled);

        await hub.Access.RevokeTokenAsync("one", Cancelled);

        var ended = await ann.FindAsync(WireEventKind.Unsubscribed);
        Assert.Equal(("room:a", 2000), (ended.Channel, ended.Body.Number("code")));
        AssertError(ErrorCodes.PermissionDenied, await ann.CommandAsync("subscribe", RoomOf(hub, "\"jti\":\"one\"")));
        await hub.PublishAsync("room:b", "1");
        Assert.Equal("1", (await ann.FindAsync(WireEventKind.Publication)).Data);
    });

    [WireFact(WireNeeds.Commands)]
    public Task RevokeToken_OfARefreshedSubscription_IsTheLastOne() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await StartedAsync(ann, 1);
        await ann.ResultAsync("subscribe", RoomOf(hub, "\"jti\":\"one\""));
        await ann.ResultAsync("sub_refresh", RoomOf(hub, "\"jti\":\"two\""));
        await hub.Access.RevokeTokenAsync("one", Cancelled);
        await hub.PublishAsync("room:a", "1");
        Assert.Equal("1", (await ann.FindAsync(WireEventKind.Publication)).Data);

        await hub.Access.RevokeTokenAsync("two", Cancelled);

        var ended = await ann.FindAsync(WireEventKind.Unsubscribed);
        Assert.Equal(("room:a", 2000), (ended.Channel, ended.Body.Number("code")));
    });

    [WireFact]
    public Task RevokeTokens_OfAUser_HoldsForThoseMadeBefore() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await StartedAsync(ann, 1);

        await hub.Access.RevokeTokensAsync("ann", Cancelled);

        await AssertClosedAsync(CloseCodes.InvalidToken, ann);
        foreach (var claims in new[] { "", $"\"iat\":{hub.In(0)}", $"\"iat\":{hub.In(-5)}" })
        {
            var (connection, answer) = await hub.TryConnectAsync(WireHub.Token("ann", claims));
            AssertRefused(CloseCodes.InvalidToken, connection, answer);
        }

        await StartedAsync(await hub.ConnectAsync("ann", $"\"iat\":{hub.In(1)}"), 1);
        await StartedAsync(await hub.ConnectAsync("bob"), 1);
    });
}
