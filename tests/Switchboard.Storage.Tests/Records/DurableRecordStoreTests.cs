using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Extensibility;
using Switchboard.Specs;
using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Sqlite;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Records;

/// <summary>What a durable store of records promises beyond what every one does. The databases' tests inherit it.</summary>
public abstract class DurableRecordStoreTests : RecordStoreSpec
{
    /// <summary>Makes an empty store, and opens it.</summary>
    internal abstract Task<StoreHarness> OpenAsync();

    [Fact]
    public async Task Restart_Records_AreThere_AndRevisionsGoOn()
    {
        await using var harness = await OpenAsync();
        var first = await harness.Store.Records.PutAsync(Record("a"), null, StoreHarness.Cancelled);

        await harness.ReopenAsync();

        Assert.Equal(first, (await harness.Store.Records.FindAsync("kind", "a", StoreHarness.Cancelled))?.Revision);
        Assert.True(await harness.Store.Records.PutAsync(Record("a"), first, StoreHarness.Cancelled) > first);
    }

    [Fact]
    public async Task Sweep_RemovesWhatIsOver_AndNothingElse()
    {
        await using var harness = await OpenAsync();
        var records = harness.Store.Records;
        await records.PutAsync(Record("over") with { ExpiresAt = harness.Time.GetUtcNow().AddMinutes(1) }, null, StoreHarness.Cancelled);
        await records.PutAsync(Record("later") with { ExpiresAt = harness.Time.GetUtcNow().AddMinutes(3) }, null, StoreHarness.Cancelled);
        await records.PutAsync(Record("never"), null, StoreHarness.Cancelled);
        harness.Time.Shift(TimeSpan.FromMinutes(2));

        await harness.Store.SweepAsync(StoreHarness.Cancelled);

        harness.Time.Shift(TimeSpan.FromMinutes(-2));
        var page = await records.ListAsync(new RecordQuery("kind", 10), StoreHarness.Cancelled);
        Assert.Equal(["later", "never"], page.Records.Select(record => record.Id), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xD800)]
    public async Task Text_ThatNoDatabaseCanHold_IsRefusedByItsField(int character)
    {
        var text = "a" + (char)character;
        await using var harness = await OpenAsync();
        var records = harness.Store.Records;
        (string Field, Func<Task> Attempt)[] attempts =
        [
            ("id", () => records.PutAsync(Record(text), null, StoreHarness.Cancelled).AsTask()),
            ("owner", () => records.PutAsync(Record("a") with { Owner = text }, null, StoreHarness.Cancelled).AsTask()),
            ("id", () => records.FindAsync("kind", text, StoreHarness.Cancelled).AsTask()),
            ("id", () => records.RemoveAsync("kind", text, null, StoreHarness.Cancelled).AsTask()),
            ("owner", () => records.ListAsync(new RecordQuery("kind", 1) { Owner = text }, StoreHarness.Cancelled).AsTask()),
        ];

        foreach (var (field, attempt) in attempts)
        {
            var refusal = await Assert.ThrowsAsync<SwitchboardException>(attempt);
            Assert.Equal(107u, refusal.Error.Code);
            Assert.Contains($"'{field}'", refusal.Error.Message, StringComparison.Ordinal);
        }
    }

    private static StoredRecord Record(string id) => new("kind", id) { Body = "body"u8.ToArray() };
}

public sealed class SqliteRecordStoreTests : DurableRecordStoreTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    public void Dispose() => _folder.Delete(recursive: true);

    protected override async ValueTask<RecordStoreFixture> CreateAsync()
    {
        var harness = await OpenAsync();
        harness.Time.Shift(DateTimeOffset.UtcNow - harness.Time.GetUtcNow());
        return new RecordStoreFixture(harness.Store.Records, harness.Store.Records, harness.Time.Shift) { Release = harness.DisposeAsync };
    }

    internal override async Task<StoreHarness> OpenAsync()
    {
        var options = new SqliteStoreOptions { Path = Path.Combine(_folder.FullName, "switchboard.db"), RetryInterval = TimeSpan.FromMilliseconds(20) };
        var harness = new StoreHarness(time => new SqliteDatabase(options, time, NullLogger.Instance), options);
        await harness.OpenAsync();
        return harness;
    }
}

public sealed class PostgreSqlRecordStoreTests(PostgreSqlCluster cluster) : DurableRecordStoreTests
{
    protected override async ValueTask<RecordStoreFixture> CreateAsync()
    {
        var schema = await cluster.CreateSchemaAsync();
        StoreHarness[] nodes = [await OpenAsync(schema), await OpenAsync(schema)];
        Array.ForEach(nodes, static node => node.Time.Shift(DateTimeOffset.UtcNow - node.Time.GetUtcNow()));
        return new RecordStoreFixture(nodes[0].Store.Records, nodes[1].Store.Records, by => Array.ForEach(nodes, node => node.Time.Shift(by)))
        {
            Release = async () =>
            {
                await nodes[0].DisposeAsync();
                await nodes[1].DisposeAsync();
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
