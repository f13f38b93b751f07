using System.Text;
using System.Text.Json;
using Switchboard.Tests.Hooks;
using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>What a refresh changes: the channels that the server gave, who the user is to others, what it serves.</content>
public abstract partial class WireSpec
{
    [WireFact(WireNeeds.Commands)]
    public Task Refresh_OtherChannels_AreCarriedOut() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", """
            "channels":["room:a"],"subs":{"room:b":{}}
            """);
        await StartedAsync(ann, 3);

        await RefreshAsync(ann, """
            "channels":["room:b"],"subs":{"room:c":{"data":7},"room:d":{}}
            """);

        var ended = await ann.NextAsync(WireEventKind.Unsubscribed);
        Assert.Equal(("room:a", 2000), (ended.Channel, ended.Body.Number("code")));
        var begun = await StartedAsync(ann, 2);
        Assert.Equal(("7", true), (begun["room:c"].Json("data"), begun.ContainsKey("room:d")));
        foreach (var channel in new[] { "room:a", "room:b", "room:c" })
        {
            await hub.PublishAsync(channel, $"\"{channel}\"");
        }

        Assert.Equal("\"room:b\"", (await ann.NextAsync(WireEventKind.Publication)).Data);
        Assert.Equal("\"room:c\"", (await ann.NextAsync(WireEventKind.Publication)).Data);
        await hub.EmptyAsync("room:a");
    });

    [WireFact(WireNeeds.Commands)]
    public Task Refresh_SameChannels_ChangesNothing() => CheckAsync(async hub =>
    {
        const string Claims = """
            "channels":["room:a"],"subs":{"room:b":{"info":1,"data":1,"override":{"join_leave":{"value":false}}}}
            """;
        var ann = await hub.ConnectAsync("ann", Claims);
        await StartedAsync(ann, 3);
        await hub.Api.UnsubscribeAsync(ConnectionTarget.OfUser("ann"), "room:a", cancellationToken: Cancelled);
        await ann.NextAsync(WireEventKind.Unsubscribed);

        await RefreshAsync(ann, Claims);

        await hub.PublishAsync("room:a", "1");
        await hub.PublishAsync("room:b", "2");
        Assert.Equal("2", (await ann.NextAsync(WireEventKind.Publication)).Data);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Refresh_ChannelThatTheClientSubscribedTo_StaysItsOwn() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await StartedAsync(ann, 1);
        await ann.ResultAsync("subscribe", """{"channel":"room:a"}""");

        await RefreshAsync(ann, """
            "channels":["room:a","#ann"]
            """);
        await RefreshAsync(ann, "");

        await hub.PublishAsync("room:a", "1");
        Assert.Equal("1", (await ann.NextAsync(WireEventKind.Publication)).Data);
        await hub.SendAsync("ann", "2");
        Assert.Equal("2", (await ann.NextAsync(WireEventKind.Publication)).Data);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Refresh_ChannelOfAnotherKind_MakesTheClientComeBack() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", """
            "channels":["room:a"]
            """);
        var token = WireHub.Token("ann", """
            "subs":{"room:a":{"override":{"presence":{"value":false}}}}
            """);

        Assert.True((await ann.CommandAsync("refresh", $$"""{"token":"{{token}}"}""")).IsClosed);

        await AssertClosedAsync(CloseCodes.InsufficientState, ann);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Refresh_GrantTakenAway_EndsServing() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", """
            "serve":["closed:sum"]
            """);
        await ann.ResultOfAsync("serve", """{"method":"closed:sum"}""");

        await RefreshAsync(ann, "");

        var failure = await Assert.ThrowsAsync<SwitchboardException>(async () => await hub.Api.CallAsync("closed:sum", cancellationToken: Cancelled));
        Assert.Equal(ErrorCodes.MethodNotFound, failure.Error);
        AssertError(ErrorCodes.PermissionDenied, await ann.OperateAsync("serve", """{"method":"closed:sum"}"""));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Refresh_InfoOfTheToken_IsWhatOthersSee() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", """
            "info":"old","subs":{"room:a":{"info":"old"}}
            """);
        var bob = await WatchAsync(hub);

        await RefreshAsync(ann, """
            "info":"new","subs":{"room:a":{"info":"newer"}}
            """);

        await AssertShowsAsync(hub, ann, bob, "\"new\"", "\"newer\"");
    });

    [WireFact(WireNeeds.Commands)]
    public Task Refresh_InfoOfTheService_IsWhatOthersSee() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", """
            "info":"old","subs":{"room:a":{"info":"its"}}
            """);
        var bob = await WatchAsync(hub);

        await hub.Api.RefreshAsync(ConnectionTarget.OfUser("ann"), null, "\"new\""u8.ToArray(), Cancelled);

        await AssertShowsAsync(hub, ann, bob, "\"new\"", "\"its\"");
    });

    [WireFact(WireNeeds.Commands)]
    public Task Refresh_InfoOfAHook_IsWhatOthersSee()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var setup = new WireHubSetup
        {
            Decisions = new Decisions
            {
                Refreshing = Decisions.At<RefreshingContext>(context =>
                {
                    (context.ExpiresAt, context.Info) = (null, "\"new\""u8.ToArray());
                    asked.TrySetResult();
                }),
            },
        };
        return CheckAsync(setup, async hub =>
        {
            var ann = await hub.ConnectAsync("ann", """
                "info":"old"
                """);
            var options = new SubscribeOptions { ExpiresAt = hub.Time.GetUtcNow().AddSeconds(5), Info = "\"old\""u8.ToArray() };
            await hub.Api.SubscribeAsync(ConnectionTarget.OfUser("ann"), "room:a", options, Cancelled);
            await ann.FindAsync(WireEventKind.Subscribed);
            var bob = await WatchAsync(hub);

            await hub.PassUntilAsync(AskedAsync());

            await WireHub.UntilAsync(async () => (await hub.Api.PresenceAsync("room:a", Cancelled)).Any(static client => client.ChannelInfo.Span.SequenceEqual("\"new\""u8)), "the answer counts");
            await AssertShowsAsync(hub, ann, bob, "\"old\"", "\"new\"");
        });

        async Task<bool> AskedAsync()
        {
            await asked.Task;
            return true;
        }
    }

    [WireFact(WireNeeds.Commands)]
    public Task SubRefresh_InfoOfTheToken_IsWhatOthersSee() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", """
            "info":"its"
            """);
        await ann.ResultAsync("subscribe", RoomOf(hub, "\"info\":\"old\""));
        var bob = await WatchAsync(hub);

        await ann.ResultAsync("sub_refresh", RoomOf(hub, "\"info\":\"new\""));

        await AssertShowsAsync(hub, ann, bob, "\"its\"", "\"new\"");
    });

    [WireFact(WireNeeds.Commands)]
    public Task SubRefresh_ExpiredToken_EndsTheSubscription() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await StartedAsync(ann, 1);
        await ann.ResultAsync("subscribe", Subscribe(hub, 10));

        var answer = await ann.ResultAsync("sub_refresh", Subscribe(hub, -1));

        Assert.False(answer.Flag("expires"));
        var ended = await ann.NextAsync(WireEventKind.Unsubscribed);
        Assert.Equal(("closed:a", 2501), (ended.Channel, ended.Body.Number("code")));
        await ann.ResultAsync("subscribe", Subscribe(hub, 10));
    });

    [WireFact(WireNeeds.Commands)]
    public Task SubRefresh_ExpiredTokenForTheServersOwn_ClosesTheConnection() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann", """
            "channels":["closed:a"]
            """);

        Assert.True((await ann.CommandAsync("sub_refresh", Subscribe(hub, -1))).IsClosed);

        await AssertClosedAsync(CloseCodes.SubscriptionExpired, ann);
    });

    private static Task<JsonElement> RefreshAsync(WireConnection connection, string claims)
        => connection.ResultAsync("refresh", $$"""{"token":"{{WireHub.Token("ann", claims)}}"}""");

    private static string RoomOf(WireHub hub, string claims)
        => $$"""{"channel":"room:a","token":"{{WireHub.Token("ann", $"\"channel\":\"room:a\",\"exp\":{hub.In(60)},{claims}")}}"}""";

    /// <summary>Asserts what others see of a connection in <c>room:a</c>: in presence, with its publications and as it leaves.</summary>
    private static async Task AssertShowsAsync(WireHub hub, WireConnection ann, WireConnection bob, string info, string channelInfo)
    {
        var present = Assert.Single(await hub.Api.PresenceAsync("room:a", Cancelled), static client => client.User == "ann");
        Assert.Equal((info, channelInfo), (Encoding.UTF8.GetString(present.ConnectionInfo.Span), Encoding.UTF8.GetString(present.ChannelInfo.Span)));
        await ann.ResultAsync("publish", Publish);
        var publisher = (await bob.NextAsync(WireEventKind.Publication)).Body.GetProperty("info");
        Assert.Equal((info, channelInfo), (publisher.Json("conn_info"), publisher.Json("chan_info")));
        await ann.LeaveAsync();
        var left = (await bob.NextAsync(WireEventKind.Leave)).Body;
        Assert.Equal((info, channelInfo), (left.Json("conn_info"), left.Json("chan_info")));
    }
}
