using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Specs;
using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Sqlite;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>The database goes away under load, and comes back.</summary>
public sealed class OutageTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PostgreSql_StoppedAndStartedUnderLoad_KeepsWhatWasAcknowledged()
    {
        await using var cluster = new PostgreSqlCluster();
        var options = new PostgreSqlStoreOptions { ConnectionString = await cluster.CreateSchemaAsync(), RetryInterval = TimeSpan.FromMilliseconds(20) };
        await using var harness = new StoreHarness(time => new PostgreSqlDatabase(options, time), options);
        await harness.OpenAsync();
        var attempts = new ConcurrentQueue<PublishAttempt>();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var load = LoadAsync(harness, attempts, done.Token);

        for (var outage = 0; outage < 2; outage++)
        {
            await UntilAcknowledgedAsync(attempts, attempts.Count + 200);
            await cluster.StopAsync();
            await harness.UntilAsync(isAvailable: false);
            Assert.Equal(108u, (await Assert.ThrowsAsync<SwitchboardException>(() => harness.AppendAsync("refused"))).Error.Code);
            Assert.Equal(108u, (await Assert.ThrowsAsync<SwitchboardException>(() => harness.ReadAsync())).Error.Code);
            await cluster.StartAsync();
            await harness.UntilAsync(isAvailable: true);
        }

        await UntilAcknowledgedAsync(attempts, attempts.Count + 200);
        await done.CancelAsync();
        await load;

        await AssertSoundAsync(harness, attempts);
        Assert.Empty(await harness.Store.CheckAsync(Cancelled));
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
        }
        finally
        {
            Assert.True(await RunAsync("umount", folder.FullName));
            folder.Delete();
        }
    }

    private static async Task FillAsync(string folder)
    {
        var options = new SqliteStoreOptions { Path = Path.Combine(folder, "hub.db"), RetryInterval = TimeSpan.FromMilliseconds(20) };
        await using var harness = new StoreHarness(time => new SqliteDatabase(options, time, NullLogger.Instance), options);
        await harness.OpenAsync();
        var attempts = new List<PublishAttempt>();
        var filler = Path.Combine(folder, "filler");
        await File.WriteAllBytesAsync(filler, new byte[16 * 1024 * 1024], Cancelled);

        SwitchboardException? refusal = null;
        while (refusal is null)
        {
            refusal = await TryAppendAsync(harness, attempts);
        }

        Assert.Equal(108u, refusal.Error.Code);
        Assert.False(harness.Store.Health.IsAvailable);
        File.Delete(filler);
        await harness.UntilAsync(isAvailable: true);
        Assert.Null(await TryAppendAsync(harness, attempts));
        await AssertSoundAsync(harness, attempts);
        await harness.ReopenAsync();
        await AssertSoundAsync(harness, attempts);
        Assert.Empty(await harness.Store.CheckAsync(Cancelled));
    }

    private static async Task<SwitchboardException?> TryAppendAsync(StoreHarness harness, List<PublishAttempt> attempts)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{attempts.Count} {new string('x', 20_000)}");
        try
        {
            var result = await harness.AppendAsync(id, append => append with { Retention = StoreHarness.Retention with { Size = 10_000 } });
            attempts.Add(new PublishAttempt(id, "kept:room", result.Position));
            return null;
        }
        catch (SwitchboardException exception)
        {
            attempts.Add(new PublishAttempt(id, "kept:room", null));
            return exception;
        }
    }

    private static Task LoadAsync(StoreHarness harness, ConcurrentQueue<PublishAttempt> attempts, CancellationToken done)
        => Task.WhenAll(Enumerable.Range(0, 16).Select(publisher => Task.Run(
            async () =>
            {
                for (var i = 0; !done.IsCancellationRequested; i++)
                {
                    var id = string.Create(CultureInfo.InvariantCulture, $"{publisher}:{i}");
                    try
                    {
                        var result = await harness.AppendAsync(id, append => append with { Retention = StoreHarness.Retention with { Size = 1_000_000 } });
                        attempts.Enqueue(new PublishAttempt(id, "kept:room", result.Position));
                    }
                    catch (SwitchboardException)
                    {
                        attempts.Enqueue(new PublishAttempt(id, "kept:room", null));
                        await Task.Delay(5, CancellationToken.None);
                    }
                }
            },
            CancellationToken.None)));

    private static async Task UntilAcknowledgedAsync(ConcurrentQueue<PublishAttempt> attempts, int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        while (attempts.Count < count)
        {
            await Task.Delay(5, patience.Token);
        }
    }

    private static async Task AssertSoundAsync(StoreHarness harness, IReadOnlyCollection<PublishAttempt> attempts)
    {
        var slice = await harness.ReadAsync();
        var refused = new PublishAttempt("refused", "kept:room", null);
        var streams = new Dictionary<string, IReadOnlyList<(Position, string)>>(StringComparer.Ordinal)
        {
            ["kept:room"] = [.. slice.Publications.Select(publication => (
                new Position(publication.Offset, publication.Epoch), System.Text.Encoding.UTF8.GetString(publication.Data.Span)))],
        };
        Assert.Empty(HistoryChecker.Check([.. attempts, refused], streams));
        Assert.Contains(attempts, attempt => attempt.Acknowledged is not null);
        Assert.Contains(attempts, attempt => attempt.Acknowledged is null);
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(Cancelled);
        return process.ExitCode == 0;
    }
}
