using Switchboard.Results;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Calls;

/// <summary>How calls end other than by their worker's answer, and what becomes of answers that nobody waits for.</summary>
public sealed class CallEndTests
{
    [Fact]
    public async Task Deadline_Passed_EndsTheCallAndTellsTheWorker()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum");
        var pending = hub.Connect().CallAsync("sum", ""","deadline_ms":500""");
        var given = Assert.Single(worker.Given);
        Assert.Equal(500, given.DeadlineMilliseconds);

        hub.Engine.Time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(pending.IsCompleted);
        hub.Engine.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(ErrorCodes.DeadlineExceeded, (await pending).Error);
        Assert.Contains($"cancel {given.Id}", worker.Sink.Lines, StringComparer.Ordinal);
        Assert.False(await worker.AnswerAsync(given.Id));
    }

    [Fact]
    public async Task Deadline_OfTheServer_HoldsWhereTheCallerNamesNone()
    {
        await using var hub = CallHub.Create("\"defaultDeadlineSeconds\": 2, \"maxDeadlineSeconds\": 3");
        var worker = await hub.ServeAsync("sum");
        var caller = hub.Connect();
        var pending = caller.CallAsync("sum");
        _ = caller.CallAsync("sum", ""","deadline_ms":900000000000000""");

        Assert.Equal([2000, 3000], worker.Given.Select(given => given.DeadlineMilliseconds));
        hub.Engine.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(ErrorCodes.DeadlineExceeded, (await pending).Error);
        Assert.Equal(ErrorCodes.BadRequest, (await caller.CallAsync("sum", ""","deadline_ms":-1""")).Error);
    }

    [Fact]
    public async Task Deadline_WhileWaiting_FreesThePlace()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum", concurrency: 1);
        var caller = hub.Connect();
        _ = caller.CallAsync("sum");
        var pending = caller.CallAsync("sum", ""","deadline_ms":500""");

        hub.Engine.Time.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Equal(ErrorCodes.DeadlineExceeded, (await pending).Error);
        Assert.True(await worker.AnswerAsync(worker.Given[0].Id));
        Assert.Single(worker.Given);
    }

    [Fact]
    public async Task Cancel_ById_EndsTheCallAndTellsTheWorker()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum");
        var caller = hub.Connect();
        var pending = caller.CallAsync("sum", ""","id":"mine" """);

        Assert.Equal("""{"taken":false}""", await hub.Connect().OkAsync("cancel", """{"id":"mine"}"""));
        Assert.Equal("""{"taken":true}""", await caller.OkAsync("cancel", """{"id":"mine"}"""));

        Assert.Equal(ErrorCodes.Cancelled, (await pending).Error);
        Assert.Contains($"cancel {worker.Given[0].Id}", worker.Sink.Lines, StringComparer.Ordinal);
        Assert.Equal("""{"taken":false}""", await caller.OkAsync("cancel", """{"id":"mine"}"""));
        Assert.Equal(InvalidField.Missing("id"), await caller.ErrorAsync("cancel", "{}"));
    }

    [Fact]
    public async Task Vanish_Caller_CancelsItsCalls()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum", concurrency: 1);
        var caller = hub.Connect();
        var pending = new[] { caller.CallAsync("sum"), caller.CallAsync("sum") };

        hub.Cut(caller);

        Assert.All(await Task.WhenAll(pending), outcome => Assert.Equal(ErrorCodes.Cancelled, outcome.Error));
        Assert.Equal($"cancel {worker.Given[0].Id}", worker.Sink.Lines[^1]);
        Assert.Single(worker.Given);
    }

    [Fact]
    public async Task Close_CallerAndWorkerAtOnce_LeavesNothing()
    {
        await using var hub = CallHub.Create();
        var one = await hub.ServeAsync("sum");
        var pending = one.CallAsync("sum");

        hub.Cut(one);

        Assert.False((await pending).IsSuccess);
        Assert.Equal(ErrorCodes.NotAvailable, await one.ErrorAsync("serve", """{"method":"sum"}"""));
        Assert.Equal(ErrorCodes.MethodNotFound, (await hub.Connect().CallAsync("sum")).Error);
    }

    [Fact]
    public async Task Answer_Twice_OnlyTheFirstCounts()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum");
        var pending = hub.Connect().CallAsync("sum");
        var id = worker.Given[0].Id;

        Assert.True(await worker.AnswerAsync(id));
        Assert.False(await worker.AnswerAsync(id, "\"data\":3"));

        Assert.Equal("""{"data":2}""", System.Text.Encoding.UTF8.GetString((await pending).Value.Span));
    }

    [Fact]
    public async Task Answer_CallOfAnother_IsNotTaken()
    {
        await using var hub = CallHub.Create();
        var (worker, other) = (await hub.ServeAsync("sum"), await hub.ServeAsync("sum"));
        var pending = hub.Connect().CallAsync("sum");

        Assert.False(await other.AnswerAsync(worker.Given[0].Id));
        Assert.False(await other.AnswerAsync("nothing"));
        Assert.False(await hub.Connect().AnswerAsync(worker.Given[0].Id));
        Assert.False(pending.IsCompleted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"id":7,"data":1}""")]
    [InlineData("""{"id":"x","error":"no"}""")]
    [InlineData("""{"id":"x","error":{"code":-1}}""")]
    [InlineData("""{"id":"\ud800"}""")]
    public async Task Answer_Garbage_IsABadRequestAndTheCallGoesOn(string fields)
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum");
        var pending = hub.Connect().CallAsync("sum");

        Assert.Equal(ErrorCodes.BadRequest.Code, (await worker.ErrorAsync("answer", fields))?.Code);

        Assert.True(await worker.AnswerAsync(worker.Given[0].Id));
        Assert.True((await pending).IsSuccess);
    }

    [Theory]
    [InlineData("""{"code":103}""", 103, "permission denied")]
    [InlineData("""{"code":107,"message":"no such day"}""", 107, "no such day")]
    [InlineData("""{"code":1234,"message":"sold out"}""", 1234, "sold out")]
    public async Task Answer_Error_IsTheCallers(string error, int code, string message)
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum");
        var pending = hub.Connect().CallAsync("sum");

        Assert.True(await worker.AnswerAsync(worker.Given[0].Id, $"\"error\":{error}"));

        Assert.Equal(((uint)code, message), ((await pending).Error!.Code, (await pending).Error!.Message));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    [InlineData(2000)]
    public async Task Answer_ErrorThatIsNone_EndsTheCallAllTheSame(int code)
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum");
        var pending = hub.Connect().CallAsync("sum");

        var answer = $$$"""{"id":"{{{worker.Given[0].Id}}}","error":{"code":{{{code}}}}}""";

        var refused = await worker.ErrorAsync("answer", answer);
        Assert.Equal(ErrorCodes.BadRequest.Code, refused.Code);
        Assert.Contains("from 400 to 1999", refused.Message, StringComparison.Ordinal);
        var error = (await pending).Error!;
        Assert.Equal(ErrorCodes.Internal.Code, error.Code);
        Assert.Contains("from 400 to 1999", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_CallerWithAnId_IsTold()
    {
        await using var hub = CallHub.Create("\"progressPerSecond\": 2, \"maxProgressBytes\": 8");
        var worker = await hub.ServeAsync("sum");
        var (caller, silent) = (hub.Connect(), hub.Connect());
        var pending = caller.CallAsync("sum", ""","id":"mine" """);
        _ = silent.CallAsync("sum");
        var (id, other) = (worker.Given[0].Id, worker.Given[1].Id);

        Assert.True(await worker.AnswerAsync(id, "\"progress\":10"));
        Assert.True(await worker.AnswerAsync(id, "\"progress\":{\"a\":\n20}"));
        Assert.False(await worker.AnswerAsync(id, "\"progress\":30"));
        Assert.False(await worker.AnswerAsync(other, "\"progress\":30"));
        Assert.Equal(ErrorCodes.LimitExceeded, await worker.ErrorAsync("answer", $$"""{"id":"{{id}}","progress":"123456789"}"""));
        Assert.Equal(["progress mine 10", "progress mine {\"a\":20}"], caller.Sink.Lines);

        hub.Engine.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await worker.AnswerAsync(id, "\"progress\":null"));
        Assert.True(await worker.AnswerAsync(id));
        Assert.True((await pending).IsSuccess);
        Assert.False(await worker.AnswerAsync(id, "\"progress\":40"));
        Assert.Empty(silent.Sink.Lines);
    }

    [Fact]
    public async Task Progress_CallerThatDoesNotRead_IsDroppedAndItsQueueHasRoom()
    {
        await using var hub = CallHub.Create("\"progressPerSecond\": 1000000, \"maxProgressBytes\": 65536");
        var worker = await hub.ServeAsync("sum");
        var caller = hub.Connect("42", new StallingSink { Capacity = 0 });
        _ = caller.CallAsync("sum", ""","id":"mine" """);
        var progress = $"\"progress\":\"{new string('x', 60_000)}\"";

        var taken = 0;
        while (taken < 100 && await worker.AnswerAsync(worker.Given[0].Id, progress))
        {
            taken++;
        }

        Assert.InRange(taken, 1, 20);
        Assert.True(caller.Connection.IsOpen);
    }
}
