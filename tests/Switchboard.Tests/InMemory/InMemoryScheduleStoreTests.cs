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

    protected override ValueTask<ScheduleStoreFixture> CreateAsync() => ValueTask.FromResult(Create(maxSchedules: 10_000));

    private static ScheduleStoreFixture Create(int maxSchedules)
    {
        var store = new InMemoryScheduleStore(() => maxSchedules);
        return new ScheduleStoreFixture(store, store);
    }
}
