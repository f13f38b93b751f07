using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Extensibility;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Jobs;

/// <summary>What becomes of jobs that fail, and of those whose hub or store is lost.</summary>
public sealed class JobFailureTests
{
    [Fact]
    public async Task Job_ThatFails_IsTriedAgainAfterGrowingPauses_ThenKeptAndRunAgain()
    {
        await using var hub = await JobHub.StartAsync(""" "retryDelayMilliseconds": 10000 """);
        var times = new List<DateTimeOffset>();
        var isMended = false;
        hub.Map("work", _ =>
        {
            times.Add(hub.Engine.Time.GetUtcNow());
            return isMended ? Task.FromResult("1") : throw new SwitchboardException(new ErrorCode(1001, "sold out"));
        });

        var id = await hub.SubmitAsync("work", options: new JobOptions { Retries = 2 });
        var failed = await hub.UntilAsync(id, JobState.Failed);

        Assert.Equal((3, 1001u, "sold out"), (failed.Attempt, failed.Error!.Code, failed.Error.Message));
        Assert.InRange((times[1] - times[0]).TotalSeconds, 10, 12);
        Assert.InRange((times[2] - times[1]).TotalSeconds, 20, 23);

        isMended = true;
        Assert.True(await hub.Api.RetryJobAsync(id, EngineHub.Cancelled));
        Assert.Equal(4, (await hub.UntilAsync(id, JobState.Done)).Attempt);
        Assert.False(await hub.Api.RetryJobAsync(id, EngineHub.Cancelled));
    }

    [Theory]
    [InlineData(103u)]
    [InlineData(106u)]
    [InlineData(107u)]
    public async Task Job_ThatCannotHelpButFail_IsNotTriedAgain(uint code)
    {
        await using var hub = await JobHub.StartAsync();
        hub.Map("work", _ => throw new SwitchboardException(new ErrorCode(code, "never")));

        Assert.Equal(1, (await hub.UntilAsync(await hub.SubmitAsync("work"), JobState.Failed)).Attempt);
    }

    [Fact]
    public async Task Job_LongerThanItsDeadline_IsStoppedAndTriedAgain()
    {
        await using var hub = await JobHub.StartAsync(""" "retryDelayMilliseconds": 0 """);
        hub.Map("work", async context =>
        {
            if (context.Attempt == 1)
            {
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            }

            return "2";
        });

        var job = await hub.UntilAsync(await hub.SubmitAsync("work", options: new JobOptions { Deadline = TimeSpan.FromSeconds(3) }), JobState.Done);

        Assert.Equal(2, job.Attempt);
    }

    [Fact]
    public async Task Job_UnderWayWhenTheHubStops_IsPutBackAndNotCounted()
    {
        await using var hub = await JobHub.StartAsync();
        hub.Map("work", static async context =>
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return "1";
        });
        var id = await hub.SubmitAsync("work");
        await hub.UntilAsync(id, JobState.Started);

        await hub.StopAsync();

        var job = await hub.JobAsync(id);
        Assert.Equal((JobState.Queued, 0), (job.State, job.Attempt));
    }

    [Fact]
    public async Task Job_WhenTheClockIsSetBack_IsCarriedOut()
    {
        await using var hub = await JobHub.StartAsync();
        hub.Map("work", static _ => Task.FromResult("1"));
        await hub.UntilAsync(await hub.SubmitAsync("work"), JobState.Done);

        hub.Engine.Time.AdjustTime(hub.Engine.Time.GetUtcNow().AddDays(-1));

        await hub.UntilAsync(await hub.SubmitAsync("work"), JobState.Done);
    }

    [Fact]
    public async Task Job_ThatEndsWhileTheStoreIsAway_IsNotCarriedOutAgain()
    {
        var store = new AwayJobStore();
        await using var hub = await JobHub.StartAsync(configure: services => services.AddSingleton<IJobStore>(store));
        var gate = new TaskCompletionSource();
        hub.Map("work", async _ =>
        {
            await gate.Task;
            return "1";
        });
        var id = await hub.SubmitAsync("work");
        await hub.UntilAsync(() => Task.FromResult(!hub.Given.IsEmpty), "it has begun");

        store.IsAway = true;
        gate.SetResult();
        var end = hub.Engine.Time.GetUtcNow().AddMinutes(5);
        await hub.UntilAsync(() => Task.FromResult(hub.Engine.Time.GetUtcNow() > end), "its lease is over");
        Assert.Equal(ErrorCodes.NotAvailable.Code, (await Assert.ThrowsAsync<SwitchboardException>(() => hub.SubmitAsync("work"))).Error.Code);
        store.IsAway = false;

        Assert.Equal(1, (await hub.UntilAsync(id, JobState.Done)).Attempt);
        Assert.Single(hub.Given);
    }

    [Fact]
    public async Task Job_OfANodeThatIsLost_IsTakenOverAtTheEndOfItsLease()
    {
        var store = new AwayJobStore();
        await using var lost = await JobHub.StartAsync(configure: services => services.AddSingleton<IJobStore>(store));
        var gate = new TaskCompletionSource();
        lost.Map("work", async _ =>
        {
            await gate.Task;
            return "1";
        });
        var id = await lost.SubmitAsync("work");
        await lost.UntilAsync(() => Task.FromResult(!lost.Given.IsEmpty), "it has begun");

        // Its time stands still from here on: it renews nothing.
        await using var other = await JobHub.StartAsync(configure: services => services.AddSingleton<IJobStore>(store));
        other.Map("work", static _ => Task.FromResult("2"));
        var job = await other.UntilAsync(id, JobState.Done);

        Assert.Equal(("2", 2), (Encoding.UTF8.GetString(job.Result.Span), job.Attempt));
        gate.SetResult();
        await lost.StopAsync();
        Assert.Equal("2", Encoding.UTF8.GetString((await other.JobAsync(id)).Result.Span));
    }

    [Fact]
    public async Task Job_OfAUserWhoIsBlockedMeanwhile_Fails()
    {
        await using var hub = await JobHub.StartAsync();
        var (ann, _) = hub.Engine.Connect("ann");
        Assert.Null(await hub.TryAsync(ann, "job", """{"method":"work"}"""));
        var id = (await hub.Api.JobsAsync(cancellationToken: EngineHub.Cancelled)).Jobs.Single().Id;
        await hub.Engine.Get<IAccessControl>().BlockAsync("ann", cancellationToken: EngineHub.Cancelled);

        hub.Map("work", static _ => Task.FromResult("1"));

        Assert.Equal(ErrorCodes.PermissionDenied.Code, (await hub.UntilAsync(id, JobState.Failed)).Error!.Code);
        Assert.Empty(hub.Given);
    }
}
