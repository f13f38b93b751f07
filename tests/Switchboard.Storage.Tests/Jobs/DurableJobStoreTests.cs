using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Extensibility;
using Switchboard.Specs;
using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Sqlite;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Jobs;

/// <summary>What a durable store of jobs promises beyond what every one does. The databases' tests inherit it.</summary>
public abstract class DurableJobStoreTests : JobStoreSpec
{
    // More than are counted in each transaction.
    private const int Many = 1_200;

    private static CancellationToken Cancelled => StoreHarness.Cancelled;

    /// <summary>Makes an empty store, and opens it.</summary>
    internal abstract Task<StoreHarness> OpenAsync();

    [Fact]
    public async Task Restart_Jobs_AreThere_AsTheyWere()
    {
        await using var harness = await OpenAsync();
        await AddManyAsync(harness, 3);
        var taken = Assert.Single(await TakeAsync(harness.Store.Jobs, limit: 1));
        await harness.Store.Jobs.ChangeAsync([(await TakeAsync(harness.Store.Jobs, limit: 1))[0] with { State = StoredJobState.Done, NextAt = At(60) }], Cancelled);

        await harness.ReopenAsync();

        var jobs = await harness.Store.Jobs.ListAsync(new JobQuery { Limit = 10 }, Cancelled);
        Assert.Equal([StoredJobState.Ready, StoredJobState.Done, StoredJobState.Running], jobs.Select(job => job.State));
        Assert.Equal(At(30), await harness.Store.Jobs.NextAsync(Cancelled));
        var overdue = Assert.Single(await harness.Store.Jobs.TakeOverdueAsync(At(30), At(60), 10, Cancelled));
        Assert.Equal((taken.Id, taken.Revision + 1), (overdue.Id, overdue.Revision));
        Assert.Empty(await harness.Store.CheckAsync(Cancelled));
    }

    [Fact]
    public async Task Add_MoreThanAnOwnerOfManyMayHave_IsFullUntilSomeEnd()
    {
        await using var harness = await OpenAsync();
        var jobs = harness.Store.Jobs;
        await AddManyAsync(harness, Many);
        Assert.Equal(JobAdmissionOutcome.Full, (await jobs.AddAsync(Job("x"), Many, Cancelled)).Outcome);

        var ended = (await TakeAsync(jobs, limit: 2)).Select(job => job with { State = StoredJobState.Done });
        await jobs.ChangeAsync([.. ended], Cancelled);
        harness.Time.Shift(TimeSpan.FromSeconds(1));

        Assert.Equal(JobAdmissionOutcome.Added, (await jobs.AddAsync(Job("x1"), Many, Cancelled)).Outcome);
        Assert.Equal(JobAdmissionOutcome.Added, (await jobs.AddAsync(Job("x2"), Many, Cancelled)).Outcome);
        Assert.Equal(JobAdmissionOutcome.Full, (await jobs.AddAsync(Job("x3"), Many, Cancelled)).Outcome);
        harness.Time.Shift(TimeSpan.FromHours(-1));
        Assert.Equal(JobAdmissionOutcome.Full, (await jobs.AddAsync(Job("x3"), Many, Cancelled)).Outcome);
    }

    [Fact]
    public async Task Add_IdThatIsTaken_IsRefusedAlone()
    {
        await using var harness = await OpenAsync();
        var jobs = harness.Store.Jobs;
        await jobs.AddAsync(Job("a"), 10, Cancelled);

        var others = Enumerable.Range(0, 20).Select(i => jobs.AddAsync(Job($"b{i}"), 100, Cancelled).AsTask()).ToArray();
        var refusal = await Assert.ThrowsAsync<SwitchboardException>(() => jobs.AddAsync(Job("a"), 100, Cancelled).AsTask());

        Assert.Equal(107u, refusal.Error.Code);
        Assert.All(await Task.WhenAll(others), admission => Assert.Equal(JobAdmissionOutcome.Added, admission.Outcome));
        Assert.Equal(21, (await jobs.ListAsync(new JobQuery { Limit = 100 }, Cancelled)).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xD800)]
    public async Task Text_ThatNoDatabaseCanHold_IsRefusedByItsField(int character)
    {
        var text = "a" + (char)character;
        await using var harness = await OpenAsync();
        var jobs = harness.Store.Jobs;
        (string Field, Func<Task> Attempt)[] attempts =
        [
            ("id", () => jobs.AddAsync(Job(text), 10, Cancelled).AsTask()),
            ("owner", () => jobs.AddAsync(Job("a", owner: text), 10, Cancelled).AsTask()),
            ("method", () => jobs.AddAsync(Job("a", method: text), 10, Cancelled).AsTask()),
            ("queue", () => jobs.AddAsync(Job("a", queue: text), 10, Cancelled).AsTask()),
            ("idempotency_key", () => jobs.AddAsync(Job("a") with { IdempotencyKey = text }, 10, Cancelled).AsTask()),
            ("id", () => jobs.FindAsync(text, Cancelled).AsTask()),
            ("owner", () => jobs.ListAsync(new JobQuery { Owner = text, Limit = 1 }, Cancelled).AsTask()),
            ("method", () => jobs.ListAsync(new JobQuery { Method = text, Limit = 1 }, Cancelled).AsTask()),
            ("cursor", () => jobs.ListAsync(new JobQuery { Before = text, Limit = 1 }, Cancelled).AsTask()),
            ("queue", () => jobs.TakeAsync(text, At(1), 1, Cancelled).AsTask()),
            ("id", () => jobs.ChangeAsync([Job(text)], Cancelled).AsTask()),
            ("queue", () => jobs.ChangeAsync([Job("a", queue: text)], Cancelled).AsTask()),
            ("id", () => jobs.RenewAsync([new JobLease(text, 1, At(1))], Cancelled).AsTask()),
        ];

        foreach (var (field, attempt) in attempts)
        {
            var refusal = await Assert.ThrowsAsync<SwitchboardException>(attempt);
            Assert.Equal(107u, refusal.Error.Code);
            Assert.Contains($"'{field}'", refusal.Error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Keeps jobs at once.</summary>
    internal static async Task AddManyAsync(StoreHarness harness, int count)
    {
        var admissions = await Task.WhenAll(Enumerable.Range(0, count).Select(i => harness.Store.Jobs.AddAsync(Job($"j{i:d5}"), count, Cancelled).AsTask()));
        Assert.All(admissions, admission => Assert.Equal(JobAdmissionOutcome.Added, admission.Outcome));
    }

    /// <summary>Has every member fail with 108.</summary>
    internal static async Task AssertAwayAsync(StoreHarness harness)
    {
        var jobs = harness.Store.Jobs;
        Func<Task>[] attempts =
        [
            () => jobs.AddAsync(Job("lost"), 10, Cancelled).AsTask(),
            () => jobs.FindAsync("a", Cancelled).AsTask(),
            () => jobs.ListAsync(new JobQuery { Limit = 1 }, Cancelled).AsTask(),
            () => jobs.ReleaseDueAsync(Noon, 1, Cancelled).AsTask(),
            () => jobs.TakeAsync(Queue, Noon, 1, Cancelled).AsTask(),
            () => jobs.ChangeAsync([Job("a")], Cancelled).AsTask(),
            () => jobs.RenewAsync([new JobLease("a", 1, Noon)], Cancelled).AsTask(),
            () => jobs.TakeOverdueAsync(Noon, Noon, 1, Cancelled).AsTask(),
            () => jobs.NextAsync(Cancelled).AsTask(),
            () => jobs.ForgetAsync(Noon, 1, Cancelled).AsTask(),
            () => jobs.CountReadyAsync(Cancelled).AsTask(),
        ];
        foreach (var attempt in attempts)
        {
            Assert.Equal(108u, (await Assert.ThrowsAsync<SwitchboardException>(attempt)).Error.Code);
        }
    }
}

public sealed class SqliteJobStoreTests : DurableJobStoreTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-jobs-");

    private string File => Path.Combine(_folder.FullName, "switchboard.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Removed_File_IsAway_AndWhatWasKeptIsThereOnceItIsPutBack()
    {
        await using var harness = await OpenAsync();
        await AddManyAsync(harness, 5);
        System.IO.File.Move(File, $"{File}.away");
        await Assert.ThrowsAsync<SwitchboardException>(() => harness.Store.Jobs.AddAsync(Job("lost"), 10, StoreHarness.Cancelled).AsTask());

        Assert.Equal(108u, (await Assert.ThrowsAsync<SwitchboardException>(() => TakeAsync(harness.Store.Jobs).AsTask())).Error.Code);

        System.IO.File.Move($"{File}.away", File);
        await harness.UntilAsync(isAvailable: true);
        Assert.Equal(["j00000", "j00001"], (await TakeAsync(harness.Store.Jobs, limit: 2)).Select(job => job.Id), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Killed_AtSomeMoment_WhatCompletedIsThere()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A file that is in use cannot be copied there.");
        await using var harness = await OpenAsync();
        await AddManyAsync(harness, 100);
        var taken = await TakeAsync(harness.Store.Jobs, limit: 40);
        await harness.Store.Jobs.ChangeAsync([.. taken.Take(30).Select(job => job with { State = StoredJobState.Done })], StoreHarness.Cancelled);

        // What lies on the disk at this moment is what a killed process leaves. The runtime's own copying minds the store's lock.
        var left = _folder.CreateSubdirectory("left").FullName;
        using (var copy = Process.Start("cp", [File, $"{File}-wal", left]))
        {
            await copy.WaitForExitAsync(StoreHarness.Cancelled);
            Assert.Equal(0, copy.ExitCode);
        }

        await using var found = await OpenAsync(Path.Combine(left, "switchboard.db"));
        var jobs = await found.Store.Jobs.ListAsync(new JobQuery { Limit = 1000 }, StoreHarness.Cancelled);
        Assert.Equal(
            [(StoredJobState.Ready, 60), (StoredJobState.Running, 10), (StoredJobState.Done, 30)],
            jobs.CountBy(job => job.State).OrderBy(state => state.Key).Select(state => (state.Key, state.Value)));
        Assert.Empty(await found.Store.CheckAsync(StoreHarness.Cancelled));
    }

    protected override async ValueTask<JobStoreFixture> CreateAsync()
    {
        var harness = await OpenAsync();
        return new JobStoreFixture(harness.Store.Jobs, harness.Store.Jobs) { Release = harness.DisposeAsync };
    }

    internal override Task<StoreHarness> OpenAsync() => OpenAsync(File);

    private static async Task<StoreHarness> OpenAsync(string path)
    {
        var options = new SqliteStoreOptions { Path = path, RetryInterval = TimeSpan.FromMilliseconds(20) };
        var harness = new StoreHarness(time => new SqliteDatabase(options, time, NullLogger.Instance), options);
        await harness.OpenAsync();
        return harness;
    }
}

public sealed class PostgreSqlJobStoreTests(PostgreSqlCluster cluster) : DurableJobStoreTests
{
    [Fact]
    public async Task Killed_Server_IsAway_AndWhatCompletedIsThereAfterwards()
    {
        cluster.SkipIfMissing();
        await using var own = new PostgreSqlCluster();
        await using var harness = await OpenAsync(await own.CreateSchemaAsync());
        await AddManyAsync(harness, 100);
        var taken = await TakeAsync(harness.Store.Jobs, limit: 40);
        await harness.Store.Jobs.ChangeAsync([.. taken.Take(30).Select(job => job with { State = StoredJobState.Done })], StoreHarness.Cancelled);

        await own.StopAsync();
        await Assert.ThrowsAsync<SwitchboardException>(() => harness.Store.Jobs.AddAsync(Job("lost"), 10, StoreHarness.Cancelled).AsTask());
        await AssertAwayAsync(harness);
        await own.StartAsync();
        await harness.UntilAsync(isAvailable: true);

        var jobs = await harness.Store.Jobs.ListAsync(new JobQuery { Limit = 1000 }, StoreHarness.Cancelled);
        Assert.Equal(
            [(StoredJobState.Ready, 60), (StoredJobState.Running, 10), (StoredJobState.Done, 30)],
            jobs.CountBy(job => job.State).OrderBy(state => state.Key).Select(state => (state.Key, state.Value)));
        Assert.Equal(60, (await TakeAsync(harness.Store.Jobs, limit: 1000)).Count);
    }

    [Fact]
    public async Task Missing_Table_IsAwayUntilItIsPutBack()
    {
        var schema = await cluster.CreateSchemaAsync();
        await using var harness = await OpenAsync(schema);
        await AddManyAsync(harness, 5);
        await ExecuteAsync(schema, "ALTER TABLE job RENAME TO away");
        await Assert.ThrowsAsync<SwitchboardException>(() => harness.Store.Jobs.AddAsync(Job("lost"), 10, StoreHarness.Cancelled).AsTask());

        await AssertAwayAsync(harness);

        await ExecuteAsync(schema, "ALTER TABLE away RENAME TO job");
        await harness.UntilAsync(isAvailable: true);
        Assert.Equal(5, (await TakeAsync(harness.Store.Jobs)).Count);
    }

    protected override async ValueTask<JobStoreFixture> CreateAsync()
    {
        var schema = await cluster.CreateSchemaAsync();
        var (first, second) = (await OpenAsync(schema), await OpenAsync(schema));
        return new JobStoreFixture(first.Store.Jobs, second.Store.Jobs)
        {
            Release = async () =>
            {
                await first.DisposeAsync();
                await second.DisposeAsync();
            },
        };
    }

    internal override async Task<StoreHarness> OpenAsync() => await OpenAsync(await cluster.CreateSchemaAsync());

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(connectionString);
        await Dapper.SqlMapper.ExecuteAsync(connection, sql);
    }

    private static async Task<StoreHarness> OpenAsync(string connectionString)
    {
        var options = new PostgreSqlStoreOptions { ConnectionString = connectionString, RetryInterval = TimeSpan.FromMilliseconds(20) };
        var harness = new StoreHarness(time => new PostgreSqlDatabase(options, time), options);
        await harness.OpenAsync();
        return harness;
    }
}
