using System.Text;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Extensibility;
using Switchboard.Storage.Maintenance;
using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Sqlite;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Maintenance;

/// <summary>Publications of mutable channels in exports and checks.</summary>
public sealed class MaintainedWholeTests(PostgreSqlCluster cluster) : IDisposable
{
    private const string Channel = "kept:growing";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_IntoTheOtherDatabaseAndBack_KeepsWholesWhichGoOn()
    {
        await using var first = Sqlite("first.db");
        await first.OpenAsync();
        await FillAsync(first);
        var schema = new PostgreSqlStoreOptions { ConnectionString = await cluster.CreateSchemaAsync() };
        await using var second = new StoreHarness(time => new PostgreSqlDatabase(schema, time), schema);
        var copied = await CopyAsync(first, second);
        await second.OpenAsync();
        await using var third = Sqlite("third.db");
        await CopyAsync(second, third);
        await third.OpenAsync();
        await ChangeAsync(third, MutationKind.Append, "a", "[9]");

        Assert.Equal(3, copied.Wholes);
        Assert.Equal("a [1,2,9] open|b \"x\" ended", await DescribeAsync(third));
        Assert.Empty(await third.Store.CheckAsync(Cancelled));
    }

    [Theory]
    [InlineData("UPDATE whole SET size = size + 1", "contradicts its parts")]
    [InlineData("UPDATE whole SET state = 2", "contradicts its parts")]
    [InlineData("UPDATE whole SET created = 99 WHERE state = 1", "beyond its position")]
    [InlineData("UPDATE whole SET stream_id = 77", "belong to no stream")]
    [InlineData("DELETE FROM whole WHERE state = 1", "belong to no whole")]
    public async Task Check_DamagedWholes_TellsWhatIsWrong(string damage, string expected)
    {
        await using var harness = Sqlite("hub.db");
        await harness.OpenAsync();
        await FillAsync(harness);
        Assert.Empty(await harness.Store.CheckAsync(Cancelled));
        await harness.CloseAsync();
        await using (var database = harness.CreateDatabase())
        {
            await using var session = await database.OpenWriterAsync(Cancelled);
            Assert.NotEqual(0, await session.Connection.ExecuteAsync(damage));
        }

        await harness.OpenAsync();
        Assert.Contains(await harness.Store.CheckAsync(Cancelled), problem => problem.Problem.Contains(expected, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task FillAsync(StoreHarness harness)
    {
        await ChangeAsync(harness, MutationKind.Publish, "gone", "1");
        await harness.Store.Streams.ClearAsync(Channel, Cancelled);
        await ChangeAsync(harness, MutationKind.Publish, "a", "[1]");
        await ChangeAsync(harness, MutationKind.Publish, "b", "\"x\"");
        await ChangeAsync(harness, MutationKind.Append, "a", "[2]");
        await ChangeAsync(harness, MutationKind.End, "b", "");
        await ChangeAsync(harness, MutationKind.Publish, "c", "1");
        await ChangeAsync(harness, MutationKind.Delete, "c", "");
    }

    private static async Task ChangeAsync(StoreHarness harness, MutationKind kind, string id, string json)
    {
        var append = new StreamAppend
        {
            Channel = Channel,
            Publication = new Publication { Data = Encoding.UTF8.GetBytes(json.Length == 0 ? "null" : json), Time = harness.Time.GetUtcNow() },
            Retention = StoreHarness.Retention,
            Mutation = new Mutation { Id = id, Kind = kind, HasData = json.Length > 0, Limits = new MutationLimits(10, 10, 1000, TimeSpan.FromMinutes(1)) },
        };
        Assert.Equal(AppendOutcome.Appended, (await harness.Store.Streams.AppendAsync(append, harness.Sink, Cancelled)).Outcome);
    }

    private static async Task<string> DescribeAsync(StoreHarness harness)
    {
        var slice = await harness.Store.Streams.ReadWholesAsync(Channel, StoreHarness.Retention, new WholeRead(), Cancelled);
        return string.Join('|', slice.Publications.Select(static whole => $"{whole.Tags![MutationTags.Id]} {Encoding.UTF8.GetString(whole.Data.Span)} {whole.Tags[MutationTags.State]}"));
    }

    private static async Task<StoreCounts> CopyAsync(StoreHarness from, StoreHarness to)
    {
        using var export = new MemoryStream();
        await from.Store.ExportAsync(export, Cancelled);
        export.Position = 0;
        using var input = new StreamReader(export);
        await using var database = to.CreateDatabase();
        return await StoreImport.ReadAsync(database, input, Cancelled);
    }

    private StoreHarness Sqlite(string name)
    {
        var options = new SqliteStoreOptions { Path = Path.Combine(_folder.FullName, name) };
        return new StoreHarness(time => new SqliteDatabase(options, time, NullLogger.Instance), options);
    }
}
