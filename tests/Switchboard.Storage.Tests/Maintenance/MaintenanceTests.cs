using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Extensibility;
using Switchboard.Server.Tests.CommandLine;
using Switchboard.Storage.Maintenance;
using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Sqlite;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Maintenance;

public sealed class MaintenanceTests(PostgreSqlCluster cluster) : IDisposable
{
    private static readonly Dictionary<string, string> _noVariables = new(StringComparer.Ordinal);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_IntoTheOtherDatabaseAndBack_KeepsEverything()
    {
        var schema = await cluster.CreateSchemaAsync();
        await using var first = Sqlite("first.db");
        await first.OpenAsync();
        var keyed = await first.AppendAsync("a", append => append with { IdempotencyKey = "k\0", IdempotencyWindow = TimeSpan.FromMinutes(5), Version = 7, VersionEpoch = "v" });
        await first.AppendAsync("b", append => append with
        {
            Publication = append.Publication with
            {
                Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["t"] = "ü" },
                Publisher = new ClientInfo("u", "c", "{\"x\": 1}"u8.ToArray()),
            },
        });
        await first.AppendAsync("p", append => append with { Channel = "kept:positions", Retention = StoreHarness.Retention with { Size = 0 } });

        await using var second = new StoreHarness(time => new PostgreSqlDatabase(new PostgreSqlStoreOptions { ConnectionString = schema }, time), new PostgreSqlStoreOptions());
        await CopyAsync(first, second);
        await second.OpenAsync();
        await second.AppendAsync("c");
        await using var third = Sqlite("third.db");
        await CopyAsync(second, third);
        await third.OpenAsync();

        Assert.Equal(["a", "b", "c"], await third.TextsAsync(), StringComparer.Ordinal);
        Assert.Equal(keyed.Position with { Offset = 3 }, (await third.ReadAsync()).Top);
        Assert.Equal(1u, (await third.ReadAsync("kept:positions")).Top.Offset);
        var middle = (await third.ReadAsync()).Publications[1];
        Assert.Equal("ü", middle.Tags!["t"]);
        Assert.Equal("{\"x\": 1}", System.Text.Encoding.UTF8.GetString(middle.Publisher!.ConnectionInfo.Span));
        var again = await third.AppendAsync("a", append => append with { IdempotencyKey = "k\0", IdempotencyWindow = TimeSpan.FromMinutes(5) });
        Assert.Equal(new AppendResult(keyed.Position, AppendOutcome.Duplicate), again);
        Assert.Equal(AppendOutcome.Stale, (await third.AppendAsync("d", append => append with { Version = 7, VersionEpoch = "v" })).Outcome);
        Assert.Empty(await third.Store.CheckAsync(Cancelled));
    }

    [Fact]
    public async Task Export_IntoTheOtherDatabaseAndBack_KeepsInboxesReceiptsSchedulesJobsCallsAndEvents()
    {
        var schema = await cluster.CreateSchemaAsync();
        await using var first = Sqlite("first.db");
        await first.OpenAsync();
        await StoredInboxes.FillAsync(first);
        var expected = await StoredInboxes.DescribeAsync(first);

        await using var second = new StoreHarness(time => new PostgreSqlDatabase(new PostgreSqlStoreOptions { ConnectionString = schema }, time), new PostgreSqlStoreOptions());
        await CopyAsync(first, second);
        await second.OpenAsync();
        Assert.Equal(expected, await StoredInboxes.DescribeAsync(second), StringComparer.Ordinal);
        await using var third = Sqlite("third.db");
        await CopyAsync(second, third);
        await third.OpenAsync();

        Assert.Equal(expected, await StoredInboxes.DescribeAsync(third), StringComparer.Ordinal);
        Assert.Empty(await third.Store.CheckAsync(Cancelled));
        await Assert.ThrowsAsync<StoreFormatException>(() => CopyAsync(second, third));
    }

    [Theory]
    [InlineData("UPDATE inbox SET unread = 9", "counts contradict")]
    [InlineData("UPDATE inbox SET last = 1", "counts contradict")]
    [InlineData("DELETE FROM inbox WHERE owner = 'bob'", "no inbox")]
    [InlineData("UPDATE inbox_message SET state = 0 WHERE place = 3", "contradicts its place")]
    [InlineData("UPDATE schedule SET revision = ''", "incomplete")]
    [InlineData("UPDATE job SET state = 7 WHERE id = 'j1'", "a job contradicts itself")]
    [InlineData("UPDATE job SET is_untold = 1 WHERE id = 'j1'", "a job contradicts itself")]
    [InlineData("UPDATE outbox_event SET event_id = ''", "of the outbox is incomplete")]
    [InlineData("UPDATE outbox_event SET event_id = 'same'", "of the outbox is there twice")]
    public async Task Check_DamagedInboxesSchedulesJobsAndEvents_TellsWhatIsWrong(string damage, string expected)
    {
        await using var harness = Sqlite("hub.db");
        await harness.OpenAsync();
        await StoredInboxes.FillAsync(harness);
        Assert.Empty(await harness.Store.CheckAsync(Cancelled));
        await harness.CloseAsync();
        await using (var database = Database("hub.db"))
        {
            await using var session = await database.OpenWriterAsync(Cancelled);
            Assert.NotEqual(0, await session.Connection.ExecuteAsync(damage));
        }

        await harness.OpenAsync();
        Assert.Contains(await harness.Store.CheckAsync(Cancelled), problem => problem.Problem.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DELETE FROM publication WHERE number = 2", "missing")]
    [InlineData("DELETE FROM publication WHERE number = 3", "missing")]
    [InlineData("UPDATE stream SET last = 2", "beyond")]
    [InlineData("UPDATE stream SET floor = 9", "contradict")]
    [InlineData("UPDATE publication SET stream_id = 77", "no stream")]
    [InlineData("UPDATE idempotency_key SET number = 9", "idempotency key")]
    public async Task Check_DamagedStore_TellsWhatIsWrong(string damage, string expected)
    {
        await using var harness = Sqlite("hub.db");
        await harness.OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            await harness.AppendAsync("x", append => append with { IdempotencyKey = $"k{i}", IdempotencyWindow = TimeSpan.FromMinutes(5) });
        }

        Assert.Empty(await harness.Store.CheckAsync(Cancelled));
        await harness.CloseAsync();
        await using (var database = Database("hub.db"))
        {
            await using var session = await database.OpenWriterAsync(Cancelled);
            await session.Connection.ExecuteAsync(damage);
        }

        await harness.OpenAsync();
        Assert.Contains(await harness.Store.CheckAsync(Cancelled), problem => problem.Problem.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"format\":\"other\",\"version\":1}")]
    [InlineData("{\"format\":\"switchboard-store\",\"version\":2}\n{\"end\":{\"streams\":0,\"publications\":0}}")]
    [InlineData("{\"format\":\"switchboard-store\",\"version\":1}")]
    [InlineData("{\"format\":\"switchboard-store\",\"version\":1}\n{\"end\":{\"streams\":1,\"publications\":0}}")]
    [InlineData("{\"format\":\"switchboard-store\",\"version\":1}\n{\"inbox\":{\"owner\":\"ann\",\"last\":1}}\n{\"end\":{\"inboxes\":1,\"messages\":1}}")]
    [InlineData("{\"format\":\"switchboard-store\",\"version\":1}\nnonsense")]
    [InlineData("{\"format\":\"switchboard-store\",\"version\":1}\n{\"key\":{\"key\":\"\",\"offset\":1,\"keptUntil\":1}}")]
    public async Task Import_OfWhatIsNoWholeExport_ChangesNothing(string export)
    {
        await using var database = Database("hub.db");
        using var input = new StringReader(export);

        await Assert.ThrowsAsync<StoreFormatException>(() => StoreImport.ReadAsync(database, input, Cancelled));

        Assert.Equal(0, await database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT (SELECT COUNT(*) FROM stream) + (SELECT COUNT(*) FROM inbox)"), Cancelled));
    }

    [Fact]
    public async Task Commands_WhileTheServerRuns_DoWhatTheySay()
    {
        await HubProcess.ConfigureAsync(_folder.FullName, null);
        using (var hub = await HubProcess.StartAsync(_folder.FullName))
        {
            await hub.PublishAsync("kept:a", "1", null, Cancelled);
            Assert.Equal("The store is sound.\n", (await RunAsync(0, "check")).Output);
            Assert.Equal("Exported 1 streams with 1 publications, 0 entries and 0 wholes, 0 inboxes with 0 messages, 0 schedules, 0 jobs, 0 calls, 0 events, 0 records and 0 entries of the audit.\n", (await RunAsync(0, "export", "export.jsonl")).Output);
            Assert.StartsWith("Copied the store into copy.db, ", (await RunAsync(0, "backup", "copy.db")).Output, StringComparison.Ordinal);
            Assert.Equal("switchboard: copy.db is there already; name a file that is not.\n", (await RunAsync(1, "backup", "copy.db")).Errors);
            Assert.Contains("in use", (await RunAsync(1, "import", "export.jsonl")).Errors, StringComparison.Ordinal);
            Assert.Contains("in use", (await RunAsync(1, "vacuum")).Errors, StringComparison.Ordinal);
            await hub.StopAsync();
        }

        await RunAsync(0, "vacuum");
        Assert.Contains("not empty", (await RunAsync(1, "import", "export.jsonl")).Errors, StringComparison.Ordinal);
        Assert.Equal("Imported 1 streams with 1 publications, 0 entries and 0 wholes, 0 inboxes with 0 messages, 0 schedules, 0 jobs, 0 calls, 0 events, 0 records and 0 entries of the audit.\n", (await RunAsync(0, "import", "export.jsonl", "--set", "storage.path=new.db")).Output);
        Assert.Equal("The store is sound.\n", (await RunAsync(0, "check", "--set", "storage.path=copy.db")).Output);
        await using var copy = Database("copy.db");
        Assert.Equal(1, await copy.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM publication"), Cancelled));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<CommandResult> RunAsync(int exitCode, string command, params string[] arguments)
    {
        using var process = SwitchboardProcess.Start(_folder.FullName, _noVariables, ["store", command, .. arguments]);
        var result = await process.WaitAsync(Cancelled);
        Assert.True(result.ExitCode == exitCode, $"{command}: {result.ExitCode} {result.Output} {result.Errors}");
        return result;
    }

    private static async Task CopyAsync(StoreHarness from, StoreHarness to)
    {
        using var export = new MemoryStream();
        await from.Store.ExportAsync(export, Cancelled);
        export.Position = 0;
        using var input = new StreamReader(export);
        await using var database = to.CreateDatabase();
        await StoreImport.ReadAsync(database, input, Cancelled);
    }

    private SqliteDatabase Database(string name)
        => new(new SqliteStoreOptions { Path = Path.Combine(_folder.FullName, name) }, TimeProvider.System, NullLogger.Instance);

    private StoreHarness Sqlite(string name)
    {
        var options = new SqliteStoreOptions { Path = Path.Combine(_folder.FullName, name) };
        return new StoreHarness(time => new SqliteDatabase(options, time, NullLogger.Instance), options);
    }
}
