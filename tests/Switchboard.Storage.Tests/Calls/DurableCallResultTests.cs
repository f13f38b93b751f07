using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Extensibility;
using Switchboard.Specs;
using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Sqlite;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Calls;

/// <summary>What durable stores of calls' results promise beyond what all do. The databases' tests inherit it.</summary>
public abstract class DurableCallResultTests : CallResultStoreSpec
{
    private static readonly TimeSpan _window = TimeSpan.FromMinutes(5);

    /// <summary>Makes an empty store, and opens it.</summary>
    internal abstract Task<StoreHarness> OpenAsync();

    [Fact]
    public async Task Restart_WhatWasKnown_IsKnown()
    {
        await using var harness = await OpenAsync();
        var results = harness.Store.CallResults;
        await results.BeginAsync("begun", _window, StoreHarness.Cancelled);
        await results.BeginAsync("ended", _window, StoreHarness.Cancelled);
        await results.EndAsync("ended", new CallResult { HasEnded = true, Data = "1"u8.ToArray() }, _window, StoreHarness.Cancelled);

        await harness.ReopenAsync();

        Assert.False((await harness.Store.CallResults.BeginAsync("begun", _window, StoreHarness.Cancelled))?.HasEnded);
        Assert.Equal("1"u8.ToArray(), (await harness.Store.CallResults.BeginAsync("ended", _window, StoreHarness.Cancelled))?.Data.ToArray());
        Assert.Empty(await harness.Store.CheckAsync(StoreHarness.Cancelled));
    }

    protected override async ValueTask<CallResultStoreFixture> CreateAsync()
    {
        var harness = await OpenAsync();
        return new CallResultStoreFixture(harness.Store.CallResults, harness.Time.Shift, () => harness.Store.SweepAsync(StoreHarness.Cancelled)) { Release = harness.DisposeAsync };
    }
}

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
