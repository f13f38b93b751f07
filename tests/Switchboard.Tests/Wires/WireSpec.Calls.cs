using Switchboard.Results;
using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>Calling methods, and serving them.</content>
public abstract partial class WireSpec
{
    private const string Sum = """{"method":"work:sum"}""";

    [WireFact(WireNeeds.Commands)]
    public Task Call_ToAnotherClient_IsAnswered() => CheckAsync(async hub =>
    {
        var worker = await hub.BystanderAsync("worker");
        await worker.ResultOfAsync("serve", Sum);
        var ann = await hub.ConnectAsync("ann");

        var calling = ann.OperateAsync("call", """{"method":"work:sum","data":[1,2]}""");

        var call = (await worker.FindAsync(WireEventKind.Call)).Body;
        Assert.Equal(("work:sum", "[1,2]", "ann"), (call.Text("method"), call.Json("data"), call.GetProperty("caller").Text("user")));
        Assert.True((await worker.ResultOfAsync("answer", $$"""{"id":"{{call.Text("id")}}","data":3}""")).Flag("taken"));
        Assert.Equal("3", (await calling).Result.Json("data"));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Call_AnsweredWithAnError_IsThatError() => CheckAsync(async hub =>
    {
        var worker = await hub.BystanderAsync("worker");
        await worker.ResultOfAsync("serve", Sum);
        var ann = await hub.ConnectAsync("ann");

        var calling = ann.OperateAsync("call", Sum);

        var call = (await worker.FindAsync(WireEventKind.Call)).Body;
        await worker.ResultOfAsync("answer", $$"""{"id":"{{call.Text("id")}}","error":{"code":1001,"message":"sold out"} }""");
        AssertError(new ErrorCode(1001, "sold out"), await calling);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Call_Refused_IsAnsweredWithTheReason() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");

        AssertError(ErrorCodes.MethodNotFound, await ann.OperateAsync("call", Sum));
        AssertError(ErrorCodes.PermissionDenied, await ann.OperateAsync("call", """{"method":"closed:sum"}"""));
        AssertError(ErrorCodes.PermissionDenied, await ann.OperateAsync("serve", """{"method":"closed:sum"}"""));
        AssertError(InvalidField.Missing("method"), await ann.OperateAsync("call", "{}"));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Call_NotAnsweredInTime_EndsAtItsDeadline() => CheckAsync(async hub =>
    {
        var worker = await hub.BystanderAsync("worker");
        await worker.ResultOfAsync("serve", Sum);
        var ann = await hub.ConnectAsync("ann");

        var calling = ann.OperateAsync("call", """{"method":"work:sum","deadline_ms":2000}""");
        await worker.FindAsync(WireEventKind.Call);

        AssertError(ErrorCodes.DeadlineExceeded, await hub.PassUntilAsync(calling));
        await worker.NextAsync(WireEventKind.Cancel);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Call_WithAnId_IsToldOfProgressAndCanBeCancelled() => CheckAsync(async hub =>
    {
        var worker = await hub.BystanderAsync("worker");
        await worker.ResultOfAsync("serve", Sum);
        var ann = await hub.ConnectAsync("ann");

        var calling = ann.OperateAsync("call", """{"method":"work:sum","id":"mine"}""");
        var call = (await worker.FindAsync(WireEventKind.Call)).Body;
        await worker.ResultOfAsync("answer", $$"""{"id":"{{call.Text("id")}}","progress":50}""");

        var progress = await ann.FindAsync(WireEventKind.Progress);
        Assert.Equal(("mine", "50"), (progress.Body.Text("id"), progress.Data));
        Assert.True((await ann.ResultOfAsync("cancel", """{"id":"mine"}""")).Flag("taken"));
        AssertError(ErrorCodes.Cancelled, await calling);
        Assert.Equal(call.Text("id"), (await worker.NextAsync(WireEventKind.Cancel)).Body.Text("id"));
        Assert.False((await ann.ResultOfAsync("cancel", """{"id":"mine"}""")).Flag("taken"));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Call_RepeatedUnderItsKey_IsCarriedOutOnce() => CheckAsync(async hub =>
    {
        var worker = await hub.BystanderAsync("worker");
        await worker.ResultOfAsync("serve", Sum);
        await worker.NextAsync(WireEventKind.Subscribed);
        var ann = await hub.ConnectAsync("ann");
        const string Keyed = """{"method":"work:sum","idempotency_key":"k"}""";
        var calling = ann.OperateAsync("call", Keyed);
        var call = await worker.NextAsync(WireEventKind.Call);
        await worker.ResultOfAsync("answer", $$"""{"id":"{{call.Body.Text("id")}}","data":3}""");
        Assert.Equal("3", (await calling).Result.Json("data"));

        Assert.Equal("3", (await ann.ResultOfAsync("call", Keyed)).Json("data"));

        // Had it been carried out again, the worker would have been given that before.
        await hub.SendAsync("worker", "1");
        await worker.NextAsync(WireEventKind.Publication);
    });

    [WireFact(WireNeeds.Commands)]
    public Task Serve_Method_IsGivenItsCalls() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await ann.ResultOfAsync("serve", Sum);

        var calling = hub.Api.CallAsync("work:sum", "[1,2]"u8.ToArray(), cancellationToken: Cancelled).AsTask();

        var call = (await ann.FindAsync(WireEventKind.Call)).Body;
        Assert.Equal(("work:sum", "[1,2]", "service"), (call.Text("method"), call.Json("data"), call.GetProperty("caller").Text("kind")));
        Assert.True((await ann.ResultOfAsync("answer", $$"""{"id":"{{call.Text("id")}}","data":3}""")).Flag("taken"));
        Assert.Equal("3"u8.ToArray(), (await calling).ToArray());
        Assert.False((await ann.ResultOfAsync("answer", $$"""{"id":"{{call.Text("id")}}","data":4}""")).Flag("taken"));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Unserve_Method_IsGivenNoMoreCalls() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var caller = await hub.BystanderAsync("caller");
        await ann.ResultOfAsync("serve", Sum);

        await ann.ResultOfAsync("unserve", Sum);

        AssertError(ErrorCodes.MethodNotFound, await caller.OperateAsync("call", Sum));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Leave_OfAWorker_EndsItsCallsAndServesNothing() => CheckAsync(Vanishing, async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var caller = await hub.BystanderAsync("caller");
        await ann.ResultOfAsync("serve", Sum);
        var calling = caller.OperateAsync("call", Sum);
        await ann.FindAsync(WireEventKind.Call);

        await ann.DisposeAsync();

        AssertError(ErrorCodes.WorkerLost, await WhenGoneAsync(hub, calling));
        AssertError(ErrorCodes.MethodNotFound, await caller.OperateAsync("call", Sum));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Leave_OfACaller_CancelsItsCalls() => CheckAsync(Vanishing, async hub =>
    {
        var worker = await hub.BystanderAsync("worker");
        await worker.ResultOfAsync("serve", Sum);
        var ann = await hub.ConnectAsync("ann");
        var calling = ann.OperateAsync("call", Sum);
        var call = await worker.FindAsync(WireEventKind.Call);

        await ann.DisposeAsync();

        Assert.Equal(call.Body.Text("id"), (await WhenGoneAsync(hub, worker.NextAsync(WireEventKind.Cancel))).Body.Text("id"));
        Assert.True((await calling).IsClosed);
    });
}
