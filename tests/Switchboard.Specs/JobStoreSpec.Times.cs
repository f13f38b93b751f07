using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <summary>What happens to jobs as time goes by.</summary>
public abstract partial class JobStoreSpec
{
    [Fact]
    public async Task Release_Due_AreInTheirQueues_TheEarliestFirst()
    {
        await using var bench = await CreateAsync();
        await AddAsync(bench, Job("c", StoredJobState.Waiting, 3));
        await AddAsync(bench, Job("a", StoredJobState.Waiting, 1));
        await AddAsync(bench, Job("b", StoredJobState.Waiting, 2, queue: "print"));
        await AddAsync(bench, Job("d", StoredJobState.Waiting, 2));
        await AddAsync(bench, Job("ready"));

        await AssertReleasedAsync(bench, 0, 10, 0);
        await AssertReleasedAsync(bench, 2, 1, 1, Queue);
        Assert.Equal((StoredJobState.Ready, 2L), await StateAsync(bench, "a"));
        Assert.Equal((StoredJobState.Waiting, 1L), await StateAsync(bench, "b"));
        await AssertReleasedAsync(bench, 2, 10, 2, Queue, "print");
        await AssertReleasedAsync(bench, 2, 10, 0);
        await AssertReleasedAsync(bench, 100, 10, 1, Queue);
        Assert.Equal(["ready", "a", "d", "c"], IdsOf(await TakeAsync(bench.Store)), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Release_ByManyAtOnce_MovesEachOnce()
    {
        await using var bench = await CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => AddAsync(bench, Job(Name(i), StoredJobState.Waiting)).AsTask()));

        var released = await Task.WhenAll(Enumerable.Range(0, 8).Select(node => Task.Run(
            async () => (await (node % 2 == 0 ? bench.Store : bench.Other).ReleaseDueAsync(Noon, 20, Cancelled)).Jobs, Cancelled)));

        Assert.Equal(100, released.Sum() + (await bench.Store.ReleaseDueAsync(Noon, 1000, Cancelled)).Jobs);
        Assert.All(await ListAsync(bench), job => Assert.Equal((StoredJobState.Ready, 2L), (job.State, job.Revision)));
    }

    [Fact]
    public async Task Expired_AreThoseThatNobodyHas_TheEarliestFirst()
    {
        await using var bench = await CreateAsync();
        await AddAsync(bench, Job("later") with { ExpiresAt = At(9) });
        await AddAsync(bench, Job("second", StoredJobState.Waiting, 100) with { ExpiresAt = At(2) });
        await AddAsync(bench, Job("first") with { ExpiresAt = At(1) });
        await AddAsync(bench, Job("held", StoredJobState.Running, 500) with { ExpiresAt = At(1) });
        await AddAsync(bench, Job("over", StoredJobState.Failed) with { ExpiresAt = At(1) });
        await AddAsync(bench, Job("never"));

        Assert.Empty(await bench.Store.ListExpiredAsync(Noon, 10, Cancelled));
        Assert.Equal(At(1), await bench.Store.NextAsync(Cancelled));
        Assert.Equal(["first"], IdsOf(await bench.Other.ListExpiredAsync(At(2), 1, Cancelled)), StringComparer.Ordinal);
        var expired = await bench.Store.ListExpiredAsync(At(2), 10, Cancelled);
        Assert.Equal(["first", "second"], IdsOf(expired), StringComparer.Ordinal);
        Assert.Equal([true, true], await bench.Store.ChangeAsync([expired[0] with { State = StoredJobState.Failed }, expired[1] with { ExpiresAt = null }], Cancelled));
        Assert.Empty(await bench.Store.ListExpiredAsync(At(2), 10, Cancelled));
        Assert.Equal(["later"], IdsOf(await bench.Store.ListExpiredAsync(At(9), 10, Cancelled)), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Renew_WhatIsHeld_LastsLonger_AndTellsOfTheRest()
    {
        await using var bench = await CreateAsync();
        foreach (var id in new[] { "held", "changed", "over" })
        {
            await AddAsync(bench, Job(id));
        }

        var leases = (await TakeAsync(bench.Store)).Select(job => new JobLease(job.Id, job.Revision, At(90))).ToArray();
        await AddAsync(bench, Job("ready"));
        await bench.Other.ChangeAsync([await FindAsync(bench, "changed") with { Outcome = "x"u8.ToArray() }], Cancelled);
        await bench.Other.ChangeAsync([await FindAsync(bench, "over") with { State = StoredJobState.Done }], Cancelled);
        var over = new JobLease("over", (await FindAsync(bench, "over")).Revision, At(90));

        var lost = await bench.Store.RenewAsync([.. leases, over, new JobLease("ready", 1, At(90)), new JobLease("none", 1, At(90))], Cancelled);

        Assert.Equal(["changed", "none", "over", "over", "ready"], lost.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        var held = await FindAsync(bench, "held");
        Assert.Equal((At(90), 2L), (held.NextAt, held.Revision));
        Assert.Equal(At(30), (await FindAsync(bench, "changed")).NextAt);
        Assert.Equal([true], await bench.Store.ChangeAsync([held with { State = StoredJobState.Done }], Cancelled));
        Assert.Empty(await bench.Store.RenewAsync([], Cancelled));
    }

    [Fact]
    public async Task Overdue_EachKind_IsGivenToOneUntilThen()
    {
        await using var bench = await CreateAsync();
        await AddAsync(bench, Job("running"));
        await TakeAsync(bench.Store);
        await AddAsync(bench, Job("recurring", StoredJobState.Recurring, 20));
        await AddAsync(bench, Job("untold", StoredJobState.Done, 10) with { IsUntold = true });
        await AddAsync(bench, Job("failed", StoredJobState.Failed, 11) with { IsUntold = true });
        await AddAsync(bench, Job("cancelled", StoredJobState.Cancelled, 12) with { IsUntold = true });
        await AddAsync(bench, Job("told", StoredJobState.Done));
        await AddAsync(bench, Job("waiting", StoredJobState.Waiting));
        await AddAsync(bench, Job("ready"));
        await AddAsync(bench, Job("later", StoredJobState.Recurring, 31));

        Assert.Empty(await OverdueAsync(bench.Store, 9));
        Assert.Equal(["untold"], IdsOf(await OverdueAsync(bench.Store, 10)), StringComparer.Ordinal);
        Assert.Equal(["failed", "cancelled", "recurring", "running"], IdsOf(await OverdueAsync(bench.Other, 30)), StringComparer.Ordinal);
        Assert.Empty(await OverdueAsync(bench.Store, 30));

        var running = await FindAsync(bench, "running");
        Assert.Equal((StoredJobState.Running, 3L, 1, At(330)), (running.State, running.Revision, running.Attempt, running.NextAt));
        var again = await OverdueAsync(bench.Store, 330);
        Assert.Equal(["later", "untold", "cancelled", "failed", "recurring", "running"], IdsOf(again), StringComparer.Ordinal);
        AssertSame(again[^1], await FindAsync(bench, "running"));
    }

    [Fact]
    public async Task Overdue_Limit_TakesTheEarliest()
    {
        await using var bench = await CreateAsync();
        await AddAsync(bench, Job("b", StoredJobState.Recurring, 2));
        await AddAsync(bench, Job("c", StoredJobState.Recurring, 3));
        await AddAsync(bench, Job("a", StoredJobState.Recurring, 1));

        Assert.Equal(["a", "b"], IdsOf(await OverdueAsync(bench.Store, 10, limit: 2)), StringComparer.Ordinal);
        Assert.Equal(["c"], IdsOf(await OverdueAsync(bench.Store, 10, limit: 2)), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Overdue_ByManyAtOnce_GivesEachToOne()
    {
        await using var bench = await CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => AddAsync(bench, Job(Name(i), StoredJobState.Recurring)).AsTask()));

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(node => Task.Run(() => OverdueAsync(node % 2 == 0 ? bench.Store : bench.Other, 1, limit: 20).AsTask(), Cancelled)));

        Assert.Distinct(taken.SelectMany(IdsOf), StringComparer.Ordinal);
        Assert.All(taken.SelectMany(list => list), job => Assert.Equal(2, job.Revision));
        Assert.Equal(100, taken.Sum(list => list.Count) + (await OverdueAsync(bench.Store, 1, limit: 1000)).Count);
    }

    [Fact]
    public async Task Next_TheEarliestThatIsReleasedOrDecidedAbout()
    {
        await using var bench = await CreateAsync();
        Assert.Null(await bench.Store.NextAsync(Cancelled));
        await AddAsync(bench, Job("told", StoredJobState.Done, 1));
        await AddAsync(bench, Job("ready", seconds: 1));
        Assert.Null(await bench.Store.NextAsync(Cancelled));

        await AddAsync(bench, Job("waiting", StoredJobState.Waiting, 60));
        Assert.Equal(At(60), await bench.Store.NextAsync(Cancelled));
        await AddAsync(bench, Job("recurring", StoredJobState.Recurring, 50));
        Assert.Equal(At(50), await bench.Other.NextAsync(Cancelled));
        await AddAsync(bench, Job("untold", StoredJobState.Failed, 40) with { IsUntold = true });
        Assert.Equal(At(40), await bench.Store.NextAsync(Cancelled));
        await TakeAsync(bench.Store);
        Assert.Equal(At(30), await bench.Store.NextAsync(Cancelled));
        await AddAsync(bench, Job("soon", StoredJobState.Waiting, 20));
        Assert.Equal(At(20), await bench.Store.NextAsync(Cancelled));
    }

    [Fact]
    public async Task Forget_WhatHasEndedAndIsToldAndPast_TheEarliestFirst()
    {
        await using var bench = await CreateAsync();
        await AddAsync(bench, Job("done", StoredJobState.Done, 1));
        await AddAsync(bench, Job("failed", StoredJobState.Failed, 3));
        await AddAsync(bench, Job("cancelled", StoredJobState.Cancelled, 2));
        await AddAsync(bench, Job("later", StoredJobState.Done, 20));
        await AddAsync(bench, Job("untold", StoredJobState.Done) with { IsUntold = true });
        await AddAsync(bench, Job("waiting", StoredJobState.Waiting));
        await AddAsync(bench, Job("recurring", StoredJobState.Recurring));
        await AddAsync(bench, Job("ready"));

        Assert.Equal(0, await bench.Store.ForgetAsync(Noon, 10, Cancelled));
        Assert.Equal(2, await bench.Store.ForgetAsync(At(10), 2, Cancelled));
        Assert.NotNull(await bench.Store.FindAsync("failed", Cancelled));
        Assert.Equal(1, await bench.Other.ForgetAsync(At(10), 2, Cancelled));

        Assert.Equal(["later", "ready", "recurring", "untold", "waiting"], IdsOf(await ListAsync(bench)).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Null(await bench.Store.FindAsync("done", Cancelled));
    }

    private static async Task AssertReleasedAsync(JobStoreFixture bench, int seconds, int limit, int jobs, params string[] queues)
    {
        var release = await bench.Store.ReleaseDueAsync(At(seconds), limit, Cancelled);
        Assert.Equal(jobs, release.Jobs);
        Assert.Equal(queues, release.Queues.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static ValueTask<IReadOnlyList<StoredJob>> OverdueAsync(IJobStore store, int seconds, int limit = 10)
        => store.TakeOverdueAsync(At(seconds), At(seconds + 300), limit, Cancelled);
}
