using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Extensibility;
using Switchboard.Specs;
using Switchboard.Storage.Maintenance;
using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Sqlite;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Audit;

/// <summary>What a durable store of the audit promises beyond what every one does. The databases' tests inherit it.</summary>
public abstract class DurableAuditStoreTests : AuditStoreSpec
{
    /// <summary>Lets a column of the entries have nulls.</summary>
    internal abstract string Loosen(string column);

    /// <summary>Makes an empty store, and opens it.</summary>
    internal abstract Task<StoreHarness> OpenAsync();

    [Fact]
    public async Task Restart_Chain_GoesOn()
    {
        await using var harness = await OpenAsync();
        await AppendAsync(harness);

        await harness.ReopenAsync();

        Assert.Equal(new AuditHead(2, "h2", 2), await AppendAsync(harness));
    }

    [Fact]
    public async Task Export_Import_KeepsEntriesAndChain()
    {
        await using var harness = await OpenAsync();
        await using var target = await OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            await AppendAsync(harness);
        }

        await harness.Store.Audit.TrimAsync(DateTimeOffset.MaxValue, 1, static anchor => anchor with { Signature = "s", KeyId = "k" }, StoreHarness.Cancelled);
        using var export = new MemoryStream();
        var counts = await harness.Store.ExportAsync(export, StoreHarness.Cancelled);
        Assert.Equal(2, counts.AuditEntries);
        await target.CloseAsync();
        await using (var database = target.CreateDatabase())
        {
            export.Position = 0;
            using var reader = new StreamReader(export);
            Assert.Equal(counts, await StoreImport.ReadAsync(database, reader, StoreHarness.Cancelled));
        }

        await target.OpenAsync();
        Assert.Equal(new AuditHead(3, "h3", 2), await target.Store.Audit.HeadAsync(StoreHarness.Cancelled));
        Assert.Equal("details", Assert.Single((await target.Store.Audit.ReadAsync(new AuditQuery(1), StoreHarness.Cancelled))[0].Event.Details).Value);
        Assert.Empty(await target.Store.CheckAsync(StoreHarness.Cancelled));
    }

    [Theory]
    [InlineData("DELETE FROM audit_entry WHERE number = 2")]
    [InlineData("DELETE FROM audit_entry WHERE number = 3")]
    [InlineData("UPDATE audit_chain SET hash = 'x'")]
    public async Task Check_WhatIsMissing_IsFound(string damage)
    {
        await using var harness = await OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            await AppendAsync(harness);
        }

        Assert.Empty(await harness.Store.CheckAsync(StoreHarness.Cancelled));
        await harness.CloseAsync();
        await DamageAsync(harness, damage);
        await harness.OpenAsync();
        Assert.Contains("audit verify", Assert.Single(await harness.Store.CheckAsync(StoreHarness.Cancelled)).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "UPDATE audit_entry SET details = 'no json' WHERE number = 2")]
    [InlineData("details", "UPDATE audit_entry SET details = NULL WHERE number = 2")]
    [InlineData("recorded_at", "UPDATE audit_entry SET recorded_at = NULL WHERE number = 2")]
    [InlineData("hash", "UPDATE audit_entry SET hash = NULL WHERE number = 2")]
    public async Task Read_EntryWithWhatNoStoreWrites_IsMarked(string loosened, string damage)
    {
        await using var harness = await OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            await AppendAsync(harness);
        }

        await harness.CloseAsync();
        await DamageAsync(harness, loosened.Length > 0 ? $"{Loosen(loosened)}; {damage}" : damage);
        await harness.OpenAsync();

        var entries = await harness.Store.Audit.ReadAsync(new AuditQuery(10), StoreHarness.Cancelled);

        Assert.Equal([(3, false), (2, true), (1, false)], entries.Select(static entry => (entry.Number, entry.IsDamaged)));
        Assert.Equal(3, (await harness.Store.ExportAsync(Stream.Null, StoreHarness.Cancelled)).AuditEntries);
        Assert.Equal(4, (await AppendAsync(harness)).Number);
    }

    [Fact]
    public async Task Append_ManyAtOnce_ShareCommits()
    {
        await using var harness = await OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => AppendAsync(harness)));

        Assert.Equal(500, (await harness.Store.Audit.HeadAsync(StoreHarness.Cancelled)).Count);
    }

    private static async Task DamageAsync(StoreHarness harness, string statements)
    {
        await using var database = harness.CreateDatabase();
        await using var session = await database.OpenWriterAsync(StoreHarness.Cancelled);
        await using var command = session.Connection.CreateCommand();
        command.CommandText = statements;
        await command.ExecuteNonQueryAsync(StoreHarness.Cancelled);
    }

    private static async Task<AuditHead> AppendAsync(StoreHarness harness) => await harness.Store.Audit.AppendAsync(
        static head =>
        [
            new AuditEntry(head.Number + 1, new AuditEvent("a.b") { Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["d"] = "details" } })
            {
                Time = DateTimeOffset.UnixEpoch,
                Node = "n",
                Hash = $"h{head.Number + 1}",
            },
        ],
        StoreHarness.Cancelled);
}

public sealed class SqliteAuditStoreTests : DurableAuditStoreTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");
    private int _stores;

    public void Dispose() => _folder.Delete(recursive: true);

    protected override async ValueTask<AuditStoreFixture> CreateAsync()
    {
        var harness = await OpenAsync();
        return new AuditStoreFixture(harness.Store.Audit, harness.Store.Audit) { Release = harness.DisposeAsync };
    }

    internal override string Loosen(string column) => "CREATE TABLE loose AS SELECT * FROM audit_entry; DROP TABLE audit_entry; ALTER TABLE loose RENAME TO audit_entry";

    internal override async Task<StoreHarness> OpenAsync()
    {
        var options = new SqliteStoreOptions { Path = Path.Combine(_folder.FullName, $"switchboard{_stores++}.db"), RetryInterval = TimeSpan.FromMilliseconds(20) };
        var harness = new StoreHarness(time => new SqliteDatabase(options, time, NullLogger.Instance), options);
        await harness.OpenAsync();
        return harness;
    }
}

public sealed class PostgreSqlAuditStoreTests(PostgreSqlCluster cluster) : DurableAuditStoreTests
{
    protected override async ValueTask<AuditStoreFixture> CreateAsync()
    {
        var schema = await cluster.CreateSchemaAsync();
        StoreHarness[] nodes = [await OpenAsync(schema), await OpenAsync(schema)];
        return new AuditStoreFixture(nodes[0].Store.Audit, nodes[1].Store.Audit)
        {
            Release = async () =>
            {
                await nodes[0].DisposeAsync();
                await nodes[1].DisposeAsync();
            },
        };
    }

    internal override string Loosen(string column) => $"ALTER TABLE audit_entry ALTER COLUMN {column} DROP NOT NULL";

    internal override async Task<StoreHarness> OpenAsync() => await OpenAsync(await cluster.CreateSchemaAsync());

    private static async Task<StoreHarness> OpenAsync(string connectionString)
    {
        var options = new PostgreSqlStoreOptions { ConnectionString = connectionString, RetryInterval = TimeSpan.FromMilliseconds(20) };
        var harness = new StoreHarness(time => new PostgreSqlDatabase(options, time), options);
        await harness.OpenAsync();
        return harness;
    }
}
