using Switchboard.Results;
using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <content>Jobs: calls that outlive their connections.</content>
public abstract partial class WireSpec
{
    [WireFact(WireNeeds.Commands)]
    public Task Job_OfAUser_IsCarriedOutAndToldInTheInbox() => CheckAsync(async hub =>
    {
        var worker = await hub.BystanderAsync("worker");
        await worker.ResultOfAsync("serve", Sum);
        var ann = await hub.ConnectAsync("ann");

        var id = (await ann.ResultOfAsync("job", """{"method":"work:sum","data":[1,2]}""")).Text("id");

        var call = (await worker.FindAsync(WireEventKind.Call)).Body;
        Assert.Equal(("work:sum", "[1,2]", id, 1), (call.Text("method"), call.Json("data"), call.Text("job"), call.Number("attempt")));
        Assert.Equal("ann", call.GetProperty("caller").Text("user"));
        Assert.Equal("started", (await ann.ResultOfAsync("job_status", $$"""{"id":"{{id}}"}""")).Text("state"));
        await worker.ResultOfAsync("answer", $$"""{"id":"{{call.Text("id")}}","progress":50}""");
        await worker.ResultOfAsync("answer", $$"""{"id":"{{call.Text("id")}}","data":3}""");

        Assert.Equal(["queued", "started", "progress 50", "done 3"], await ToldAsync(ann, id, "done"), StringComparer.Ordinal);
        var status = await ann.ResultOfAsync("job_status", $$"""{"id":"{{id}}"}""");
        Assert.Equal(("done", "3", 1), (status.Text("state"), status.Json("result"), status.Number("attempt")));
        var kept = (await ann.ResultOfAsync("inbox", """{"kind":"job"}""")).List("messages").Single();
        Assert.Equal((id, "done"), (kept.GetProperty("data").Text("id"), kept.GetProperty("data").Text("state")));

        // By what it says itself, where a wire has no room for tags.
        Assert.Equal(0, (await ann.ResultOfAsync("mark", $$"""{"ids":["{{kept.GetProperty("data").Text("message")}}"],"as":"read"}""")).Number("unread"));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Job_ServedOnThisWire_IsGivenAsACall() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await ann.ResultOfAsync("serve", Sum);

        var id = await hub.Api.SubmitJobAsync("work:sum", "[1,2]"u8.ToArray(), cancellationToken: Cancelled);

        var call = (await ann.FindAsync(WireEventKind.Call)).Body;
        Assert.Equal((id, 1, "service"), (call.Text("job"), call.Number("attempt"), call.GetProperty("caller").Text("kind")));
        Assert.True((await ann.ResultOfAsync("answer", $$"""{"id":"{{call.Text("id")}}","data":3}""")).Flag("taken"));
        await WireHub.UntilAsync(async () => (await hub.Api.JobAsync(id, Cancelled)).State == JobState.Done, "the job is done");
    });

    [WireFact(WireNeeds.Commands)]
    public Task Job_OfAWorkerThatLeaves_IsGivenToAnother() => CheckAsync(Vanishing, async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        await ann.ResultOfAsync("serve", Sum);
        var id = await hub.Api.SubmitJobAsync("work:sum", cancellationToken: Cancelled);
        await ann.FindAsync(WireEventKind.Call);

        await ann.DisposeAsync();

        var other = await hub.BystanderAsync("other");
        await other.ResultOfAsync("serve", Sum);
        var call = (await hub.PassUntilAsync(other.FindAsync(WireEventKind.Call))).Body;
        Assert.Equal((id, 2), (call.Text("job"), call.Number("attempt")));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Job_WhoseCallerLeaves_GoesOn() => CheckAsync(Vanishing, async hub =>
    {
        var worker = await hub.BystanderAsync("worker");
        await worker.ResultOfAsync("serve", Sum);
        var ann = await hub.ConnectAsync("ann");
        var id = (await ann.ResultOfAsync("job", Sum)).Text("id");
        var call = (await worker.FindAsync(WireEventKind.Call)).Body;

        await ann.DisposeAsync();

        Assert.True((await worker.ResultOfAsync("answer", $$"""{"id":"{{call.Text("id")}}","data":3}""")).Flag("taken"));
        var again = await hub.BystanderAsync("ann");
        await WireHub.UntilAsync(async () => (await again.ResultOfAsync("inbox", """{"kind":"job"}""")).List("messages").Length > 0, "the end is in the inbox");
        Assert.Equal("3", (await again.ResultOfAsync("job_status", $$"""{"id":"{{id}}"}""")).Json("result"));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Job_CancelledAndRunAgain_IsToldToItsWorker() => CheckAsync(async hub =>
    {
        var worker = await hub.BystanderAsync("worker");
        await worker.ResultOfAsync("serve", Sum);
        var ann = await hub.ConnectAsync("ann");
        var id = (await ann.ResultOfAsync("job", Sum)).Text("id");
        var call = (await worker.FindAsync(WireEventKind.Call)).Body;

        Assert.True((await ann.ResultOfAsync("job_cancel", $$"""{"id":"{{id}}"}""")).Flag("cancelled"));
        Assert.Equal(call.Text("id"), (await worker.NextAsync(WireEventKind.Cancel)).Body.Text("id"));
        Assert.False((await ann.ResultOfAsync("job_cancel", $$"""{"id":"{{id}}"}""")).Flag("cancelled"));
        Assert.Equal("cancelled", (await ann.ResultOfAsync("jobs", "{}")).List("jobs").Single().Text("state"));

        Assert.True((await ann.ResultOfAsync("job_retry", $$"""{"id":"{{id}}"}""")).Flag("retried"));
        Assert.Equal(id, (await worker.FindAsync(WireEventKind.Call)).Body.Text("job"));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Job_Refused_IsAnsweredWithTheReason() => CheckAsync(async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var bob = await hub.BystanderAsync("bob");
        var ofBob = (await bob.ResultOfAsync("job", Sum)).Text("id");

        AssertError(InvalidField.Missing("method"), await ann.OperateAsync("job", "{}"));
        AssertError(ErrorCodes.BadRequest with { Message = "bad request: fields come as one JSON object, such as {} for none" }, await ann.OperateAsync("job", "5"));
        AssertError(InvalidField.Of("'retries'", "must be a whole number of at most 2147483647"), await ann.OperateAsync("job", """{"method":"work:sum","retries":1.5}"""));
        AssertError(ErrorCodes.PermissionDenied, await ann.OperateAsync("job", """{"method":"closed:sum"}"""));
        AssertError(
            ErrorCodes.MethodNotFound with { Message = "method not found: no namespace is configured that has a method of this name" }, await ann.OperateAsync("job", """{"method":"nowhere:sum"}"""));
        AssertError(InvalidField.Of("priority", "must be from 1 to 5; 5 comes first"), await ann.OperateAsync("job", """{"method":"work:sum","priority":6}"""));
        AssertError(InvalidField.Of("expires_ms", "ends before the job may begin (at, delay_ms)"), await ann.OperateAsync("job", """{"method":"work:sum","delay_ms":2000,"expires_ms":1000}"""));
        AssertError(InvalidField.Of("cron", "must be a cron expression of five fields, or of six with seconds"), await ann.OperateAsync("job", """{"method":"work:sum","cron":"often"}"""));
        AssertError(InvalidField.Of("id", "is not that of a job of yours, or the job is not kept any more"), await ann.OperateAsync("job_status", $$"""{"id":"{{ofBob}}"}"""));
        AssertError(InvalidField.Of("id", "is not that of a job of yours, or the job is not kept any more"), await ann.OperateAsync("job_cancel", $$"""{"id":"{{ofBob}}"}"""));
        AssertError(ErrorCodes.PermissionDenied, await ann.OperateAsync("jobs", """{"user":"bob"}"""));
        Assert.Empty((await ann.ResultOfAsync("jobs", "{}")).List("jobs"));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Job_OneTooMany_IsRefusedHoweverItBegins() => CheckAsync("Jobs:MaxPerUser=1", async hub =>
    {
        var ann = await hub.ConnectAsync("ann");
        var first = (await ann.ResultOfAsync("job", Sum)).Text("id");
        var tooMany = ErrorCodes.LimitExceeded with { Message = "limit exceeded: 1 jobs have not ended (jobs.maxPerUser): wait for one, or cancel one" };

        AssertError(tooMany, await ann.OperateAsync("job", Sum));
        await ann.ResultOfAsync("job_cancel", $$"""{"id":"{{first}}"}""");
        var second = (await ann.ResultOfAsync("job", Sum)).Text("id");
        AssertError(tooMany, await ann.OperateAsync("job_retry", $$"""{"id":"{{first}}"}"""));
        await ann.ResultOfAsync("job_cancel", $$"""{"id":"{{second}}"}""");
        Assert.True((await ann.ResultOfAsync("job_retry", $$"""{"id":"{{first}}"}""")).Flag("retried"));
    });

    [WireFact(WireNeeds.Commands)]
    public Task Job_OfNobody_IsRefused() => CheckAsync(async hub =>
    {
        var (nobody, _) = await hub.TryConnectAsync();

        AssertError(ErrorCodes.PermissionDenied, await nobody.OperateAsync("job", Sum));
    });

    /// <summary>What a client is told of a job, up to a state.</summary>
    private static async Task<List<string>> ToldAsync(WireConnection client, string id, string last)
    {
        var told = new List<string>();
        while (told.Count == 0 || !told[^1].StartsWith(last, StringComparison.Ordinal))
        {
            var notice = (await client.FindAsync(WireEventKind.Publication)).Body.GetProperty("data");
            Assert.Equal(id, notice.Text("id"));
            var more = notice.TryGetProperty("progress", out var value) || notice.TryGetProperty("result", out value) ? $" {value.GetRawText()}" : "";
            told.Add(notice.Text("state") + more);
        }

        return told;
    }
}
