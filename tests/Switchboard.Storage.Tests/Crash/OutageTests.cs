using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Sqlite;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>The database goes away under load, and comes back.</summary>
public sealed class OutageTests
{
    private const int Kinds = 3;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PostgreSql_StoppedAndStartedUnderLoad_KeepsWhatWasAcknowledged()
    {
        await using var cluster = new PostgreSqlCluster();
        var options = new PostgreSqlStoreOptions { ConnectionString = await cluster.CreateSchemaAsync(), RetryInterval = TimeSpan.FromMilliseconds(20) };
        await using var harness = new StoreHarness(time => new PostgreSqlDatabase(options, time), options);
        await harness.OpenAsync();
        var load = new StoreLoad(harness);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var running = load.RunAsync(done.Token);

        for (var outage = 0; outage < 2; outage++)
        {
            await load.UntilMoreAsync(200);
            await cluster.StopAsync();
            await harness.UntilAsync(isAvailable: false);
            await load.AssertRefusedAsync();
            Assert.Equal(108u, (await Assert.ThrowsAsync<SwitchboardException>(() => harness.ReadAsync())).Error.Code);
            Assert.Equal(108u, (await Assert.ThrowsAsync<SwitchboardException>(() => harness.Store.Inboxes.ReadAsync("ann", new InboxRead(), Cancelled).AsTask())).Error.Code);
            Assert.Equal(108u, (await Assert.ThrowsAsync<SwitchboardException>(() => harness.Store.Schedules.ListAsync("bob", null, 1, Cancelled).AsTask())).Error.Code);
            await cluster.StartAsync();
            await harness.UntilAsync(isAvailable: true);
        }

        await load.UntilMoreAsync(200);
        await done.CancelAsync();
        await running;

        await load.AssertSoundAsync();
    }

    [Fact]
    public async Task Sqlite_DiskFull_RefusesWith108AndGoesOnAfterwards()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can mount a small disk.");
        var folder = Directory.CreateTempSubdirectory("switchboard-full-");
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder.FullName), "A small disk cannot be mounted here.");
        try
        {
            await FillAsync(folder.FullName);
            Assert.Empty(OpenFiles(folder.FullName));
        }
        finally
        {
            // Lazily: what another test starts at this moment has what is open here, until it becomes the program that it is to be.
            Assert.True(await RunAsync("umount", "--lazy", folder.FullName));
            folder.Delete();
        }
    }

    /// <summary>The files of a folder that this process has open.</summary>
    private static IEnumerable<string> OpenFiles(string folder)
        => new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Select(static file => file.LinkTarget ?? "").Where(target => target.StartsWith(folder, StringComparison.Ordinal));

    private static async Task FillAsync(string folder)
    {
        var options = new SqliteStoreOptions { Path = Path.Combine(folder, "hub.db"), RetryInterval = TimeSpan.FromMilliseconds(20) };
        await using var harness = new StoreHarness(time => new SqliteDatabase(options, time, NullLogger.Instance), options);
        await harness.OpenAsync();
        var load = new StoreLoad(harness, size: 20_000);
        var filler = Path.Combine(folder, "filler");
        await File.WriteAllBytesAsync(filler, new byte[16 * 1024 * 1024], Cancelled);

        var refused = new HashSet<int>();
        for (var i = 0; refused.Count < Kinds; i++)
        {
            if (await load.TryAsync(i % Kinds, string.Create(CultureInfo.InvariantCulture, $"{i} ")) is { } refusal)
            {
                Assert.Equal(108u, refusal.Error.Code);
                refused.Add(i % Kinds);
            }
        }

        File.Delete(filler);
        await harness.UntilAsync(isAvailable: true);
        for (var kind = 0; kind < Kinds; kind++)
        {
            Assert.Null(await load.TryAsync(kind, $"after {kind} "));
        }

        await load.AssertSoundAsync();
        await harness.ReopenAsync();
        await load.AssertSoundAsync();
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(Cancelled);
        return process.ExitCode == 0;
    }
}
