using System.Globalization;
using System.Text;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <summary>The contract of <see cref="IJobStore"/>. An adapter's tests inherit it and make a store.</summary>
public abstract partial class JobStoreSpec
{
    /// <summary>Whose jobs they are.</summary>
    protected const string Owner = "user:42";

    /// <summary>The queue that they wait in.</summary>
    protected const string Queue = "mail";

    /// <summary>The present at the beginning.</summary>
    protected static DateTimeOffset Noon { get; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store.</summary>
    protected abstract ValueTask<JobStoreFixture> CreateAsync();

    [Fact]
    public async Task Add_Found_IsThereWithEverything()
    {
        await using var bench = await CreateAsync();
        var job = Job("a", StoredJobState.Failed, 5) with
        {
            Revision = 7,
            Priority = 5,
            Attempt = 3,
            IsUntold = true,
            CreatedAt = At(-5),
            ExpiresAt = At(7),
            IdempotencyKey = "ключ",
            Body = "\0 body"u8.ToArray(),
            Outcome = "\0 outcome"u8.ToArray(),
        };

        Assert.Equal(JobAdmissionOutcome.Added, (await bench.Store.AddAsync(job, 10, Cancelled)).Outcome);

        AssertSame(job, await bench.Other.FindAsync("a", Cancelled));
        Assert.Null(await bench.Store.FindAsync("b", Cancelled));
    }

    [Fact]
    public async Task Add_WithoutKeyAndOutcome_HasNone()
    {
        await using var bench = await CreateAsync();
        await AddAsync(bench, Job("a"));

        var found = await FindAsync(bench, "a");
        Assert.Null(found.IdempotencyKey);
        Assert.Null(found.ExpiresAt);
        Assert.True(found.Outcome.IsEmpty);
    }

    [Fact]
    public async Task Times_AreInMilliseconds()
    {
        await using var bench = await CreateAsync();
        var fraction = TimeSpan.FromTicks(12_345);
        await AddAsync(bench, Job("a") with { CreatedAt = Noon + fraction, NextAt = Noon + fraction });

        var found = await FindAsync(bench, "a");
        Assert.Equal((Noon.AddMilliseconds(1), Noon.AddMilliseconds(1)), (found.CreatedAt, found.NextAt));
        var taken = Assert.Single(await bench.Store.TakeAsync(Queue, Noon + fraction, 1, Cancelled));
        Assert.Equal(Noon.AddMilliseconds(1), taken.NextAt);
    }

    [Fact]
    public async Task Add_KeyThatItsOwnerHasUsed_IsKnownInWhateverState()
    {
        await using var bench = await CreateAsync();
        await AddAsync(bench, Job("a") with { IdempotencyKey = "k", Body = "first"u8.ToArray() });

        var again = await bench.Other.AddAsync(Job("b") with { IdempotencyKey = "k" }, 10, Cancelled);

        Assert.Equal(JobAdmissionOutcome.Known, again.Outcome);
        AssertSame(await FindAsync(bench, "a"), again.Known);
        Assert.Null(await bench.Store.FindAsync("b", Cancelled));
        Assert.Equal([true], await bench.Store.ChangeAsync([again.Known! with { State = StoredJobState.Done, NextAt = At(60) }], Cancelled));
        var later = await bench.Store.AddAsync(Job("c") with { IdempotencyKey = "k" }, 10, Cancelled);
        Assert.Equal((JobAdmissionOutcome.Known, StoredJobState.Done), (later.Outcome, later.Known?.State));
        Assert.Equal(JobAdmissionOutcome.Added, await AddAsync(bench, Job("d") with { Owner = "user:43", IdempotencyKey = "k" }));
        Assert.Equal(JobAdmissionOutcome.Added, await AddAsync(bench, Job("e") with { IdempotencyKey = "K" }));
        Assert.Equal(1, await bench.Store.ForgetAsync(At(60), 10, Cancelled));
        Assert.Equal(JobAdmissionOutcome.Added, await AddAsync(bench, Job("f") with { IdempotencyKey = "k" }));
    }

    [Fact]
    public async Task Add_SameKeyByManyAtOnce_KeepsOne()
    {
        await using var bench = await CreateAsync();

        var admissions = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(
            () => (i % 2 == 0 ? bench.Store : bench.Other).AddAsync(Job($"{i}") with { IdempotencyKey = $"k{i / 4}" }, 1000, Cancelled).AsTask(), Cancelled)));

        Assert.Equal(10, admissions.Count(admission => admission.Outcome == JobAdmissionOutcome.Added));
        Assert.All(admissions.Index().Where(entry => entry.Item.Outcome != JobAdmissionOutcome.Added), entry =>
        {
            Assert.Equal((JobAdmissionOutcome.Known, $"k{entry.Index / 4}"), (entry.Item.Outcome, entry.Item.Known?.IdempotencyKey));
        });
        Assert.Equal(10, (await ListAsync(bench)).Count);
    }

    [Fact]
    public async Task Add_MoreThanTheOwnerMayHave_IsFullUntilOneEnds()
    {
        await using var bench = await CreateAsync();
        await AddAsync(bench, Job("a", StoredJobState.Waiting, 5) with { IdempotencyKey = "k" }, max: 3);
        await AddAsync(bench, Job("b"), max: 3);
        await AddAsync(bench, Job("c", StoredJobState.Recurring), max: 3);

        Assert.Equal(JobAdmissionOutcome.Full, await AddAsync(bench, Job("d"), max: 3));
        Assert.Equal(JobAdmissionOutcome.Known, await AddAsync(bench, Job("d") with { IdempotencyKey = "k" }, max: 3));
        Assert.Equal(JobAdmissionOutcome.Full, await AddAsync(bench, Job("d") with { IdempotencyKey = "l" }, max: 3));
        Assert.Equal(JobAdmissionOutcome.Added, await AddAsync(bench, Job("d") with { Owner = "user:43" }, max: 1));
        Assert.Equal(JobAdmissionOutcome.Full, await AddAsync(bench, Job("e") with { Owner = "user:44" }, max: 0));
        await TakeAsync(bench.Other, limit: 1);
        Assert.Equal(JobAdmissionOutcome.Full, await AddAsync(bench, Job("e"), max: 3));
        Assert.Equal([true], await bench.Other.ChangeAsync([await FindAsync(bench, "b") with { State = StoredJobState.Cancelled }], Cancelled));
        Assert.Equal(JobAdmissionOutcome.Added, await AddAsync(bench, Job("e"), max: 3));
        Assert.Equal(JobAdmissionOutcome.Full, await AddAsync(bench, Job("f"), max: 3));
    }

    [Fact]
    public async Task Add_ByManyAtOnce_StopsAtTheLimit()
    {
        await using var bench = await CreateAsync();

        var admissions = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => AddAsync(bench, Job($"{i}"), max: 20).AsTask(), Cancelled)));

        Assert.Equal(20, admissions.Count(outcome => outcome == JobAdmissionOutcome.Added));
        Assert.Equal(40, admissions.Count(outcome => outcome == JobAdmissionOutcome.Full));
    }

    [Fact]
    public async Task Reopen_WhatHasEnded_CountsAgainForTheLimit()
    {
        await using var bench = await CreateAsync();
        await AddAsync(bench, Job("a", StoredJobState.Failed), max: 2);
        await AddAsync(bench, Job("b", StoredJobState.Failed), max: 2);
        await AddAsync(bench, Job("c"), max: 2);
        var (a, b) = (await FindAsync(bench, "a") with { State = StoredJobState.Ready }, await FindAsync(bench, "b") with { State = StoredJobState.Ready });

        Assert.Equal(JobReopening.Reopened, await bench.Store.ReopenAsync(a, 2, Cancelled));
        Assert.Equal(JobReopening.Full, await bench.Other.ReopenAsync(b, 2, Cancelled));
        Assert.Equal(JobReopening.Outdated, await bench.Store.ReopenAsync(a, 3, Cancelled));
        Assert.Equal(JobReopening.Outdated, await bench.Store.ReopenAsync(b with { Id = "unknown" }, 3, Cancelled));
        Assert.Equal(JobReopening.Reopened, await bench.Store.ReopenAsync(b, 3, Cancelled));
        Assert.Equal(JobAdmissionOutcome.Full, await AddAsync(bench, Job("d"), max: 3));
        Assert.Equal((StoredJobState.Ready, a.Revision + 1), (await FindAsync(bench, "a") is var again ? (again.State, again.Revision) : default));
    }

    [Fact]
    public async Task Reopen_ByManyAtOnce_StopsAtTheLimit()
    {
        await using var bench = await CreateAsync();
        var ids = Enumerable.Range(0, 60).Select(i => $"{i}").ToArray();
        foreach (var id in ids)
        {
            await AddAsync(bench, Job(id, StoredJobState.Failed), max: 20);
        }

        var jobs = await Task.WhenAll(ids.Select(id => FindAsync(bench, id).AsTask()));
        var outcomes = await Task.WhenAll(
            jobs.Select(job => Task.Run(() => bench.Store.ReopenAsync(job with { State = StoredJobState.Ready }, 20, Cancelled).AsTask(), Cancelled)));

        Assert.Equal(20, outcomes.Count(outcome => outcome == JobReopening.Reopened));
        Assert.Equal(40, outcomes.Count(outcome => outcome == JobReopening.Full));
    }

    [Fact]
    public async Task List_EachFilterAndAllOfThem()
    {
        await using var bench = await CreateAsync();
        await AddAsync(bench, Job("a", StoredJobState.Failed));
        await AddAsync(bench, Job("b"));
        await AddAsync(bench, Job("B", StoredJobState.Done, method: "print"));
        await AddAsync(bench, Job("c", StoredJobState.Failed, owner: "user:43"));
        await AddAsync(bench, Job("d", StoredJobState.Cancelled, owner: "user:43", method: "print"));
        await AddAsync(bench, Job("e", StoredJobState.Failed, method: "print"));

        Assert.Equal(["e", "d", "c", "b", "a", "B"], await IdsAsync(bench, new JobQuery { Limit = 10 }), StringComparer.Ordinal);
        Assert.Equal(["e", "b", "a", "B"], await IdsAsync(bench, new JobQuery { Owner = Owner, Limit = 10 }), StringComparer.Ordinal);
        Assert.Equal(["e", "d", "B"], await IdsAsync(bench, new JobQuery { Method = "print", Limit = 10 }), StringComparer.Ordinal);
        Assert.Equal(["e", "c", "a"], await IdsAsync(bench, new JobQuery { States = [StoredJobState.Failed], Limit = 10 }), StringComparer.Ordinal);
        Assert.Equal(["d", "B"], await IdsAsync(bench, new JobQuery { States = [StoredJobState.Done, StoredJobState.Cancelled], Limit = 10 }), StringComparer.Ordinal);
        Assert.Equal(["e", "B"], await IdsAsync(bench, new JobQuery { Owner = Owner, Method = "print", Limit = 10 }), StringComparer.Ordinal);
        Assert.Equal(["e", "a"], await IdsAsync(bench, new JobQuery { Owner = Owner, States = [StoredJobState.Failed], Limit = 10 }), StringComparer.Ordinal);
        Assert.Equal(["e", "b", "a"], await IdsAsync(bench, new JobQuery { Owner = Owner, States = [StoredJobState.Failed, StoredJobState.Ready], Before = "z", Limit = 10 }), StringComparer.Ordinal);
        Assert.Equal(["a"], await IdsAsync(bench, new JobQuery { Owner = Owner, States = [StoredJobState.Failed], Before = "e", Limit = 10 }), StringComparer.Ordinal);
        Assert.Equal(["d"], await IdsAsync(bench, new JobQuery { Owner = "user:43", Method = "print", States = [StoredJobState.Cancelled], Before = "e", Limit = 10 }), StringComparer.Ordinal);
        Assert.Empty(await IdsAsync(bench, new JobQuery { Owner = "user:44", Limit = 10 }));
        Assert.Empty(await IdsAsync(bench, new JobQuery { Method = "mail", Limit = 10 }));
        Assert.Empty(await IdsAsync(bench, new JobQuery { States = [StoredJobState.Running], Limit = 10 }));
        Assert.Empty(await IdsAsync(bench, new JobQuery { Before = "A", Limit = 10 }));
    }

    [Fact]
    public async Task List_Pages_GoBackwardsThroughAll()
    {
        await using var bench = await CreateAsync();
        foreach (var id in new[] { "c", "b", "d", "a", "B" })
        {
            await AddAsync(bench, Job(id));
        }

        var ids = new List<string>();
        string? before = null;
        while (await bench.Store.ListAsync(new JobQuery { Owner = Owner, Before = before, Limit = 2 }, Cancelled) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 2);
            ids.AddRange(page.Select(job => job.Id));
            before = page[^1].Id;
        }

        Assert.Equal(["d", "c", "b", "a", "B"], ids, StringComparer.Ordinal);
        Assert.Equal(["b", "a"], await IdsAsync(bench, new JobQuery { Before = "bb", Limit = 2 }), StringComparer.Ordinal);
    }

    [Fact]
    public async Task List_HasJobsWithEverything()
    {
        await using var bench = await CreateAsync();
        await AddAsync(bench, Job("a") with { IdempotencyKey = "k", Outcome = "outcome"u8.ToArray() });

        AssertSame(await FindAsync(bench, "a"), Assert.Single(await ListAsync(bench)));
    }

    /// <summary>A job that is in its queue, or due so many seconds after noon.</summary>
    protected static StoredJob Job(string id, StoredJobState state = StoredJobState.Ready, int seconds = 0, string owner = Owner, string method = "send", string queue = Queue)
        => new(id, owner, method) { Queue = queue, State = state, NextAt = At(seconds), CreatedAt = Noon, Body = Encoding.UTF8.GetBytes($"body of {id}") };

    /// <summary>Keeps a job.</summary>
    protected static async ValueTask<JobAdmissionOutcome> AddAsync(JobStoreFixture bench, StoredJob job, int max = 10_000)
    {
        ArgumentNullException.ThrowIfNull(bench);
        return (await bench.Store.AddAsync(job, max, Cancelled)).Outcome;
    }

    /// <summary>A time, so many seconds after noon.</summary>
    protected static DateTimeOffset At(int seconds) => Noon.AddSeconds(seconds);

    private static async ValueTask<StoredJob> FindAsync(JobStoreFixture bench, string id)
    {
        var job = await bench.Store.FindAsync(id, Cancelled);
        Assert.NotNull(job);
        return job;
    }

    private static ValueTask<IReadOnlyList<StoredJob>> ListAsync(JobStoreFixture bench) => bench.Store.ListAsync(new JobQuery { Limit = 1000 }, Cancelled);

    private static async ValueTask<IEnumerable<string>> IdsAsync(JobStoreFixture bench, JobQuery query)
        => IdsOf(await bench.Store.ListAsync(query, Cancelled));

    private static IEnumerable<string> IdsOf(IEnumerable<StoredJob> jobs) => jobs.Select(job => job.Id);

    private static string Name(int number) => number.ToString("d5", CultureInfo.InvariantCulture);

    private static void AssertSame(StoredJob expected, StoredJob? found)
    {
        Assert.NotNull(found);
        Assert.Equal(Encoding.UTF8.GetString(expected.Body.Span), Encoding.UTF8.GetString(found.Body.Span));
        Assert.Equal(Encoding.UTF8.GetString(expected.Outcome.Span), Encoding.UTF8.GetString(found.Outcome.Span));
        Assert.Equal(expected with { Body = default, Outcome = default }, found with { Body = default, Outcome = default });
    }
}
