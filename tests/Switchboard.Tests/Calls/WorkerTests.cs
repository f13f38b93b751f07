using System.Text;
using Switchboard.Results;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Calls;

/// <summary>Calls that connections serve.</summary>
public sealed class WorkerTests
{
    [Fact]
    public async Task Call_Worker_ItsAnswerIsTheResult()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum");
        var pending = hub.Connect().CallAsync("sum");

        var given = Assert.Single(worker.Given);
        Assert.Equal(("sum", "1", 30_000), (given.Method, given.Data, given.DeadlineMilliseconds));
        Assert.False(pending.IsCompleted);
        Assert.True(await worker.AnswerAsync(given.Id));

        Assert.Equal("""{"data":2}""", Text(await pending));
    }

    [Fact]
    public async Task Call_NobodyServes_IsNotFound()
    {
        await using var hub = CallHub.Create();

        Assert.Equal(ErrorCodes.MethodNotFound, (await hub.Connect().CallAsync("sum")).Error);
        Assert.Equal(ErrorCodes.MethodNotFound, (await hub.Connect().CallAsync("nowhere:sum")).Error);
    }

    [Fact]
    public async Task Call_SeveralWorkers_TheLeastBusyGetsIt()
    {
        await using var hub = CallHub.Create();
        var (first, second) = (await hub.ServeAsync("sum"), await hub.ServeAsync("sum"));
        var caller = hub.Connect();
        for (var i = 0; i < 4; i++)
        {
            _ = caller.CallAsync("sum");
        }

        Assert.Equal((2, 2), (first.Given.Length, second.Given.Length));
        Assert.True(await second.AnswerAsync(second.Given[0].Id));
        Assert.True(await second.AnswerAsync(second.Given[1].Id));
        _ = caller.CallAsync("sum");
        _ = caller.CallAsync("sum");
        Assert.Equal((2, 4), (first.Given.Length, second.Given.Length));
    }

    [Fact]
    public async Task Call_EquallyBusyWorkers_TakeTurns()
    {
        await using var hub = CallHub.Create();
        var (first, second) = (await hub.ServeAsync("sum"), await hub.ServeAsync("sum"));
        var caller = hub.Connect();
        for (var i = 0; i < 4; i++)
        {
            var worker = i % 2 == 0 ? first : second;
            _ = caller.CallAsync("sum");
            Assert.True(await worker.AnswerAsync(worker.Given[^1].Id));
        }

        Assert.Equal((2, 2), (first.Given.Length, second.Given.Length));
    }

    [Fact]
    public async Task Call_AllAtTheirConcurrency_WaitsInOrder()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum", concurrency: 1);
        var caller = hub.Connect();
        var pending = Enumerable.Range(0, 3).Select(_ => caller.CallAsync("sum")).ToArray();

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(i + 1, worker.Given.Length);
            Assert.True(await worker.AnswerAsync(worker.Given[i].Id, $"\"data\":{i}"));
            Assert.Equal($$"""{"data":{{i}}}""", Text(await pending[i]));
        }
    }

    [Fact]
    public async Task Serve_Again_ChangesTheConcurrency()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum", concurrency: 1);
        _ = hub.Connect().CallAsync("sum");
        _ = hub.Connect().CallAsync("sum");

        await worker.OkAsync("serve", """{"method":"sum","concurrency":2}""");

        Assert.Equal(2, worker.Given.Length);
    }

    [Fact]
    public async Task Call_WaitingForAWorker_GoesToOneThatComes()
    {
        await using var hub = CallHub.Create();
        _ = await hub.ServeAsync("sum", concurrency: 1);
        var caller = hub.Connect();
        _ = caller.CallAsync("sum");
        var pending = caller.CallAsync("sum");

        var second = await hub.ServeAsync("sum");

        Assert.True(await second.AnswerAsync(Assert.Single(second.Given).Id));
        Assert.True((await pending).IsSuccess);
    }

    [Fact]
    public async Task Vanish_WorkerWithCall_EndsItAtOnce()
    {
        await using var hub = CallHub.Create();
        var (worker, other) = (await hub.ServeAsync("sum"), await hub.ServeAsync("sum"));
        var pending = hub.Connect().CallAsync("sum");
        Assert.Single(worker.Given);

        hub.Cut(worker);

        Assert.Equal(ErrorCodes.WorkerLost, (await pending).Error);
        Assert.Empty(other.Given);
    }

    [Fact]
    public async Task Vanish_WorkerWithIdempotentCall_AnotherGetsItUnderTheSameId()
    {
        await using var hub = CallHub.Create();
        var (worker, other) = (await hub.ServeAsync("sum"), await hub.ServeAsync("sum"));
        var pending = hub.Connect().CallAsync("sum", ""","idempotent":true""");

        hub.Cut(worker);

        Assert.Equal(worker.Given[0].Id, Assert.Single(other.Given).Id);
        Assert.True(await other.AnswerAsync(other.Given[0].Id));
        Assert.Equal("""{"data":2}""", Text(await pending));
    }

    [Theory]
    [InlineData(1009u, 106u, "limit exceeded: the worker answered with a message larger than limits.messageBytes, and its connection was closed")]
    [InlineData(3501u, 107u, "bad request: the worker's connection was closed over what it sent (bad request)")]
    [InlineData(1007u, 107u, "bad request: the worker's connection was closed over what it sent (invalid utf-8)")]
    public async Task Vanish_WorkerThatAnsweredWhatClosesItsConnection_TheCallIsGivenToNoOther(uint close, uint code, string message)
    {
        await using var hub = CallHub.Create();
        var (worker, other) = (await hub.ServeAsync("sum"), await hub.ServeAsync("sum"));
        var pending = hub.Connect().CallAsync("sum", ""","idempotent":true""");

        hub.Cut(worker, CloseCodes.All.Single(it => it.Code == close));

        Assert.Equal((code, message), ((await pending).Error!.Code, (await pending).Error!.Message));
        Assert.Empty(other.Given);
    }

    [Fact]
    public async Task Vanish_WorkerWithSeveralCallsThatAnsweredTooMuch_SaysSoAndOthersGetThem()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum");
        var (once, again) = (hub.Connect().CallAsync("sum"), hub.Connect().CallAsync("sum", ""","idempotent":true"""));
        var other = await hub.ServeAsync("sum");

        hub.Cut(worker, CloseCodes.MessageTooBig);

        Assert.Equal((411u, "worker lost: its connection was closed over what it sent (message size limit exceeded)"), ((await once).Error!.Code, (await once).Error!.Message));
        Assert.True(await other.AnswerAsync(Assert.Single(other.Given).Id));
        Assert.True((await again).IsSuccess);
    }

    [Fact]
    public async Task Vanish_EveryWorkerWithTheCall_EndsItAfterTheLastAttempt()
    {
        await using var hub = CallHub.Create("\"maxAttempts\": 2");
        var workers = new[] { await hub.ServeAsync("sum"), await hub.ServeAsync("sum"), await hub.ServeAsync("sum") };
        var pending = hub.Connect().CallAsync("sum", ""","idempotent":true""");

        hub.Cut(workers[0]);
        Assert.False(pending.IsCompleted);
        hub.Cut(workers[1]);

        Assert.Equal(ErrorCodes.WorkerLost, (await pending).Error);
        Assert.Empty(workers[2].Given);
    }

    [Fact]
    public async Task Vanish_LastWorker_EndsTheCallsThatWait()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum", concurrency: 1);
        var caller = hub.Connect();
        var pending = new[] { caller.CallAsync("sum"), caller.CallAsync("sum", ""","idempotent":true""") };

        hub.Cut(worker);

        Assert.All(await Task.WhenAll(pending), outcome => Assert.Equal(ErrorCodes.WorkerLost, outcome.Error));
        Assert.Equal(ErrorCodes.MethodNotFound, (await caller.CallAsync("sum")).Error);
    }

    [Fact]
    public async Task Unserve_CallsThatItHas_MayStillBeAnswered()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum");
        var pending = hub.Connect().CallAsync("sum");

        await worker.OkAsync("unserve", """{"method":"sum"}""");

        Assert.Equal(ErrorCodes.MethodNotFound, (await hub.Connect().CallAsync("sum")).Error);
        Assert.True(await worker.AnswerAsync(worker.Given[0].Id));
        Assert.True((await pending).IsSuccess);
        Assert.Single(worker.Given);
    }

    [Fact]
    public async Task Call_UserOrClient_ReachesOnlyWhoIsMeant()
    {
        await using var hub = CallHub.Create();
        var (first, second) = (await hub.ServeAsync("ring", user: "1"), await hub.ServeAsync("ring", user: "2"));
        var caller = hub.Connect();

        _ = caller.CallAsync("ring", ""","user":"2" """);
        _ = caller.CallAsync("ring", ""","user":"2" """);
        Assert.Equal((0, 2), (first.Given.Length, second.Given.Length));
        _ = caller.CallAsync("ring", $""","client":"{first.Connection.Id}" """);
        Assert.Equal((1, 2), (first.Given.Length, second.Given.Length));

        Assert.Equal(ErrorCodes.MethodNotFound, (await caller.CallAsync("ring", ""","user":"3" """)).Error);
        Assert.Equal(ErrorCodes.MethodNotFound, (await caller.CallAsync("ring", $""","user":"2","client":"{first.Connection.Id}" """)).Error);
        Assert.Equal(ErrorCodes.MethodNotFound, (await caller.CallAsync("ring", $""","client":"{caller.Connection.Id}" """)).Error);
    }

    [Fact]
    public async Task Call_UserWhoseConnectionIsBusy_WaitsForThatOne()
    {
        await using var hub = CallHub.Create();
        var meant = await hub.ServeAsync("ring", concurrency: 1, user: "1");
        var other = await hub.ServeAsync("ring", user: "2");
        var caller = hub.Connect();
        _ = caller.CallAsync("ring", ""","user":"1" """);
        var pending = caller.CallAsync("ring", ""","user":"1" """);

        Assert.Empty(other.Given);
        Assert.True(await meant.AnswerAsync(meant.Given[0].Id));
        Assert.True(await meant.AnswerAsync(meant.Given[1].Id));
        Assert.True((await pending).IsSuccess);
    }

    [Fact]
    public async Task Call_WorkerThatDoesNotRead_GoesToAnotherAndNeverMakesItSlow()
    {
        await using var hub = CallHub.Create("\"pendingPerConnection\": 0, \"pendingBytesPerConnection\": 1000000000");
        var stalled = new StallingSink { Capacity = 0 };
        var slow = await hub.ServeAsync("sum", concurrency: 1024, sink: stalled);
        var data = new string('x', 60_000);
        var caller = hub.Connect();
        for (var i = 0; i < 40; i++)
        {
            _ = caller.DoAsync("call", $$"""{"method":"sum","data":"{{data}}"}""");
        }

        Assert.True(slow.Connection.IsOpen);
        var quick = await hub.ServeAsync("sum", concurrency: 1024);
        var before = quick.Given.Length;
        Assert.InRange(before, 1, 39);

        stalled.Open();
        await Hub.Eventually.TrueAsync(
            () =>
            {
                hub.Router.FeedAll();
                return slow.Given.Length + quick.Given.Length == 40;
            },
            EngineHub.Cancelled);
    }

    private static string Text(in Result<ReadOnlyMemory<byte>> outcome) => Encoding.UTF8.GetString(outcome.Value.Span);
}
