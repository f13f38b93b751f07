using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Specs;
using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Sqlite;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Outbox;

/// <summary>What a durable outbox promises beyond what every one does. The databases' tests inherit it.</summary>
public abstract class DurableOutboxStoreTests : OutboxStoreSpec
{
    /// <summary>Makes an empty store, and opens it.</summary>
    internal abstract Task<StoreHarness> OpenAsync();

    [Fact]
    public async Task Publication_Appended_HasItsEventsInTheSameCommit_WithItsPosition()
    {
        await using var harness = await OpenAsync();
        var first = await harness.AppendAsync("a", append => append with { Events = [Event("a"), Event("a") with { Target = "another" }], IdempotencyKey = "k", IdempotencyWindow = TimeSpan.FromMinutes(5), Version = 2 });
        await harness.AppendAsync("a", append => append with { Events = [Event("repeated")], IdempotencyKey = "k", IdempotencyWindow = TimeSpan.FromMinutes(5) });
        await harness.AppendAsync("a", append => append with { Events = [Event("outdated")], Version = 1 });
        var second = await harness.AppendAsync("b", append => append with { Events = [Event("b")] });

        await harness.ReopenAsync();

        var taken = (await TakeAsync(harness.Store.Outbox))!;
        Assert.Equal(
            [("a", first.Position.Offset, first.Position.Epoch), ("b", second.Position.Offset, second.Position.Epoch)],
            taken.Select(static stored => (stored.Event.Id, stored.Event.Offset, stored.Event.Epoch)));
        Assert.Equal(1, (await harness.Store.Outbox.MeasureAsync("another", StoreHarness.Cancelled)).Events);
    }

    [Fact]
    public async Task Lease_Restart_Holds()
    {
        await using var harness = await OpenAsync();
        Assert.NotNull(await TakeAsync(harness.Store.Outbox));

        await harness.ReopenAsync();

        Assert.Null(await TakeAsync(harness.Store.Outbox, "other", 29));
        Assert.NotNull(await TakeAsync(harness.Store.Outbox, "other", 30));
    }
}

public sealed class SqliteOutboxStoreTests : DurableOutboxStoreTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    public void Dispose() => _folder.Delete(recursive: true);

    protected override async ValueTask<OutboxStoreFixture> CreateAsync()
    {
        var harness = await OpenAsync();
        return new OutboxStoreFixture(harness.Store.Outbox, harness.Store.Outbox) { Release = harness.DisposeAsync };
    }

    internal override async Task<StoreHarness> OpenAsync()
    {
        var options = new SqliteStoreOptions { Path = Path.Combine(_folder.FullName, "switchboard.db"), RetryInterval = TimeSpan.FromMilliseconds(20) };
        var harness = new StoreHarness(time => new SqliteDatabase(options, time, NullLogger.Instance), options);
        await harness.OpenAsync();
        return harness;
    }
}

public sealed class PostgreSqlOutboxStoreTests(PostgreSqlCluster cluster) : DurableOutboxStoreTests
{
    protected override async ValueTask<OutboxStoreFixture> CreateAsync()
    {
        var schema = await cluster.CreateSchemaAsync();
        var (first, second) = (await OpenAsync(schema), await OpenAsync(schema));
        return new OutboxStoreFixture(first.Store.Outbox, second.Store.Outbox)
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
