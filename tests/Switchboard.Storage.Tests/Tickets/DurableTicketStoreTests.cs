using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Extensibility;
using Switchboard.Specs;
using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Sqlite;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Tickets;

/// <summary>What a durable store of tickets promises beyond what every one does. The databases' tests inherit it.</summary>
public abstract class DurableTicketStoreTests : TicketStoreSpec
{
    /// <summary>Makes an empty store, and opens it.</summary>
    internal abstract Task<StoreHarness> OpenAsync();

    [Fact]
    public async Task Restart_Tickets_AreThere_AndWhatWasUsedStaysSo()
    {
        await using var harness = await OpenAsync();
        var used = await AddAsync(harness);
        var unused = await AddAsync(harness);
        await RedeemAsync(harness, used);

        await harness.ReopenAsync();

        Assert.Equal(TicketState.Used, await RedeemAsync(harness, used));
        Assert.Equal(TicketState.Valid, await RedeemAsync(harness, unused));
    }

    [Fact]
    public async Task Redeem_InTheLastMillisecond_IsValid_AndAtTheEndIsNot()
    {
        await using var harness = await OpenAsync();
        var (early, late) = (await AddAsync(harness), await AddAsync(harness));

        harness.Time.Shift(Life - TimeSpan.FromMilliseconds(1));
        Assert.Equal(TicketState.Valid, await RedeemAsync(harness, early));
        harness.Time.Shift(TimeSpan.FromMilliseconds(1));
        Assert.Equal(TicketState.Expired, await RedeemAsync(harness, late));
    }

    [Fact]
    public async Task Sweep_RemovesWhatIsForgotten_AndKeepsNoSecret()
    {
        await using var harness = await OpenAsync();
        var secret = await AddAsync(harness);
        var texts = await harness.Store.ReadAsync(CountAsync, StoreHarness.Cancelled);
        Assert.Equal((1, false), (texts.Count, texts.Bodies.Contains(secret, StringComparison.Ordinal)));

        harness.Time.Shift(3 * Life);
        await harness.Store.SweepAsync(StoreHarness.Cancelled);

        Assert.Equal(0, (await harness.Store.ReadAsync(CountAsync, StoreHarness.Cancelled)).Count);
    }

    private static async Task<(int Count, string Bodies)> CountAsync(System.Data.Common.DbConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT hash, body FROM ticket";
        await using var rows = await command.ExecuteReaderAsync(StoreHarness.Cancelled);
        var (count, bodies) = (0, "");
        while (await rows.ReadAsync(StoreHarness.Cancelled))
        {
            count++;
            bodies += System.Text.Encoding.Latin1.GetString(rows.GetFieldValue<byte[]>(0)) + System.Text.Encoding.Latin1.GetString(rows.GetFieldValue<byte[]>(1));
        }

        return (count, bodies);
    }

    private async Task<string> AddAsync(StoreHarness harness)
        => await harness.Store.Tickets.AddAsync(ContentOf(harness.Time.GetUtcNow()), Life, StoreHarness.Cancelled);

    private static async Task<TicketState> RedeemAsync(StoreHarness harness, string secret)
        => (await harness.Store.Tickets.RedeemAsync(secret, Life, StoreHarness.Cancelled)).State;
}

public sealed class SqliteTicketStoreTests : DurableTicketStoreTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    public void Dispose() => _folder.Delete(recursive: true);

    protected override async ValueTask<TicketStoreFixture> CreateAsync()
    {
        var harness = await OpenAsync();
        return new TicketStoreFixture(harness.Store.Tickets, harness.Store.Tickets, by =>
        {
            harness.Time.Shift(by);
            return Task.CompletedTask;
        })
        {
            Now = harness.Time.GetUtcNow,
            Release = harness.DisposeAsync,
        };
    }

    internal override async Task<StoreHarness> OpenAsync()
    {
        var options = new SqliteStoreOptions { Path = Path.Combine(_folder.FullName, "switchboard.db"), RetryInterval = TimeSpan.FromMilliseconds(20) };
        var harness = new StoreHarness(time => new SqliteDatabase(options, time, NullLogger.Instance), options);
        await harness.OpenAsync();
        return harness;
    }
}

public sealed class PostgreSqlTicketStoreTests(PostgreSqlCluster cluster) : DurableTicketStoreTests
{
    protected override async ValueTask<TicketStoreFixture> CreateAsync()
    {
        var schema = await cluster.CreateSchemaAsync();
        StoreHarness[] nodes = [await OpenAsync(schema), await OpenAsync(schema)];
        return new TicketStoreFixture(nodes[0].Store.Tickets, nodes[1].Store.Tickets, by =>
        {
            Array.ForEach(nodes, node => node.Time.Shift(by));
            return Task.CompletedTask;
        })
        {
            Now = nodes[0].Time.GetUtcNow,
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
