using Switchboard.Extensibility;
using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Streams;

public sealed class PostgreSqlWholeTests(PostgreSqlCluster cluster) : DurableWholeTests
{
    private string? _schema;

    [Fact]
    public async Task Appends_OfTwoNodes_AreAllThereOnce()
    {
        await using var first = await OpenAsync();
        await using var second = await OpenAsync(_schema!, null);
        await ChangeAsync(first, MutationKind.Publish, "\"\"");
        await Task.WhenAll(Enumerable.Range(0, 10).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; i < 50; i++)
                {
                    await ChangeAsync(writer % 2 == 0 ? first : second, MutationKind.Append, $"\"{(char)('a' + writer)}\"");
                }
            },
            StoreHarness.Cancelled)));

        var slice = await second.Store.Streams.ReadWholesAsync("kept:growing", StoreHarness.Retention, new WholeRead(), StoreHarness.Cancelled);
        var text = System.Text.Encoding.UTF8.GetString(Assert.Single(slice.Publications).Data.Span)[1..^1];
        Assert.Equal(501u, slice.Top.Offset);
        Assert.All(text.CountBy(static letter => letter), static count => Assert.Equal(50, count.Value));
        Assert.Equal(500, text.Length);
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
