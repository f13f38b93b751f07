using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Jobs;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Jobs;

/// <summary>What becomes of jobs that handlers of the application carry out.</summary>
public sealed class JobTests
{
    [Fact]
    public async Task Job_CarriedOut_HasItsResult()
    {
        await using var hub = await JobHub.StartAsync();
        hub.Map("work", static _ => Task.FromResult("42"));

        var job = await hub.UntilAsync(await hub.SubmitAsync("work", "[1,2]"), JobState.Done);

        Assert.Equal(("42", 1), (Encoding.UTF8.GetString(job.Result.Span), job.Attempt));
        Assert.Equal([(job.Id, 1, "[1,2]")], hub.Given);
    }

    [Fact]
    public async Task Job_OfAMethodForJobsAlone_CannotBeCalled()
    {
        await using var hub = await JobHub.StartAsync();
        hub.Map("work", static _ => Task.FromResult("42"));

        var thrown = await Assert.ThrowsAsync<SwitchboardException>(() => hub.Api.CallAsync("work", cancellationToken: EngineHub.Cancelled).AsTask());

        Assert.Equal(ErrorCodes.MethodNotFound, thrown.Error);
    }

    [Fact]
    public async Task Job_OfHigherPriority_ComesFirst()
    {
        await using var hub = await JobHub.StartAsync(""" "handlerConcurrency": 1 """);
        foreach (var (data, priority) in new[] { ("1", 1), ("2", 3), ("3", 5), ("4", 3) })
        {
            await hub.SubmitAsync("work", data, new JobOptions { Priority = priority });
        }

        hub.Map("work", static _ => Task.FromResult("0"));

        await hub.UntilAsync(() => Task.FromResult(hub.Given.Count == 4), "all were carried out");
        Assert.Equal(["3", "2", "4", "1"], hub.Given.Select(static given => given.Data), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Job_OfALaterTime_WaitsForIt()
    {
        await using var hub = await JobHub.StartAsync();
        DateTimeOffset? begun = null;
        hub.Map("work", _ =>
        {
            begun = hub.Engine.Time.GetUtcNow();
            return Task.FromResult("1");
        });
        var at = hub.Engine.Time.GetUtcNow().AddHours(1);

        var id = await hub.SubmitAsync("work", options: new JobOptions { At = at });

        Assert.Equal((JobState.Queued, at), ((await hub.JobAsync(id)).State, (await hub.JobAsync(id)).DueAt));
        hub.Engine.Time.Advance(TimeSpan.FromMinutes(59));
        await hub.UntilAsync(id, JobState.Done);
        Assert.InRange(begun!.Value, at, at.AddSeconds(30));
    }

    [Fact]
    public async Task Job_ThatNobodyCarriesOut_FailsWhenItExpires_UnlessItIsRunAgain()
    {
        await using var hub = await JobHub.StartAsync();
        var begin = hub.Engine.Time.GetUtcNow();
        var id = await hub.SubmitAsync("work", options: new JobOptions { ExpiresAfter = TimeSpan.FromSeconds(10) });

        var failed = await hub.UntilAsync(id, JobState.Failed);
        Assert.Equal((ErrorCodes.Expired.Code, 0), (failed.Error!.Code, failed.Attempt));
        Assert.InRange(failed.EndedAt!.Value, begin.AddSeconds(10), begin.AddSeconds(20));

        hub.Map("work", static _ => Task.FromResult("1"));
        Assert.Empty(hub.Given);
        Assert.True(await hub.Api.RetryJobAsync(id, EngineHub.Cancelled));
        await hub.UntilAsync(id, JobState.Done);
    }

    [Fact]
    public async Task Job_ThatWaitsToBeTriedAgain_FailsWhenItExpires()
    {
        await using var hub = await JobHub.StartAsync(""" "retryDelayMilliseconds": 60000 """);
        hub.Map("work", static _ => throw new SwitchboardException(new ErrorCode(1001, "sold out")));

        var failed = await hub.UntilAsync(await hub.SubmitAsync("work", options: new JobOptions { ExpiresAfter = TimeSpan.FromSeconds(10) }), JobState.Failed);

        Assert.Equal((ErrorCodes.Expired.Code, 1), (failed.Error!.Code, failed.Attempt));
    }

    [Fact]
    public async Task Job_OfTheSameKey_IsSubmittedOnce()
    {
        await using var hub = await JobHub.StartAsync();
        hub.Map("work", static _ => Task.FromResult("1"));
        var options = new JobOptions { IdempotencyKey = "k" };

        var first = await hub.SubmitAsync("work", options: options);
        await hub.UntilAsync(first, JobState.Done);

        Assert.Equal(first, await hub.SubmitAsync("work", options: options), StringComparer.Ordinal);
        Assert.NotEqual(first, await hub.SubmitAsync("work", options: new JobOptions { IdempotencyKey = "other" }), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Job_ThatRecurs_MakesOneOfEachTurn_AndOneForAllThatWereMissed()
    {
        await using var hub = await JobHub.StartAsync();
        hub.Map("work", static _ => Task.FromResult("1"));
        var recurring = await hub.SubmitAsync("work", options: new JobOptions { Cron = "0 * * * *", TimeZone = "Europe/Berlin" });

        await hub.UntilAsync(() => Task.FromResult(hub.Given.Count == 1), "the first turn was taken");
        Assert.Equal(0, hub.Engine.Time.GetUtcNow().Minute);
        hub.Engine.Time.Advance(TimeSpan.FromHours(5.5));
        await hub.UntilAsync(() => Task.FromResult(hub.Given.Count == 2), "the missed turns were made up for");

        var job = await hub.JobAsync(recurring);
        Assert.Equal((JobState.Queued, "0 * * * *"), (job.State, job.Cron));
        Assert.True(job.DueAt > hub.Engine.Time.GetUtcNow());
        Assert.True(await hub.Api.CancelJobAsync(recurring, EngineHub.Cancelled));
        hub.Engine.Time.Advance(TimeSpan.FromHours(2));
        await hub.UntilAsync(await hub.SubmitAsync("work"), JobState.Done);
        Assert.Equal(3, hub.Given.Count);

        Assert.True(await hub.Api.RetryJobAsync(recurring, EngineHub.Cancelled));
        hub.Engine.Time.Advance((await hub.JobAsync(recurring)).DueAt - TimeSpan.FromSeconds(1) - hub.Engine.Time.GetUtcNow());
        await hub.UntilAsync(() => Task.FromResult(hub.Given.Count == 4), "it goes on with its next turn");
        Assert.Equal((0, JobState.Queued, "0 * * * *"), (hub.Engine.Time.GetUtcNow().Minute, (await hub.JobAsync(recurring)).State, (await hub.JobAsync(recurring)).Cron));
    }

    [Fact]
    public async Task Job_OfAUserThatRecursAndIsRunAgain_TellsOfItsTurnsAsBefore()
    {
        await using var hub = await JobHub.StartAsync();
        hub.Map("work", static _ => Task.FromResult("1"));
        var (ann, _) = hub.Engine.Connect("ann");
        Assert.Null(await hub.TryAsync(ann, "job", """{"method":"work","cron":"5-55/10 * * * * *"}"""));
        var id = Assert.Single((await hub.Api.JobsAsync(new JobFilter(), EngineHub.Cancelled)).Jobs).Id;
        Assert.True(await hub.Api.CancelJobAsync(id, EngineHub.Cancelled));

        Assert.True(await hub.Api.RetryJobAsync(id, EngineHub.Cancelled));

        await hub.UntilAsync(() => Task.FromResult(hub.Engine.Get<JobTurns>().Of(id).IsCompleted), "it is told that the job waits");
        await hub.UntilAsync(() => Task.FromResult(!hub.Given.IsEmpty), "its turn was taken");
    }

    [Fact]
    public async Task Jobs_OfOneMethod_AreCarriedOutAsManyAtOnceAsItsOptionsSay()
    {
        await using var hub = await JobHub.StartAsync(""" "methods": [ { "method": "wo*", "concurrency": 2 } ] """);
        var gate = new TaskCompletionSource();
        hub.Map("work", async _ =>
        {
            await gate.Task;
            return "1";
        });
        hub.Map("other", static _ => Task.FromResult("1"));

        var ids = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => hub.SubmitAsync("work")));
        await hub.UntilAsync(await hub.SubmitAsync("other"), JobState.Done);

        Assert.Equal(2, hub.Given.Count(given => ids.Contains(given.Job, StringComparer.Ordinal)));
        gate.SetResult();
        foreach (var id in ids)
        {
            await hub.UntilAsync(id, JobState.Done);
        }
    }

    [Fact]
    public async Task Jobs_AreTold_ToHooks()
    {
        var seen = new SeenJobs();
        await using var hub = await JobHub.StartAsync(configure: services => services.AddSingleton<ISwitchboardHooks>(seen));
        hub.Map("work", static context =>
        {
            Assert.True(context.ReportProgress("50"u8.ToArray()));
            return Task.FromResult("1");
        });

        var id = await hub.SubmitAsync("work");

        await hub.UntilAsync(() => Task.FromResult(seen.All.Any(static job => job.State == JobState.Done)), "the end was told");
        Assert.Equal(["Queued", "Started", "Started 50", "Done"], seen.All.Where(job => job.Id == id).Select(Describe), StringComparer.Ordinal);

        var cancelled = await hub.SubmitAsync("nobody");
        Assert.True(await hub.Api.CancelJobAsync(cancelled, EngineHub.Cancelled));
        Assert.True(await hub.Api.RetryJobAsync(cancelled, EngineHub.Cancelled));
        hub.Map("nobody", static _ => Task.FromResult("1"));
        await hub.UntilAsync(cancelled, JobState.Done);
        await hub.UntilAsync(() => Task.FromResult(seen.All.Any(job => job.Id == cancelled && job.State == JobState.Done)), "the end was told");
        Assert.Equal(["Queued", "Cancelled", "Queued", "Started", "Done"], seen.All.Where(job => job.Id == cancelled).Select(Describe), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Jobs_WithoutAWorker_WaitInTheirHundredThousands()
    {
        const int Many = 100_000;
        await using var hub = await JobHub.StartAsync($$""" "maxInMemory": {{Many + 10}} """);
        for (var i = 0; i < Many; i++)
        {
            await hub.SubmitAsync("nobody");
        }

        hub.Map("work", static _ => Task.FromResult("1"));
        await hub.UntilAsync(await hub.SubmitAsync("work"), JobState.Done);
        hub.Map("nobody", static _ => Task.FromResult("1"));
        await hub.SubmitAsync("nobody");

        await hub.UntilAsync(() => Task.FromResult(hub.Given.Count == Many + 2), "all were carried out");
    }

    [Fact]
    public async Task Jobs_OfMethodsThatNobodyServes_AreRememberedByTheStoreAlone()
    {
        await using var hub = await JobHub.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 50; i++)
        {
            ids.Add(await hub.SubmitAsync($"nobody{i}"));
        }

        await hub.UntilAsync(() => Task.FromResult(!hub.Engine.Get<JobQueues>().Marked.Any()), "the loop has looked at them");

        hub.Map("nobody7", static _ => Task.FromResult("1"));
        await hub.UntilAsync(ids[7], JobState.Done);
    }

    [Fact]
    public async Task Jobs_OverALimit_AreRefusedWithIt()
    {
        await using var hub = await JobHub.StartAsync(""" "maxPerUser": 1, "maxInMemory": 3 """);
        var (ann, _) = hub.Engine.Connect("ann");
        const string Work = """{"method":"work"}""";

        Assert.Null(await hub.TryAsync(ann, "job", Work));
        var refused = await hub.TryAsync(ann, "job", Work);
        Assert.Equal((106u, 1L), (refused!.Code, refused.Details!.Limit));
        await hub.SubmitAsync("work");
        await hub.SubmitAsync("work");
        Assert.Equal(ErrorCodes.TooManyRequests, (await Assert.ThrowsAsync<SwitchboardException>(() => hub.SubmitAsync("work"))).Error);
        var large = await Assert.ThrowsAsync<SwitchboardException>(() => hub.SubmitAsync("work", JsonSerializer.Serialize(new string('x', 1000))));
        Assert.Equal((106u, "data", 1000L), (large.Error.Code, large.Error.Details!.Field, large.Error.Details.Limit));
        var noJson = await Assert.ThrowsAsync<SwitchboardException>(() => hub.SubmitAsync("work", "{"));
        Assert.Equal((107u, "data"), (noJson.Error.Code, noJson.Error.Details!.Field));
    }

    [Fact]
    public async Task Jobs_AreListedInPages_TheNewestFirst()
    {
        await using var hub = await JobHub.StartAsync();
        hub.Map("done", static _ => Task.FromResult("1"));
        var done = await hub.SubmitAsync("done");
        await hub.UntilAsync(done, JobState.Done);
        var ids = new List<string>();
        for (var i = 0; i < 150; i++)
        {
            ids.Insert(0, await hub.SubmitAsync("work"));
            hub.Engine.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        var first = await hub.Api.JobsAsync(new JobFilter { State = JobState.Queued }, EngineHub.Cancelled);
        var second = await hub.Api.JobsAsync(new JobFilter { State = JobState.Queued, Cursor = first.Cursor }, EngineHub.Cancelled);

        Assert.Equal((100, 50, null), (first.Jobs.Count, second.Jobs.Count, second.Cursor));
        Assert.Equal(ids, first.Jobs.Concat(second.Jobs).Select(static job => job.Id), StringComparer.Ordinal);
        var refused = await Assert.ThrowsAsync<SwitchboardException>(() => hub.Api.JobsAsync(new JobFilter { Cursor = "x" }, EngineHub.Cancelled).AsTask());
        Assert.Equal("cursor", refused.Error.Details!.Field);
        Assert.Equal([done], (await hub.Api.JobsAsync(new JobFilter { Method = "done" }, EngineHub.Cancelled)).Jobs.Select(static job => job.Id), StringComparer.Ordinal);
    }

    private static string Describe(Job job) => job.Progress.IsEmpty ? $"{job.State}" : $"{job.State} {Encoding.UTF8.GetString(job.Progress.Span)}";
}

/// <summary>Notes what hooks are told of jobs.</summary>
internal sealed class SeenJobs : IObservingHooks
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<Job> _all = [];

    public IReadOnlyCollection<Job> All => _all;

    public ValueTask OnJobChangedAsync(JobChangedEvent happened, CancellationToken cancellationToken)
    {
        _all.Enqueue(happened.Job);
        return ValueTask.CompletedTask;
    }
}
