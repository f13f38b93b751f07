using Switchboard.Specs;
using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Tests.Support;

namespace Switchboard.Storage.Tests.Schedules;

public sealed class PostgreSqlScheduleStoreTests(PostgreSqlCluster cluster) : DurableScheduleStoreTests
{
    protected override async ValueTask<ScheduleStoreFixture> CreateAsync()
    {
        var schema = await cluster.CreateSchemaAsync();
        var (first, second) = (await OpenAsync(schema), await OpenAsync(schema));
        return new ScheduleStoreFixture(first.Store.Schedules, second.Store.Schedules)
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
