using Dapper;
using Npgsql;
using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Streams;

public sealed class PostgreSqlStoreTests(PostgreSqlCluster cluster) : DurableStoreTests
{
    private string? _schema;

    [Fact]
    public async Task Append_TwoNodesIntoTheSameChannels_OffsetsAreDense()
    {
        await using var first = await OpenAsync();
        await using var second = Create(_schema!);
        await second.OpenAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(
            async () =>
            {
                var result = await (i % 2 == 0 ? first : second).AppendAsync("x", append => append with { Channel = $"kept:{i % 4 / 2}" });
                return (Channel: i % 4 / 2, result.Position);
            },
            StoreHarness.Cancelled)));

        Assert.All(results.GroupBy(result => result.Channel), group =>
        {
            Assert.Equal(Enumerable.Range(1, 200).Select(offset => (ulong)offset), group.Select(result => result.Position.Offset).Order());
            Assert.Single(group.Select(result => result.Position.Epoch).Distinct(StringComparer.Ordinal));
        });
        Assert.Equal(200u, (await first.ReadAsync("kept:0")).Top.Offset);
        Assert.Equal(100, (await second.ReadAsync("kept:1")).Publications.Count);
    }

    [Fact]
    public void Open_MalformedConnectionString_IsRefusedWithoutShowingIt()
    {
        var refusal = Assert.Throws<StoreFormatException>(() => new PostgreSqlDatabase(new PostgreSqlStoreOptions { ConnectionString = "Host=db;hunter2" }, TimeProvider.System));

        Assert.DoesNotContain("hunter2", refusal.ToString(), StringComparison.Ordinal);
    }

    internal override async Task<StoreHarness> OpenAsync(Action<StoreOptions>? configure = null)
    {
        _schema = await cluster.CreateSchemaAsync();
        var harness = Create(_schema, configure);
        await harness.OpenAsync();
        return harness;
    }

    internal override async Task ExecuteAsync(StoreHarness harness, string sql)
    {
        await using var connection = new NpgsqlConnection(_schema);
        await connection.ExecuteAsync(sql);
    }

    private static StoreHarness Create(string connectionString, Action<StoreOptions>? configure = null)
    {
        var options = new PostgreSqlStoreOptions { ConnectionString = connectionString, RetryInterval = TimeSpan.FromMilliseconds(20) };
        configure?.Invoke(options);
        return new StoreHarness(time => new PostgreSqlDatabase(options, time), options);
    }
}
