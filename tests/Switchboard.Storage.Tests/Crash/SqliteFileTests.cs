using System.Diagnostics;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Extensibility;
using Switchboard.Storage.Sql;
using Switchboard.Storage.Sqlite;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>What becomes of the files of a SQLite store behind the server's back.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-files-");

    private string FilePath => Path.Combine(_folder.FullName, "hub.db");

    [Fact]
    public async Task Open_FileThatIsNoDatabase_IsRefusedAndLeftAlone()
    {
        var text = new string('x', 5000);
        await File.WriteAllTextAsync(FilePath, text, StoreHarness.Cancelled);
        var harness = Create();
        await using (harness)
        {
            var refusal = await Assert.ThrowsAsync<StoreFormatException>(() => harness.OpenAsync());
            Assert.Contains("no SQLite database", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Equal(text, await File.ReadAllTextAsync(FilePath, StoreHarness.Cancelled));
    }

    [Fact]
    public async Task LockFile_Removed_StillKeepsASecondServerOut()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a file that is locked cannot be removed.");
        await using var first = await OpenAsync();
        File.Delete($"{FilePath}.lock");
        await using var second = Create();

        var refusal = await Assert.ThrowsAsync<StoreFormatException>(() => second.OpenAsync());

        Assert.Contains("in use", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(AppendOutcome.Appended, (await first.AppendAsync("a")).Outcome);
    }

    [Fact]
    public async Task Database_MovedAway_RefusesUntilItIsPutBack()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells files apart.");
        await using var harness = await OpenAsync();
        await harness.AppendAsync("a");
        File.Move(FilePath, $"{FilePath}.away");

        await AssertRefusedAsync(harness, StoreFailure.Missing);
        Assert.False(File.Exists(FilePath));

        File.Move($"{FilePath}.away", FilePath);
        await harness.UntilAsync(isAvailable: true);
        await harness.AppendAsync("c");
        Assert.Equal("a", (await harness.TextsAsync())[0]);
        Assert.Equal("c", (await harness.TextsAsync())[^1]);
    }

    [Fact]
    public async Task Database_Replaced_RefusesAndLeavesTheOtherAlone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells files apart.");
        await using var harness = await OpenAsync();
        await harness.AppendAsync("a");
        await harness.CloseAsync();
        File.Copy(FilePath, $"{FilePath}.copy");
        var copied = File.GetLastWriteTimeUtc($"{FilePath}.copy");
        await harness.OpenAsync();
        await harness.AppendAsync("b");
        File.Move($"{FilePath}.copy", FilePath, overwrite: true);

        await AssertRefusedAsync(harness, StoreFailure.Missing);
        Assert.Equal(copied, File.GetLastWriteTimeUtc(FilePath));
    }

    [Fact]
    public async Task Database_RemovedWhileNobodyWrites_IsSeenByASweep()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a file that is open cannot be removed.");
        await using var harness = await OpenAsync();
        File.Delete(FilePath);

        await Assert.ThrowsAsync<SwitchboardException>(() => harness.Store.SweepAsync(StoreHarness.Cancelled));

        Assert.Equal(StoreFailure.Missing, harness.Store.Health.Fault?.Kind);
    }

    [Fact]
    public async Task Close_LeavesOneFileThatIsWhole()
    {
        await using var harness = await OpenAsync();
        await harness.AppendAsync("a");
        await harness.TextsAsync();
        await harness.CloseAsync();

        Assert.Equal(["hub.db", "hub.db.lock"], _folder.GetFiles().Select(static file => file.Name).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        await harness.OpenAsync();
        Assert.Equal(["a"], await harness.TextsAsync(), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Log_Removed_IsCopiedIntoTheDatabaseAndBegunAnew()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a file that is open cannot be removed.");
        await using var harness = await OpenAsync();
        for (var i = 0; i < 50; i++)
        {
            await harness.AppendAsync($"{i}");
        }

        Assert.Equal(50, (await harness.TextsAsync()).Length);
        File.Delete($"{FilePath}-wal");
        var refusal = await Assert.ThrowsAsync<SwitchboardException>(() => harness.AppendAsync("unknown"));
        Assert.Equal((108u, true), (refusal.Error.Code, refusal.Error.Temporary));

        await harness.UntilAsync(isAvailable: true);
        await harness.AppendAsync("after");
        var texts = await harness.TextsAsync();
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), texts[..50], StringComparer.Ordinal);
        Assert.Equal("after", texts[^1]);
        await harness.ReopenAsync();
        Assert.Equal(texts, await harness.TextsAsync(), StringComparer.Ordinal);
        Assert.Empty(await harness.Store.CheckAsync(StoreHarness.Cancelled));
    }

    [Fact]
    public async Task Log_RemovedWhileItIsBeingCopied_IsNotLost()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a file that is open cannot be removed.");
        var copying = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var release = new ManualResetEventSlim();
        SqliteConnection OpenAndRead()
        {
            // What it reads, nobody else can take out of the log.
            var reader = Connect();
            reader.Execute("BEGIN; SELECT COUNT(*) FROM sqlite_schema");
            copying.SetResult();
            release.Wait(StoreHarness.Cancelled);
            reader.Execute("COMMIT");
            return reader;
        }

        var writer = Connect();
        writer.Execute("PRAGMA journal_mode = WAL; CREATE TABLE a(id INTEGER)");
        var files = new SqliteFiles(FilePath);
        var session = new SqliteWriteSession(writer, files, new SqliteCheckpointer(OpenAndRead, NullLogger.Instance));
        await WriteAsync(session);
        await copying.Task;
        await WriteAsync(session);
        File.Delete(files.LogPath);

        var closing = session.DisposeAsync();
        release.Set();
        await closing;

        Assert.True(files.IsLogSaved);
        await using var after = Connect();
        Assert.Equal(2, after.ExecuteScalar<long>("SELECT COUNT(*) FROM a"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Database_Damaged_IsFoundAndRefusedForGood(bool isTruncated)
    {
        await using var harness = await OpenAsync();
        for (var i = 0; i < 100; i++)
        {
            await harness.AppendAsync(new string('x', 2000));
        }

        await harness.CloseAsync();
        await harness.OpenAsync();
        await harness.Store.VerifyAsync(StoreHarness.Cancelled);
        Assert.True(harness.Store.Health.IsAvailable);
        await DamageAsync(isTruncated);
        harness.Time.Shift(TimeSpan.FromHours(1));

        await harness.Store.VerifyAsync(StoreHarness.Cancelled);

        Assert.Equal(StoreFailure.Damaged, harness.Store.Health.Fault?.Kind);
        await AssertRefusedAsync(harness, StoreFailure.Damaged);
    }

    [Fact]
    public async Task Read_ThatMeetsDamage_IsNoPassingFailure()
    {
        await using var harness = await OpenAsync();
        for (var i = 0; i < 100; i++)
        {
            await harness.AppendAsync(new string('x', 2000));
        }

        await harness.CloseAsync();
        await DamageAsync(isTruncated: false);
        await harness.OpenAsync();

        var refusal = await Assert.ThrowsAsync<SwitchboardException>(() => harness.ReadAsync());

        Assert.Equal((108u, false), (refusal.Error.Code, refusal.Error.Temporary));
        await AssertRefusedAsync(harness, StoreFailure.Damaged);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task AssertRefusedAsync(StoreHarness harness, StoreFailure failure)
    {
        for (var i = 0; i < 2; i++)
        {
            var refusal = await Assert.ThrowsAsync<SwitchboardException>(() => harness.AppendAsync("b"));
            Assert.Equal((108u, failure != StoreFailure.Damaged), (refusal.Error.Code, refusal.Error.Temporary));
            Assert.StartsWith("not available: the durable store", refusal.Error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(failure, harness.Store.Health.Fault?.Kind);
    }

    private static async Task WriteAsync(SqliteWriteSession session)
    {
        await session.BeginAsync(StoreHarness.Cancelled);
        await session.Connection.ExecuteAsync("INSERT INTO a VALUES (1)");
        await session.CommitAsync(StoreHarness.Cancelled);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        connection.Open();
        return connection;
    }

    private async Task DamageAsync(bool isTruncated)
    {
        // By another process, since the file is locked for others of .NET. The last pages are those of publications.
        var pages = new FileInfo(FilePath).Length / 4096;
        string[] how = isTruncated ? ["if=/dev/null", $"seek={pages / 2}"] : ["if=/dev/urandom", $"seek={pages - 20}", "count=20", "conv=notrunc"];
        using var process = Process.Start(new ProcessStartInfo("dd", [$"of={FilePath}", "bs=4096", "status=none", .. how]))!;
        await process.WaitForExitAsync(StoreHarness.Cancelled);
        Assert.Equal(0, process.ExitCode);
    }

    private StoreHarness Create()
    {
        var options = new SqliteStoreOptions { Path = FilePath, RetryInterval = TimeSpan.FromMilliseconds(20) };
        return new StoreHarness(time => new SqliteDatabase(options, time, NullLogger.Instance), options);
    }

    private async Task<StoreHarness> OpenAsync()
    {
        var harness = Create();
        await harness.OpenAsync();
        return harness;
    }
}
