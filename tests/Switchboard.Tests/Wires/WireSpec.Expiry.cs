using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>Connections and subscriptions that end at a time, and renewing them. No ping is due in that time.</content>
public abstract partial class WireSpec
{
    [WireFact]
    public Task Expiry_NotRenewed_ClosesTheConnection() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", $"\"exp\":{hub.In(10)}");

        await AssertClosedInTimeAsync(hub, CloseCodes.Expired, ann);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Expiry_Renewed_GoesOn() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", $"\"exp\":{hub.In(10)}");

        var renewed = await ann.ResultAsync("refresh", $$"""{"token":"{{WireHub.Token("ann", $"\"exp\":{hub.In(20)}")}}"}""");

        Assert.Equal((true, 20), (renewed.Flag("expires"), renewed.Number("ttl")));
        hub.Advance(TimeSpan.FromSeconds(16));
        await ann.ResultAsync("publish", Publish);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Refresh_InvalidToken_ClosesTheConnection() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", $"\"exp\":{hub.In(10)}");

        Assert.True((await ann.CommandAsync("refresh", $$"""{"token":"{{WireHub.Token("bob")}}"}""")).IsClosed);

        await AssertClosedAsync(CloseCodes.InvalidToken, ann);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Refresh_ExpiredToken_ClosesTheConnection() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", $"\"exp\":{hub.In(10)}");

        Assert.True((await ann.CommandAsync("refresh", $$"""{"token":"{{WireHub.Token("ann", $"\"exp\":{hub.In(-1)}")}}"}""")).IsClosed);

        await AssertClosedAsync(CloseCodes.Expired, ann);
    });

    [WireFact]
    public Task Refresh_ByTheServer_IsTold() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", $"\"exp\":{hub.In(10)}");

        await hub.Api.RefreshAsync(ConnectionTarget.OfUser("ann"), hub.Time.GetUtcNow().AddSeconds(60), cancellationToken: Cancelled);

        var told = await ann.FindAsync(WireEventKind.Refresh);
        Assert.Equal((true, 60), (told.Body.Flag("expires"), told.Body.Number("ttl")));
    });

    [WireFact(WireNeeds.Commands)]
    public Task SubscriptionExpiry_NotRenewed_EndsTheSubscription() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await StartedAsync(ann, 1);
        var start = await ann.ResultAsync("subscribe", Subscribe(hub, 10));
        Assert.Equal(10, start.Number("ttl"));

        var ended = await hub.PassUntilAsync(ann.NextAsync(WireEventKind.Unsubscribed));

        Assert.Equal(("closed:a", 2501), (ended.Channel, ended.Body.Number("code")));
    });

    [WireFact(WireNeeds.Commands)]
    public Task SubscriptionExpiry_Renewed_GoesOn() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await ann.ResultAsync("subscribe", Subscribe(hub, 10));

        var renewed = await ann.ResultAsync("sub_refresh", Subscribe(hub, 20));

        Assert.Equal((true, 20), (renewed.Flag("expires"), renewed.Number("ttl")));
        hub.Advance(TimeSpan.FromSeconds(16));
        AssertError(ErrorCodes.AlreadySubscribed, await ann.CommandAsync("subscribe", Subscribe(hub, 10)));
    });

    [WireFact(WireNeeds.Commands)]
    public Task SubRefresh_OfNoSubscription_IsRefused() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        AssertError(ErrorCodes.PermissionDenied, await ann.CommandAsync("sub_refresh", Subscribe(hub, 10)));
    });

    [WireFact(WireNeeds.Commands)]
    public Task SubRefresh_InvalidToken_ClosesTheConnection() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await ann.ResultAsync("subscribe", Subscribe(hub, 10));

        Assert.True((await ann.CommandAsync("sub_refresh", """{"channel":"closed:a","token":"none"}""")).IsClosed);

        await AssertClosedAsync(CloseCodes.InvalidToken, ann);
    });

    [WireFact]
    public Task SubscriptionExpiry_OfTheServers_ClosesTheConnection() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var options = new SubscribeOptions { ExpiresAt = hub.Time.GetUtcNow().AddSeconds(10) };
        await hub.Api.SubscribeAsync(ConnectionTarget.OfUser("ann"), "room:a", options, Cancelled);
        await ann.FindAsync(WireEventKind.Subscribed);

        await AssertClosedInTimeAsync(hub, CloseCodes.SubscriptionExpired, ann);
    });

    private static string Subscribe(WireHub hub, int seconds)
        => $$"""{"channel":"closed:a","token":"{{WireHub.Token("ann", $"\"channel\":\"closed:a\",\"exp\":{hub.In(seconds)}")}}"}""";
}
