using System.Text;
using Switchboard.Extensibility;
using Switchboard.Specs;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Schedules;

/// <summary>What a durable store of schedules promises beyond what every one does. The databases' tests inherit it.</summary>
public abstract class DurableScheduleStoreTests : ScheduleStoreSpec
{
    private static readonly TimeSpan _length = TimeSpan.FromSeconds(30);

    /// <summary>Makes an empty store, and opens it.</summary>
    internal abstract Task<StoreHarness> OpenAsync();

    [Fact]
    public async Task Restart_Schedules_AreThere_AndALeaseHolds()
    {
        await using var harness = await OpenAsync();
        await harness.Store.Schedules.PutAsync(Schedule("a"), 10, StoreHarness.Cancelled);
        await harness.Store.Schedules.PutAsync(Schedule("b") with { DueAt = Noon.AddDays(1) }, 10, StoreHarness.Cancelled);
        await harness.Store.Schedules.LeaseDueAsync(new ScheduleLease(Noon, _length), 10, StoreHarness.Cancelled);

        await harness.ReopenAsync();

        var page = await harness.Store.Schedules.ListAsync(Owner, null, 10, StoreHarness.Cancelled);
        Assert.Equal(["a", "b"], page.Schedules.Select(schedule => schedule.Id), StringComparer.Ordinal);
        Assert.Empty(await harness.Store.Schedules.LeaseDueAsync(new ScheduleLease(Noon.AddSeconds(29), _length), 10, StoreHarness.Cancelled));
        var taken = await harness.Store.Schedules.LeaseDueAsync(new ScheduleLease(Noon.AddSeconds(30), _length), 10, StoreHarness.Cancelled);
        Assert.Equal("a", Assert.Single(taken).Schedule.Id);
    }

    private static StoredSchedule Schedule(string id)
        => new(Owner, id) { Revision = $"revision of {id}", DueAt = Noon, Body = Encoding.UTF8.GetBytes("body") };
}
