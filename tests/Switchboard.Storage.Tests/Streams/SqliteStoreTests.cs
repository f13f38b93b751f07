using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Extensibility;
using Switchboard.Storage.Sqlite;
using Switchboard.Storage.Tests.Crash;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Streams;

public sealed class SqliteStoreTests : DurableStoreTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private string FilePath => Path.Combine(_folder.FullName, "deep", "switchboard.db");

    [Fact]
    public async Task Open_FileOfSomethingElse_IsRefusedAndLeftAlone()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        await using (var connection = new SqliteConnection($"Data Source={FilePath};Pooling=false"))
        {
            await connection.ExecuteAsync("CREATE TABLE other (id INTEGER)");
        }

        await using var harness = Create();
        await Assert.ThrowsAsync<StoreFormatException>(() => harness.OpenAsync());

        await using var again = new SqliteConnection($"Data Source={FilePath};Pooling=false");
        Assert.Equal(["other"], await again.QueryAsync<string>("SELECT name FROM sqlite_schema"), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Open_FileThatAnotherHas_IsRefused()
    {
        await using var first = await OpenAsync();
        await using var second = Create();

        var refusal = await Assert.ThrowsAsync<StoreFormatException>(() => second.OpenAsync());

        Assert.Contains("in use", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(AppendOutcome.Appended, (await first.AppendAsync("a")).Outcome);
    }

    [Fact]
    public async Task Locked_ByAnotherProcess_RefusesWith108AndGoesOnAfterwards()
    {
        await using var harness = await OpenAsync(options => options.TimeoutSeconds = 3);
        await harness.AppendAsync("a");
        await using var intruder = new SqliteConnection($"Data Source={FilePath};Pooling=false");
        await intruder.OpenAsync(StoreHarness.Cancelled);
        await intruder.ExecuteAsync("BEGIN IMMEDIATE");

        var refusal = await Assert.ThrowsAsync<SwitchboardException>(() => harness.AppendAsync("b"));
        Assert.Equal(108u, refusal.Error.Code);
        Assert.True(refusal.Error.Temporary);
        Assert.False(harness.Store.Health.IsAvailable);
        Assert.Equal(["a"], await harness.TextsAsync(), StringComparer.Ordinal);

        await intruder.ExecuteAsync("COMMIT");
        await harness.UntilAsync(isAvailable: true);
        Assert.Equal(2u, (await harness.AppendAsync("c")).Position.Offset);
        Assert.Equal(["a", "c"], await harness.TextsAsync(), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Locked_ByAnotherProcess_RefusesMessagesMarksAndSchedules_AndGoesOnAfterwards()
    {
        await using var harness = await OpenAsync(options => options.TimeoutSeconds = 3);
        var load = new StoreLoad(harness);
        for (var i = 0; i < 9; i++)
        {
            Assert.Null(await load.TryAsync(i % 3, $"before {i}"));
        }

        await using var intruder = new SqliteConnection($"Data Source={FilePath};Pooling=false");
        await intruder.OpenAsync(StoreHarness.Cancelled);
        await intruder.ExecuteAsync("BEGIN IMMEDIATE");
        await load.AssertRefusedAsync();
        Assert.False(harness.Store.Health.IsAvailable);

        await intruder.ExecuteAsync("COMMIT");
        await harness.UntilAsync(isAvailable: true);
        for (var kind = 0; kind < 3; kind++)
        {
            Assert.Null(await load.TryAsync(kind, $"after {kind}"));
        }

        await load.AssertSoundAsync();
    }

    [Fact]
    public async Task Locked_WhenItStarts_IsWaitedFor()
    {
        await using var harness = await OpenAsync(options => options.TimeoutSeconds = 3);
        await harness.CloseAsync();
        await using var intruder = new SqliteConnection($"Data Source={FilePath};Pooling=false");
        await intruder.OpenAsync(StoreHarness.Cancelled);
        await intruder.ExecuteAsync("BEGIN IMMEDIATE");

        await harness.OpenAsync();
        Assert.Equal(108u, (await Assert.ThrowsAsync<SwitchboardException>(() => harness.AppendAsync("b"))).Error.Code);

        await intruder.ExecuteAsync("COMMIT");
        await harness.UntilAsync(isAvailable: true);
        Assert.Equal(1u, (await harness.AppendAsync("c")).Position.Offset);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    internal override async Task<StoreHarness> OpenAsync(Action<StoreOptions>? configure = null)
    {
        var harness = Create(configure);
        await harness.OpenAsync();
        return harness;
    }

    internal override async Task ExecuteAsync(StoreHarness harness, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={FilePath};Pooling=false");
        await connection.ExecuteAsync(sql);
    }

    private StoreHarness Create(Action<StoreOptions>? configure = null)
    {
        var options = new SqliteStoreOptions { Path = FilePath, RetryInterval = TimeSpan.FromMilliseconds(20) };
        configure?.Invoke(options);
        return new StoreHarness(time => new SqliteDatabase(options, time, NullLogger.Instance), options);
    }
}
