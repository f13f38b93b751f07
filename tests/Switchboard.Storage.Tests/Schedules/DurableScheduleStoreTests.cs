using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Extensibility;
using Switchboard.Specs;
using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Sqlite;
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

    [Theory]
    [InlineData(0)]
    [InlineData(0xD800)]
    public async Task Text_ThatNoDatabaseCanHold_IsRefusedByItsField(int character)
    {
        var text = "kept:a" + (char)character;
        await using var harness = await OpenAsync();
        var schedules = harness.Store.Schedules;
        (string Field, Func<Task> Attempt)[] attempts =
        [
            ("id", () => schedules.PutAsync(Schedule(text), 10, StoreHarness.Cancelled).AsTask()),
            ("id", () => schedules.RemoveAsync(Owner, text, StoreHarness.Cancelled).AsTask()),
            ("user", () => schedules.RemoveAsync(text, "a", StoreHarness.Cancelled).AsTask()),
            ("user", () => schedules.ListAsync(text, null, 10, StoreHarness.Cancelled).AsTask()),
            ("cursor", () => schedules.ListAsync(Owner, $"1.{text}", 10, StoreHarness.Cancelled).AsTask()),
        ];

        foreach (var (field, attempt) in attempts)
        {
            var refusal = await Assert.ThrowsAsync<SwitchboardException>(attempt);
            Assert.Equal(107u, refusal.Error.Code);
            Assert.Contains($"'{field}'", refusal.Error.Message, StringComparison.Ordinal);
        }
    }

    private static StoredSchedule Schedule(string id)
        => new(Owner, id) { Revision = $"revision of {id}", DueAt = Noon, Body = Encoding.UTF8.GetBytes("body") };
}

public sealed class SqliteScheduleStoreTests : DurableScheduleStoreTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    public void Dispose() => _folder.Delete(recursive: true);

    protected override async ValueTask<ScheduleStoreFixture> CreateAsync()
    {
        var harness = await OpenAsync();
        return new ScheduleStoreFixture(harness.Store.Schedules, harness.Store.Schedules) { Release = harness.DisposeAsync };
    }

    internal override async Task<StoreHarness> OpenAsync()
    {
        var options = new SqliteStoreOptions { Path = Path.Combine(_folder.FullName, "switchboard.db"), RetryInterval = TimeSpan.FromMilliseconds(20) };
        var harness = new StoreHarness(time => new SqliteDatabase(options, time, NullLogger.Instance), options);
        await harness.OpenAsync();
        return harness;
    }
}

public sealed class PostgreSqlScheduleStoreTests(PostgreSqlCluster cluster) : DurableScheduleStoreTests
{
    protected override async ValueTask<ScheduleStoreFixture> CreateAsync()
    {
        var schema = await cluster.CreateSchemaAsync();
        var (first, second) = (await OpenAsync(schema), await OpenAsync(schema));
        return new ScheduleStoreFixture(first.Store.Schedules, second.Store.Schedules)
        {
            Release = async () =>
            {
                await first.DisposeAsync();
                await second.DisposeAsync();
            },
        };
    }

    internal override async Task<StoreHarness> OpenAsync() => await OpenAsync(await cluster.CreateSchemaAsync());

    private static async Task<StoreHarness> OpenAsync(string connectionString)
    {
        var options = new PostgreSqlStoreOptions { ConnectionString = connectionString, RetryInterval = TimeSpan.FromMilliseconds(20) };
        var harness = new StoreHarness(time => new PostgreSqlDatabase(options, time), options);
        await harness.OpenAsync();
        return harness;
    }
}
