using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <summary>Taking jobs out of queues, and changing them.</summary>
public abstract partial class JobStoreSpec
{
    [Fact]
    public async Task Take_InTheOrderOfPriorityThenTimeThenId()
    {
        await using var bench = await CreateAsync();
        await AddAsync(bench, Job("c", seconds: 2));
        await AddAsync(bench, Job("b", seconds: 1));
        await AddAsync(bench, Job("B", seconds: 1));
        await AddAsync(bench, Job("low") with { Priority = 1 });
        await AddAsync(bench, Job("high", seconds: 3) with { Priority = 5 });
        await AddAsync(bench, Job("other", queue: "print") with { Priority = 5 });
        await AddAsync(bench, Job("waiting", StoredJobState.Waiting));

        Assert.Equal(["high", "B"], IdsOf(await TakeAsync(bench.Store, limit: 2)), StringComparer.Ordinal);
        Assert.Equal(["b", "c", "low"], IdsOf(await TakeAsync(bench.Other, limit: 10)), StringComparer.Ordinal);
        Assert.Empty(await TakeAsync(bench.Store, limit: 10));
        Assert.Equal(["other"], IdsOf(await bench.Store.TakeAsync("print", At(30), 10, Cancelled)), StringComparer.Ordinal);
        Assert.Empty(await bench.Store.TakeAsync("none", At(30), 10, Cancelled));
    }

    [Fact]
    public async Task Taken_IsRunningUntilTheEndOfTheLease_OfANewRevisionAndAttempt()
    {
        await using var bench = await CreateAsync();
        var job = Job("a") with { Attempt = 2, Revision = 5, IdempotencyKey = "k", Outcome = "before"u8.ToArray() };
        await AddAsync(bench, job);

        var taken = Assert.Single(await TakeAsync(bench.Store));

        AssertSame(job with { State = StoredJobState.Running, Attempt = 3, Revision = 6, NextAt = At(30) }, taken);
        AssertSame(taken, await FindAsync(bench, "a"));
    }

    [Fact]
    public async Task Take_ByManyAtOnce_GivesEachJobToOne()
    {
        await using var bench = await CreateAsync();
        const int Count = 300;
        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => AddAsync(bench, Job(Name(i))).AsTask()));

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(node => Task.Run(() => TakeAllAsync(node % 2 == 0 ? bench.Store : bench.Other), Cancelled)));

        Assert.Equal(Count, taken.Sum(list => list.Count));
        Assert.Distinct(taken.SelectMany(list => list), StringComparer.Ordinal);
        Assert.All(await ListAsync(bench), job => Assert.Equal((StoredJobState.Done, 1, 3L), (job.State, job.Attempt, job.Revision)));
        Assert.Empty(await bench.Store.CountReadyAsync(Cancelled));
    }

    [Fact]
    public async Task Change_OfTheRevisionThatWasRead_ReplacesWhatMayChange()
    {
        await using var bench = await CreateAsync();
        var job = Job("a") with { IdempotencyKey = "k" };
        await AddAsync(bench, job);
        var change = job with
        {
            Queue = "print",
            State = StoredJobState.Failed,
            NextAt = At(77),
            Priority = 1,
            Attempt = 9,
            IsUntold = true,
            Outcome = "\0 failed"u8.ToArray(),
        };

        Assert.Equal([true], await bench.Store.ChangeAsync([change], Cancelled));

        AssertSame(change with { Revision = 2 }, await bench.Other.FindAsync("a", Cancelled));
    }

    [Fact]
    public async Task Change_LeavesAloneWhatNeverChanges()
    {
        await using var bench = await CreateAsync();
        var job = Job("a") with { IdempotencyKey = "k" };
        await AddAsync(bench, job);
        var change = new StoredJob("a", "other", "other") { Queue = Queue, State = StoredJobState.Done, NextAt = At(1), CreatedAt = At(1), IdempotencyKey = "l", Body = "other"u8.ToArray() };

        Assert.Equal([true], await bench.Store.ChangeAsync([change], Cancelled));

        AssertSame(job with { State = StoredJobState.Done, NextAt = At(1), Revision = 2 }, await FindAsync(bench, "a"));
    }

    [Fact]
    public async Task Change_Many_TellsOfEachInTheirOrder()
    {
        await using var bench = await CreateAsync();
        foreach (var id in new[] { "a", "b", "c" })
        {
            await AddAsync(bench, Job(id));
        }

        StoredJob[] changes =
        [
            Job("c", StoredJobState.Done),
            Job("none", StoredJobState.Done),
            Job("b", StoredJobState.Done) with { Revision = 2 },
            Job("a", StoredJobState.Done),
            Job("a", StoredJobState.Failed),
        ];

        Assert.Equal([true, false, false, true, false], await bench.Store.ChangeAsync(changes, Cancelled));

        Assert.Equal((StoredJobState.Done, 2L), await StateAsync(bench, "a"));
        Assert.Equal((StoredJobState.Ready, 1L), await StateAsync(bench, "b"));
        Assert.Equal((StoredJobState.Done, 2L), await StateAsync(bench, "c"));
        Assert.Empty(await bench.Store.ChangeAsync([], Cancelled));
    }

    [Fact]
    public async Task Change_ByManyAtOnce_OneIsFirst()
    {
        await using var bench = await CreateAsync();
        const int Count = 20;
        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => AddAsync(bench, Job(Name(i))).AsTask()));
        var jobs = await ListAsync(bench);

        var changed = await Task.WhenAll(Enumerable.Range(0, 8).Select(node => Task.Run(
            () =>
            {
                var changes = jobs.Select(job => job with { State = StoredJobState.Done, Priority = 1 + (node % 5) });
                return (node % 2 == 0 ? bench.Store : bench.Other).ChangeAsync([.. node % 3 == 0 ? changes : changes.Reverse()], Cancelled).AsTask();
            },
            Cancelled)));

        Assert.Equal(Count, changed.Sum(results => results.Count(isChanged => isChanged)));
        Assert.All(await ListAsync(bench), job => Assert.Equal((StoredJobState.Done, 2L), (job.State, job.Revision)));
    }

    [Fact]
    public async Task Change_BackIntoTheQueue_IsTakenAgain()
    {
        await using var bench = await CreateAsync();
        await AddAsync(bench, Job("a"));
        var taken = Assert.Single(await TakeAsync(bench.Store));

        Assert.Equal([true], await bench.Store.ChangeAsync([taken with { State = StoredJobState.Ready, NextAt = At(5), Outcome = "failed once"u8.ToArray() }], Cancelled));

        var again = Assert.Single(await TakeAsync(bench.Store));
        Assert.Equal((2, 4L), (again.Attempt, again.Revision));
        Assert.Equal("failed once"u8.ToArray(), again.Outcome.ToArray());
    }

    [Fact]
    public async Task CountReady_HasQueuesWithJobsAlone()
    {
        await using var bench = await CreateAsync();
        Assert.Empty(await bench.Store.CountReadyAsync(Cancelled));
        await AddAsync(bench, Job("a"));
        await AddAsync(bench, Job("b"));
        await AddAsync(bench, Job("c", queue: "print"));
        await AddAsync(bench, Job("d", StoredJobState.Waiting, queue: "later"));

        Assert.Equal(new Dictionary<string, long>(StringComparer.Ordinal) { [Queue] = 2, ["print"] = 1 }, await bench.Store.CountReadyAsync(Cancelled));
        await TakeAsync(bench.Store, limit: 1);
        await bench.Store.TakeAsync("print", At(30), 1, Cancelled);
        Assert.Equal(new Dictionary<string, long>(StringComparer.Ordinal) { [Queue] = 1 }, await bench.Other.CountReadyAsync(Cancelled));
    }

    /// <summary>Takes jobs out of the queue for 30 seconds from noon.</summary>
    protected static ValueTask<IReadOnlyList<StoredJob>> TakeAsync(IJobStore store, int limit = 10)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.TakeAsync(Queue, At(30), limit, Cancelled);
    }

    private static async Task<(StoredJobState State, long Revision)> StateAsync(JobStoreFixture bench, string id)
    {
        var job = await FindAsync(bench, id);
        return (job.State, job.Revision);
    }

    private static async Task<List<string>> TakeAllAsync(IJobStore store)
    {
        var ids = new List<string>();
        while (await TakeAsync(store, limit: 7) is { Count: > 0 } taken)
        {
            var changed = await store.ChangeAsync([.. taken.Select(job => job with { State = StoredJobState.Done })], Cancelled);
            Assert.DoesNotContain(false, changed);
            ids.AddRange(IdsOf(taken));
        }

        return ids;
    }
}
