using System.Text;
using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>JSON that is nested deeper than <c>limits.payloadDepth</c>.</content>
public abstract partial class WireSpec
{
    private const int MaxDepth = 56;

    [WireFact(WireNeeds.Commands)]
    public Task Depth_OfAPublication_IsBounded() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await ann.ResultAsync("subscribe", """{"channel":"room:a"}""");

        await ann.ResultAsync("publish", $$"""{"channel":"room:a","data":{{Nested(MaxDepth)}}}""");
        AssertTooDeep("data", await ann.CommandAsync("publish", $$"""{"channel":"room:a","data":{{Nested(MaxDepth + 1)}}}"""));
        AssertTooDeep("data", await ann.CommandAsync("publish", $$"""{"channel":"room:a","data":{{Nested(1000)}}}"""));

        Assert.Equal(Nested(MaxDepth), (await ann.FindAsync(WireEventKind.Publication)).Data);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Depth_OfAMessageToAUser_IsBounded() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        AssertTooDeep("data", await ann.OperateAsync("send", $$"""{"user":"bob","data":{{Nested(MaxDepth + 1)}}}"""));
        AssertTooDeep("data", await ann.OperateAsync("schedule", $$"""{"delay_ms":1000,"send":{"user":"bob","data":{{Nested(MaxDepth + 1)}} } }"""));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Depth_OfACallAndItsResult_IsBounded() => CheckAsync(async hub =>
    {
        var worker = await hub.BystanderAsync("worker");
        await worker.ResultOfAsync("serve", Sum);
        var ann = await hub.ConnectAsync("ann");
        AssertTooDeep("data", await ann.OperateAsync("call", $$"""{"method":"work:sum","data":{{Nested(MaxDepth + 1)}}}"""));

        var calling = ann.OperateAsync("call", $$"""{"method":"work:sum","data":{{Nested(MaxDepth)}}}""");
        var call = (await worker.FindAsync(WireEventKind.Call)).Body;
        Assert.Equal(Nested(MaxDepth), call.Json("data"));
        AssertTooDeep("progress", await worker.OperateAsync("answer", $$"""{"id":"{{call.Text("id")}}","progress":{{Nested(MaxDepth + 1)}}}"""));
        AssertTooDeep("data", await worker.OperateAsync("answer", $$"""{"id":"{{call.Text("id")}}","data":{{Nested(MaxDepth + 1)}}}"""));

        Assert.Equal(ErrorCodes.Internal.Code, (await calling).Code);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Depth_OfASubscribesData_IsBounded() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        AssertTooDeep("data", await ann.CommandAsync("subscribe", $$"""{"channel":"room:a","data":{{Nested(MaxDepth + 1)}}}"""));
        AssertTooDeep("info", await ann.CommandAsync("subscribe", $$"""{"channel":"closed:a","token":"{{WireHub.Token("ann", $"\"channel\":\"closed:a\",\"info\":{Nested(MaxDepth + 1)}")}}"}"""));
    });

    [WireFact(WireNeeds.ConnectData | WireNeeds.RefusalCodes)]
    public Task Depth_OfAConnectsData_IsBounded() => CheckAsync(async hub =>
    {
        var (_, answer) = await hub.TryConnectAsync(WireHub.Token("ann"), $"\"data\":{Nested(MaxDepth + 1)}");

        AssertTooDeep("data", answer);
    });

    [WireFact(WireNeeds.RefusalCodes)]
    public Task Depth_OfATokensInfo_IsBounded() => CheckAsync(async hub =>
    {
        await hub.ConnectAsync("bob", $"\"info\":{Nested(MaxDepth)}");

        var (_, answer) = await hub.TryConnectAsync(WireHub.Token("ann", $"\"info\":{Nested(MaxDepth + 1)}"));

        AssertTooDeep("info", answer);
    });

    [WireFact]
    public Task Depth_OfWhatAServiceSays_IsBounded() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var target = ConnectionTarget.OfUser("ann");
        byte[] deep = Encoding.UTF8.GetBytes(Nested(MaxDepth + 1));

        await AssertTooDeepAsync(() => hub.Api.PublishAsync("room:a", deep, cancellationToken: Cancelled).AsTask());
        await AssertTooDeepAsync(() => hub.Api.SendAsync("ann", deep, cancellationToken: Cancelled).AsTask());
        await AssertTooDeepAsync(() => hub.Api.SchedulePublishAsync("room:a", deep, hub.Time.GetUtcNow().AddSeconds(1), cancellationToken: Cancelled).AsTask());
        await AssertTooDeepAsync(() => hub.Api.SubscribeAsync(target, "room:a", new SubscribeOptions { Info = deep }, Cancelled).AsTask());
        await AssertTooDeepAsync(() => hub.Api.RefreshAsync(target, null, deep, Cancelled).AsTask());
        await hub.SendAsync("ann", "1");
        Assert.Equal("1", (await ann.FindAsync(WireEventKind.Publication)).Data);
    });

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static void AssertTooDeep(string field, WireAnswer answer)
    {
        Assert.Equal((ErrorCodes.BadRequest.Code, false), (answer.Code, answer.IsClosed));
        Assert.Contains($"{field} is nested deeper than limits.payloadDepth ({MaxDepth})", answer.Message, StringComparison.Ordinal);
    }

    private static async Task AssertTooDeepAsync(Func<Task> act)
    {
        var refused = await Assert.ThrowsAsync<SwitchboardException>(act);
        Assert.Equal(ErrorCodes.BadRequest.Code, refused.Error.Code);
        Assert.Contains("nested deeper", refused.Message, StringComparison.Ordinal);
    }
}
