using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Specs;
using Switchboard.Storage.Sqlite;
using Switchboard.Storage.Tests.Support;

namespace Switchboard.Storage.Tests.Schedules;

public sealed class SqliteScheduleStoreTests : DurableScheduleStoreTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    public void Dispose() => _folder.Delete(recursive: true);

    protected override async ValueTask<ScheduleStoreFixture> CreateAsync()
    {
        var harness = await OpenAsync();
        return new ScheduleStoreFixture(harness.Store.Schedules, harness.Store.Schedules) { Release = harness.DisposeAsync };
    }

    internal override async Task<StoreHarness> OpenAsync()
    {
        var options = new SqliteStoreOptions { Path = Path.Combine(_folder.FullName, "switchboard.db"), RetryInterval = TimeSpan.FromMilliseconds(20) };
        var harness = new StoreHarness(time => new SqliteDatabase(options, time, NullLogger.Instance), options);
        await harness.OpenAsync();
        return harness;
    }
}
