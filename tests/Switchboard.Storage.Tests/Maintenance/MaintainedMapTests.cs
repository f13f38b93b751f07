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

/// <summary>Entries of maps in exports and checks.</summary>
public sealed class MaintainedMapTests(PostgreSqlCluster cluster) : IDisposable
{
    private const string Channel = "kept:map";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_IntoTheOtherDatabaseAndBack_KeepsEntriesPositionsVersionsAndEnds()
    {
        await using var first = Sqlite("first.db");
        await first.OpenAsync();
        await FillAsync(first);
        var expected = await DescribeAsync(first);
        var schema = new PostgreSqlStoreOptions { ConnectionString = await cluster.CreateSchemaAsync() };
        await using var second = new StoreHarness(time => new PostgreSqlDatabase(schema, time), schema);
        var copied = await CopyAsync(first, second);
        await second.OpenAsync();
        Assert.Equal(expected, await DescribeAsync(second), StringComparer.Ordinal);
        await using var third = Sqlite("third.db");
        await CopyAsync(second, third);
        await third.OpenAsync();

        Assert.Equal(5, copied.Entries);
        Assert.Equal(expected, await DescribeAsync(third), StringComparer.Ordinal);
        Assert.Empty(await third.Store.CheckAsync(Cancelled));
        var stale = await ChangeAsync(third, "v", "new", change => change with { Version = 5, VersionEpoch = "e" });
        var newer = await ChangeAsync(third, "v", "new", change => change with { Version = 6, VersionEpoch = "e" });
        Assert.Equal((MapOutcome.Stale, MapOutcome.Changed), (stale.Outcome, newer.Outcome));
        third.Time.Shift(TimeSpan.FromMinutes(1));
        Assert.Equal("short", Assert.Single(await third.Store.Streams.ListExpiredEntriesAsync(10, Cancelled)).Key);
    }

    [Theory]
    [InlineData("UPDATE stream SET entries = 4 WHERE channel = 'kept:map'", "count contradicts its entries")]
    [InlineData("DELETE FROM map_entry WHERE score = 7", "count contradicts its entries")]
    [InlineData("UPDATE map_entry SET number = 99 WHERE score = 7", "beyond its position")]
    [InlineData("UPDATE map_entry SET number = number - 1 WHERE score = 7", "contradict its changes")]
    [InlineData("UPDATE publication SET is_removal = 1 WHERE score = 7", "contradict its changes")]
    [InlineData("UPDATE map_entry SET stream_id = 77", "belong to no stream")]
    public async Task Check_DamagedEntries_TellsWhatIsWrong(string damage, string expected)
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
        await harness.AppendAsync("a stream's");
        await ChangeAsync(harness, "gone before the epoch", "x");
        await harness.Store.Streams.ClearAsync(Channel, Cancelled);
        await ChangeAsync(harness, "gone", "x");
        await ChangeAsync(harness, "plain", "1");
        await ChangeAsync(harness, "😀\"", "{\"a\":1}", change => change with
        {
            Publication = change.Publication with
            {
                IsJson = true,
                Score = 7,
                Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["t"] = "ü" },
                Publisher = new ClientInfo("u", "c", "{\"x\": 1}"u8.ToArray()),
            },
        });
        await ChangeAsync(harness, "short", "x", change => change with { EntryAge = TimeSpan.FromMinutes(1) });
        await ChangeAsync(harness, "v", "old", change => change with { Version = 5, VersionEpoch = "e", EntryAge = TimeSpan.FromHours(5) });
        await ChangeAsync(harness, "large", new string('x', 1_000_000));
        await ChangeAsync(harness, "gone", "", static change => change with { Publication = change.Publication with { IsRemoval = true } });
    }

    private static async Task<string> DescribeAsync(StoreHarness harness)
    {
        var text = new StringBuilder();
        var page = await harness.Store.Streams.ReadEntriesAsync(Channel, StoreHarness.Retention, new MapRead(), Cancelled);
        var slice = await harness.ReadAsync(Channel);
        foreach (var publication in page.Entries.Concat(slice.Publications))
        {
            text.AppendLine(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{publication.Key} {publication.Offset} {publication.Epoch} {publication.Score} {publication.IsRemoval} {publication.IsJson} {publication.Time:O} {publication.Tags?["t"]} {publication.Publisher?.User} {Encoding.UTF8.GetString(publication.Data.Span)}");
        }

        return text.AppendLine($"{page.Top} {slice.Top} {await harness.Store.Streams.CountEntriesAsync(Channel, Cancelled)}").ToString();
    }

    private static async Task<MapChangeResult> ChangeAsync(StoreHarness harness, string key, string text, Func<MapChange, MapChange>? change = null)
    {
        var plain = new MapChange
        {
            Channel = Channel,
            Publication = new Publication { Data = Encoding.UTF8.GetBytes(text), IsJson = false, Key = key, Time = harness.Time.GetUtcNow() },
            Retention = StoreHarness.Retention,
        };
        return await harness.Store.Streams.ChangeAsync(change?.Invoke(plain) ?? plain, harness.Sink, Cancelled);
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
