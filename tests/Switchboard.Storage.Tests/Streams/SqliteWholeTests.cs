using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Storage.Sqlite;
using Switchboard.Storage.Tests.Support;

namespace Switchboard.Storage.Tests.Streams;

public sealed class SqliteWholeTests : DurableWholeTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    public void Dispose() => _folder.Delete(recursive: true);

    internal override async Task<StoreHarness> OpenAsync(Action<StoreOptions>? configure = null)
    {
        var options = new SqliteStoreOptions { Path = Path.Combine(_folder.FullName, "switchboard.db"), RetryInterval = TimeSpan.FromMilliseconds(20) };
        configure?.Invoke(options);
        var harness = new StoreHarness(time => new SqliteDatabase(options, time, NullLogger.Instance), options);
        await harness.OpenAsync();
        return harness;
    }
}
