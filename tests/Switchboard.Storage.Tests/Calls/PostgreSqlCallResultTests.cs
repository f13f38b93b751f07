using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Tests.Support;

namespace Switchboard.Storage.Tests.Calls;

public sealed class PostgreSqlCallResultTests(PostgreSqlCluster cluster) : DurableCallResultTests
{
    internal override async Task<StoreHarness> OpenAsync()
    {
        var options = new PostgreSqlStoreOptions { ConnectionString = await cluster.CreateSchemaAsync(), RetryInterval = TimeSpan.FromMilliseconds(20) };
        var harness = new StoreHarness(time => new PostgreSqlDatabase(options, time), options);
        await harness.OpenAsync();
        return harness;
    }
}
