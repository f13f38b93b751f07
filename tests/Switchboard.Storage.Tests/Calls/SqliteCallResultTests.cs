using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Storage.Sqlite;
using Switchboard.Storage.Tests.Support;

namespace Switchboard.Storage.Tests.Calls;

public sealed class SqliteCallResultTests : DurableCallResultTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-calls-");

    public void Dispose() => _folder.Delete(recursive: true);

    internal override async Task<StoreHarness> OpenAsync()
    {
        var options = new SqliteStoreOptions { Path = Path.Combine(_folder.FullName, "store.db"), RetryInterval = TimeSpan.FromMilliseconds(20) };
        var harness = new StoreHarness(time => new SqliteDatabase(options, time, NullLogger.Instance), options);
        await harness.OpenAsync();
        return harness;
    }
}
