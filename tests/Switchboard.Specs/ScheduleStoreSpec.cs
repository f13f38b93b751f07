using System.Globalization;
using System.Text;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <summary>The contract of <see cref="IScheduleStore"/>. An adapter's tests inherit it and make a store.</summary>
public abstract class ScheduleStoreSpec
{
    /// <summary>Whose schedules they are.</summary>
    protected const string Owner = "user:42";

    private static readonly TimeSpan _length = TimeSpan.FromSeconds(30);

    /// <summary>The present at the beginning.</summary>
    protected static DateTimeOffset Noon { get; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store.</summary>
    protected abstract ValueTask<ScheduleStoreFixture> CreateAsync();

    [Fact]
    public async Task Put_Listed_IsThereWithEverything()
    {
        await using var bench = await CreateAsync();
        Assert.Equal(ScheduleOutcome.Kept, await PutAsync(bench, "a", 5, body: "\0 body"));

        var page = await bench.Store.ListAsync(Owner, null, 10, Cancelled);

        var schedule = Assert.Single(page.Schedules);
        Assert.Null(page.Cursor);
        Assert.Equal((Owner, "a", At(5)), (schedule.Owner, schedule.Id, schedule.DueAt));
        Assert.Equal("\0 body", Encoding.UTF8.GetString(schedule.Body.Span));
        Assert.NotEmpty(schedule.Revision);
    }

    [Fact]
    public async Task List_Pages_GoByTimeThenName_AndShowNobodyElses()
    {
        await using var bench = await CreateAsync();
        foreach (var (id, seconds) in new[] { ("c", 3), ("b", 1), ("d", 1), ("a", 2), ("B", 1) })
        {
            await PutAsync(bench, id, seconds);
        }

        await PutAsync(bench, "x", 1, owner: "user:43");
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await bench.Store.ListAsync(Owner, cursor, 2, Cancelled);
            Assert.InRange(page.Schedules.Count, 1, 2);
            ids.AddRange(page.Schedules.Select(schedule => schedule.Id));
            cursor = page.Cursor;
        }
        while (cursor is not null);

        Assert.Equal(["B", "b", "d", "a", "c"], ids, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData(".")]
    [InlineData("99999999999999999999.a")]
    public async Task List_CursorOfNoPage_DoesNoHarm(string cursor)
    {
        await using var bench = await CreateAsync();
        await PutAsync(bench, "a", 1);

        Assert.Single((await bench.Store.ListAsync(Owner, cursor, 10, Cancelled)).Schedules);
    }

    [Fact]
    public async Task Put_SameName_ReplacesTimeAndBody()
    {
        await using var bench = await CreateAsync();
        await PutAsync(bench, "a", 1);
        Assert.Equal(ScheduleOutcome.Kept, await PutAsync(bench, "a", 100, body: "new"));

        Assert.Empty(await TakeAsync(bench, 50));
        var taken = Assert.Single(await TakeAsync(bench, 100));
        Assert.Equal("new", Encoding.UTF8.GetString(taken.Schedule.Body.Span));
    }

    [Fact]
    public async Task Put_MoreThanTheOwnerMayHave_IsFullUntilOneGoes()
    {
        await using var bench = await CreateAsync();
        await PutAsync(bench, "a", 1, max: 2);
        await PutAsync(bench, "b", 2, max: 2);

        Assert.Equal(ScheduleOutcome.Full, await PutAsync(bench, "c", 3, max: 2));
        Assert.Equal(ScheduleOutcome.Kept, await PutAsync(bench, "b", 3, max: 2));
        Assert.Equal(ScheduleOutcome.Kept, await PutAsync(bench, "c", 3, max: 2, owner: "user:43"));
        Assert.True(await bench.Store.RemoveAsync(Owner, "a", Cancelled));
        Assert.Equal(ScheduleOutcome.Kept, await PutAsync(bench, "c", 3, max: 2));
        Assert.Equal(ScheduleOutcome.Full, await PutAsync(bench, "d", 3, max: 0, owner: "user:44"));
    }

    [Fact]
    public async Task Remove_OnlyItsOwnersOne_AndOnce()
    {
        await using var bench = await CreateAsync();
        await PutAsync(bench, "a", 1);

        Assert.False(await bench.Store.RemoveAsync("user:43", "a", Cancelled));
        Assert.False(await bench.Store.RemoveAsync(Owner, "b", Cancelled));
        Assert.True(await bench.Store.RemoveAsync(Owner, "a", Cancelled));
        Assert.False(await bench.Store.RemoveAsync(Owner, "a", Cancelled));
        Assert.Empty(await TakeAsync(bench, 10));
        Assert.Null(await NextAsync(bench, 0));
    }

    [Fact]
    public async Task Take_Due_InTheOrderOfTheirTimesAndNoneBefore()
    {
        await using var bench = await CreateAsync();
        await PutAsync(bench, "c", 3);
        await PutAsync(bench, "a", 1);
        await PutAsync(bench, "b", 2);

        Assert.Empty(await TakeAsync(bench, 0));
        Assert.Equal(["a", "b"], IdsOf(await TakeAsync(bench, 2)), StringComparer.Ordinal);
        Assert.Equal(["c"], IdsOf(await TakeAsync(bench, 3)), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Take_Limit_LeavesTheLaterOnes()
    {
        await using var bench = await CreateAsync();
        await PutAsync(bench, "b", 2);
        await PutAsync(bench, "a", 1);

        Assert.Equal(["a"], IdsOf(await TakeAsync(bench, 5, limit: 1)), StringComparer.Ordinal);
        Assert.Equal(["b"], IdsOf(await TakeAsync(bench, 5, limit: 1)), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Taken_UntilItsLeaseEnds_BelongsToOneAlone()
    {
        await using var bench = await CreateAsync();
        await PutAsync(bench, "a", 1);
        var first = Assert.Single(await TakeAsync(bench, 1));

        Assert.Empty(await bench.Other.LeaseDueAsync(Lease(30), 10, Cancelled));
        var second = Assert.Single(await bench.Other.LeaseDueAsync(Lease(31), 10, Cancelled));

        Assert.Equal(first.Schedule.Revision, second.Schedule.Revision);
        Assert.Equal(At(31), first.Until);
    }

    [Fact]
    public async Task Taken_ByItsOwner_IsNeitherReplacedNorRemoved()
    {
        await using var bench = await CreateAsync();
        await PutAsync(bench, "a", 1);
        var taken = await TakeAsync(bench, 1);

        Assert.Equal(ScheduleOutcome.UnderWay, await PutAsync(bench, "a", 5));
        Assert.False(await bench.Store.RemoveAsync(Owner, "a", Cancelled));

        await bench.Store.FinishAsync(taken, Cancelled);
        Assert.Equal(ScheduleOutcome.Kept, await PutAsync(bench, "a", 5));
        Assert.True(await bench.Store.RemoveAsync(Owner, "a", Cancelled));
    }

    [Fact]
    public async Task Finish_Done_IsGoneForGood()
    {
        await using var bench = await CreateAsync();
        await PutAsync(bench, "a", 1);
        await PutAsync(bench, "b", 1);

        await bench.Store.FinishAsync(await TakeAsync(bench, 1), Cancelled);

        Assert.Empty(await TakeAsync(bench, 1000));
        Assert.Empty((await bench.Store.ListAsync(Owner, null, 10, Cancelled)).Schedules);
        Assert.Null(await NextAsync(bench, 1000));
    }

    [Fact]
    public async Task Finish_AfterOthersTookIt_CountsAllTheSame()
    {
        await using var bench = await CreateAsync();
        await PutAsync(bench, "a", 1);
        var first = await TakeAsync(bench, 1);
        await TakeAsync(bench, 60);

        await bench.Store.FinishAsync(first, Cancelled);

        Assert.Empty(await TakeAsync(bench, 1000));
    }

    [Fact]
    public async Task Finish_NameThatIsUsedAgain_LeavesTheNewOne()
    {
        await using var bench = await CreateAsync();
        await PutAsync(bench, "a", 1);
        var former = await TakeAsync(bench, 1);
        await bench.Store.FinishAsync(former, Cancelled);
        await PutAsync(bench, "a", 2);

        await bench.Store.FinishAsync(former, Cancelled);

        Assert.Single(await TakeAsync(bench, 2));
    }

    [Fact]
    public async Task PutOff_UntilThen_NobodyTakesIt_AndItsOwnerMayRemoveIt()
    {
        await using var bench = await CreateAsync();
        await PutAsync(bench, "a", 1);
        await bench.Store.DeferAsync(Assert.Single(await TakeAsync(bench, 1)), At(200), Cancelled);

        Assert.Empty(await TakeAsync(bench, 199));
        Assert.Equal(At(200), await NextAsync(bench, 1));
        var again = Assert.Single(await TakeAsync(bench, 200));
        Assert.Equal(At(1), again.Schedule.DueAt);
        await bench.Store.DeferAsync(again, At(300), Cancelled);
        Assert.True(await bench.Store.RemoveAsync(Owner, "a", Cancelled));
    }

    [Fact]
    public async Task PutOff_AfterOthersTookIt_ChangesNothing()
    {
        await using var bench = await CreateAsync();
        await PutAsync(bench, "a", 1);
        var first = Assert.Single(await TakeAsync(bench, 1));
        var second = Assert.Single(await TakeAsync(bench, 60));

        await bench.Store.DeferAsync(first, At(61), Cancelled);

        Assert.Empty(await TakeAsync(bench, 62));
        Assert.Equal(At(90), second.Until);
    }

    [Fact]
    public async Task Next_TimeOfTheFirst_ThenEndOfItsLease()
    {
        await using var bench = await CreateAsync();
        Assert.Null(await NextAsync(bench, 0));
        await PutAsync(bench, "b", 50);
        await PutAsync(bench, "a", 10);

        Assert.Equal(At(10), await NextAsync(bench, 0));
        await TakeAsync(bench, 10);
        Assert.Equal(At(40), await NextAsync(bench, 10));
        Assert.Equal(At(40), await NextAsync(bench, 45));
    }

    [Fact]
    public async Task Clock_SetForward_TakesAll_EachOnce()
    {
        await using var bench = await CreateAsync();
        await PutAsync(bench, "a", 10);
        await PutAsync(bench, "b", 3600);

        Assert.Equal(["a", "b"], IdsOf(await TakeAsync(bench, 86_400)), StringComparer.Ordinal);
        Assert.Empty(await TakeAsync(bench, 86_400));
    }

    [Fact]
    public async Task Clock_SetBack_NothingComesEarly_AndALeaseEndsSoon()
    {
        await using var bench = await CreateAsync();
        await PutAsync(bench, "a", 3600);
        await PutAsync(bench, "b", 7200);
        await TakeAsync(bench, 3600);

        // An hour back: the lease would last an hour and 30 seconds.
        Assert.Equal(["a"], IdsOf(await TakeAsync(bench, 0)), StringComparer.Ordinal);
        Assert.Empty(await TakeAsync(bench, 1));
        Assert.Equal(At(30), await NextAsync(bench, 1));
        Assert.Equal(["a"], IdsOf(await TakeAsync(bench, 30)), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Clock_SetBack_Next_IsNow()
    {
        await using var bench = await CreateAsync();
        await PutAsync(bench, "a", 3600);
        await TakeAsync(bench, 3600);

        Assert.Equal(At(0), await NextAsync(bench, 0));
    }

    [Fact]
    public async Task Take_ByManyAtOnce_GivesEachScheduleToOne()
    {
        await using var bench = await CreateAsync();
        const int Count = 200;
        for (var i = 0; i < Count; i++)
        {
            await PutAsync(bench, string.Create(CultureInfo.InvariantCulture, $"{i}"), 1);
        }

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(node => Task.Run(() => TakeAllAsync(node % 2 == 0 ? bench.Store : bench.Other), Cancelled)));

        Assert.Equal(Count, taken.Sum(list => list.Count));
        Assert.Distinct(taken.SelectMany(list => list), StringComparer.Ordinal);
        Assert.Null(await NextAsync(bench, 1));
    }

    /// <summary>Keeps a schedule that is due so many seconds after noon.</summary>
    protected static ValueTask<ScheduleOutcome> PutAsync(
        ScheduleStoreFixture bench, string id, int seconds, string owner = Owner, string body = "body", int max = 1000)
    {
        ArgumentNullException.ThrowIfNull(bench);
        var schedule = new StoredSchedule(owner, id) { Revision = Guid.NewGuid().ToString("N"), DueAt = At(seconds), Body = Encoding.UTF8.GetBytes(body) };
        return bench.Store.PutAsync(schedule, max, Cancelled);
    }

    /// <summary>Takes what is due so many seconds after noon.</summary>
    protected static ValueTask<IReadOnlyList<LeasedSchedule>> TakeAsync(ScheduleStoreFixture bench, int seconds, int limit = 100)
    {
        ArgumentNullException.ThrowIfNull(bench);
        return bench.Store.LeaseDueAsync(Lease(seconds), limit, Cancelled);
    }

    private static DateTimeOffset At(int seconds) => Noon.AddSeconds(seconds);

    private static ScheduleLease Lease(int seconds) => new(At(seconds), _length);

    private static ValueTask<DateTimeOffset?> NextAsync(ScheduleStoreFixture bench, int seconds) => bench.Store.NextAsync(Lease(seconds), Cancelled);

    private static IEnumerable<string> IdsOf(IEnumerable<LeasedSchedule> taken) => taken.Select(schedule => schedule.Schedule.Id);

    private static async Task<List<string>> TakeAllAsync(IScheduleStore store)
    {
        var ids = new List<string>();
        while (await store.LeaseDueAsync(Lease(1), 7, Cancelled) is { Count: > 0 } taken)
        {
            await store.FinishAsync(taken, Cancelled);
            ids.AddRange(IdsOf(taken));
        }

        return ids;
    }
}
