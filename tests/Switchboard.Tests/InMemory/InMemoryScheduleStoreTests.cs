using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.InMemory;

public sealed class InMemoryScheduleStoreTests : ScheduleStoreSpec
{
    [Fact]
    public async Task Put_MoreThanTheStoreHolds_IsFull()
    {
        var bench = Create(maxSchedules: 2);
        await PutAsync(bench, "a", 1);
        await PutAsync(bench, "a", 1, owner: "user:43");

        Assert.Equal(ScheduleOutcome.Full, await PutAsync(bench, "a", 1, owner: "user:44"));
        Assert.Equal(ScheduleOutcome.Kept, await PutAsync(bench, "a", 2));
    }

    [Fact]
    public async Task Put_MoreBytesThanTheStoreHolds_IsFullForWhoHasMost()
    {
        var bytes = 0L;
        var store = new InMemoryScheduleStore(() => (1000, bytes));
        var bench = new ScheduleStoreFixture(store, store);
        await PutAsync(bench, "a", 1);
        var one = store.Bytes;
        bytes = 4 * one;

        Assert.Equal(ScheduleOutcome.Kept, await PutAsync(bench, "b", 1));
        Assert.Equal(ScheduleOutcome.Full, await PutAsync(bench, "c", 1));
        Assert.Equal(ScheduleOutcome.Kept, await PutAsync(bench, "a", 2));
        Assert.Equal(ScheduleOutcome.Kept, await PutAsync(bench, "a", 1, owner: "user:43"));
        Assert.Equal(ScheduleOutcome.Kept, await PutAsync(bench, "a", 1, owner: "user:44"));
        Assert.Equal(ScheduleOutcome.Full, await PutAsync(bench, "a", 1, owner: "user:45"));
        await store.RemoveAsync("user:44", "a", TestContext.Current.CancellationToken);
        Assert.Equal(3 * one, store.Bytes);
    }

    protected override ValueTask<ScheduleStoreFixture> CreateAsync() => ValueTask.FromResult(Create(maxSchedules: 10_000));

    private static ScheduleStoreFixture Create(int maxSchedules)
    {
        var store = new InMemoryScheduleStore(() => (maxSchedules, 0));
        return new ScheduleStoreFixture(store, store);
    }
}
