using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.InMemory;

public sealed class InMemoryJobStoreTests : JobStoreSpec
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Add_MoreThanTheStoreHolds_TakesTheRoomOfThoseThatHaveEnded()
    {
        var bench = Create(maxJobs: 3);
        await AddAsync(bench, Job("a") with { IdempotencyKey = "k" });
        await AddAsync(bench, Job("b", StoredJobState.Done));
        await AddAsync(bench, Job("u", StoredJobState.Done) with { IsUntold = true });

        Assert.Equal(JobAdmissionOutcome.Added, await AddAsync(bench, Job("c")));
        Assert.Null(await bench.Store.FindAsync("b", Cancelled));
        Assert.Equal(JobAdmissionOutcome.NoRoom, await AddAsync(bench, Job("d")));
        Assert.Equal(JobAdmissionOutcome.Known, await AddAsync(bench, Job("d") with { IdempotencyKey = "k" }));
        Assert.NotNull(await bench.Store.FindAsync("u", Cancelled));
    }

    [Fact]
    public async Task Add_MoreBytesThanTheStoreHolds_HasNoRoom_ButOutcomesHave()
    {
        var bytes = 0L;
        var store = new InMemoryJobStore(() => (1000, bytes));
        var bench = new JobStoreFixture(store, store);
        await AddAsync(bench, Job("a"));
        var one = store.Bytes;
        bytes = 2 * one;

        Assert.Equal(JobAdmissionOutcome.Added, await AddAsync(bench, Job("b")));
        Assert.Equal(JobAdmissionOutcome.NoRoom, await AddAsync(bench, Job("c")));
        Assert.Equal([true], await store.ChangeAsync([Job("a", StoredJobState.Done) with { Outcome = new byte[100] }], Cancelled));
        Assert.Equal((2 * one) + 100, store.Bytes);
        Assert.Equal(1, await store.ForgetAsync(Noon, 10, Cancelled));
        Assert.Equal((one, 1), (store.Bytes, store.Count));
        Assert.Equal(JobAdmissionOutcome.Added, await AddAsync(bench, Job("c")));
    }

    protected override ValueTask<JobStoreFixture> CreateAsync() => ValueTask.FromResult(Create(maxJobs: 10_000));

    private static JobStoreFixture Create(int maxJobs)
    {
        var store = new InMemoryJobStore(() => (maxJobs, 0));
        return new JobStoreFixture(store, store);
    }
}
