using Switchboard.Extensibility;
using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Streams;

public sealed class PostgreSqlMapTests(PostgreSqlCluster cluster) : DurableMapTests
{
    private string? _schema;

    [Fact]
    public async Task Expected_TwoNodesWithTheSame_ExactlyOneWinsEachRound()
    {
        await using var first = await OpenAsync();
        await using var second = await OpenAsync(_schema!, null);
        var expected = new Position(0, "");
        for (var round = 1; round <= 100; round++)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(
                () => SetAsync(i % 2 == 0 ? first : second, "a", $"{i}", change => change with { Expected = expected }), StoreHarness.Cancelled)));

            var winner = Assert.Single(results, result => result.Outcome == MapOutcome.Changed);
            Assert.Equal((ulong)round, winner.Position.Offset);
            Assert.All(results.Where(result => result.Outcome == MapOutcome.Conflict), result => Assert.Equal(winner.Position.Offset, result.Current!.Offset));
            Assert.Equal(9, results.Count(result => result.Outcome == MapOutcome.Conflict));
            expected = winner.Position;
        }
    }

    internal override async Task<StoreHarness> OpenAsync(Action<StoreOptions>? configure = null)
    {
        _schema = await cluster.CreateSchemaAsync();
        return await OpenAsync(_schema, configure);
    }

    private static async Task<StoreHarness> OpenAsync(string connectionString, Action<StoreOptions>? configure)
    {
        var options = new PostgreSqlStoreOptions { ConnectionString = connectionString, RetryInterval = TimeSpan.FromMilliseconds(20) };
        configure?.Invoke(options);
        var harness = new StoreHarness(time => new PostgreSqlDatabase(options, time), options);
        await harness.OpenAsync();
        return harness;
    }
}
