using Dapper;
using Microsoft.Data.Sqlite;
using Switchboard.Storage.TransactionalOutbox;
using Xunit;

namespace Switchboard.Storage.Tests.TransactionalOutbox;

/// <summary>Outboxes in SQLite files of the application.</summary>
public sealed class SqliteOutboxTests : TransactionalOutboxSpec
{
    private string File => _database.Options.Path;

    [Fact]
    public async Task Row_WrittenBySql_IsPublished()
    {
        await using var hub = await StartAsync();
        await OutboxHub.UntilAsync(TablesAreThereAsync);

        await _database.ExecuteAsync("INSERT INTO switchboard_outbox (channel, data) VALUES ('kept:a', '{\"a\":1}')");

        await hub.AssertPublishedAsync("kept:a", """{"a":1}""");
    }

    [Fact]
    public async Task File_OfTwoServers_IsReadByOneAtATime()
    {
        await using var second = await OutboxHub.StartAsync(Path.Combine(Folder, "second.db"), _database.Options);
        await OutboxHub.UntilAsync(async () => (string?)(await second.DescribeAsync())["state"] == "reading");
        await using var first = await StartAsync();
        await OutboxHub.UntilAsync(async () => (string?)(await first.DescribeAsync())["state"] == "standby");
        for (var i = 0; i < 10; i++)
        {
            await _database.CommitAsync(transaction => PublishAsync(first, transaction, i));
        }

        await second.AssertPublishedAsync("kept:a", Enumerable.Range(0, 10).Select(static i => $"{i}"));
        await second.StopAsync();
        await _database.CommitAsync(transaction => PublishAsync(first, transaction, 10));

        await first.AssertPublishedAsync("kept:a", "10");
    }

    [Fact]
    public async Task File_LockedForLong_IsDegradedAndRecovers()
    {
        await using var hub = await StartAsync();
        await _database.CommitAsync(transaction => PublishAsync(hub, transaction, 0));
        await hub.AssertPublishedAsync("kept:a", "0");
        await using (var connection = await _database.OpenAsync())
        {
            await connection.ExecuteAsync($"BEGIN EXCLUSIVE; INSERT INTO {_database.Tables}outbox (channel, data) VALUES ('kept:a', '1')");
            await OutboxHub.UntilAsync(async () => await hub.HealthAsync() == "degraded");
            await connection.ExecuteAsync("COMMIT");
        }

        await hub.AssertPublishedAsync("kept:a", "0", "1");
        await OutboxHub.UntilAsync(async () => await hub.HealthAsync() == "ready");
    }

    [Fact]
    public async Task File_DeletedAndMadeAnew_GoesOnThoughIdsBeginAgain()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a file that is open cannot be removed.");
        await using var hub = await StartAsync();
        await _database.CommitAsync(transaction => PublishAsync(hub, transaction, 0));
        await hub.AssertPublishedAsync("kept:a", "0");
        await OutboxHub.UntilAsync(async () => await _database.CountAsync() == 0);

        System.IO.File.Delete(File);
        await OutboxHub.UntilAsync(TablesAreThereAsync);
        await _database.CommitAsync(transaction => PublishAsync(hub, transaction, 1));

        await hub.AssertPublishedAsync("kept:a", "0", "1");
    }

    [Fact]
    public async Task Backup_RestoredIntoTheLiveFile_IsPublished()
    {
        var backup = Path.Combine(Folder, "backup.db");
        await using var hub = await StartAsync();
        await OutboxHub.UntilAsync(TablesAreThereAsync);
        await using (var made = await new SqliteOutboxDatabase(backup).OpenAsync())
        {
            await made.ExecuteAsync(OutboxScripts.Sqlite("switchboard"));
            await made.ExecuteAsync("INSERT INTO switchboard_outbox (channel, data) VALUES ('kept:a', '\"restored\"')");
        }

        await _database.CommitAsync(async transaction =>
        {
            await PublishAsync(hub, transaction, 0);
            await PublishAsync(hub, transaction, 1);
        });
        await hub.AssertPublishedAsync("kept:a", "0", "1");
        await OutboxHub.UntilAsync(async () => await _database.CountAsync() == 0);

        await using (var source = (SqliteConnection)await new SqliteOutboxDatabase(backup).OpenAsync())
        await using (var live = (SqliteConnection)await _database.OpenAsync())
        {
            source.BackupDatabase(live);
        }

        await hub.AssertPublishedAsync("kept:a", "0", "1", "\"restored\"");
    }

    [Fact]
    public async Task Row_WithALowerIdByHand_IsPublished()
    {
        await using var hub = await StartAsync();
        await _database.CommitAsync(transaction => PublishAsync(hub, transaction, 0));
        await hub.AssertPublishedAsync("kept:a", "0");

        await _database.ExecuteAsync("INSERT INTO switchboard_outbox (id, channel, data) VALUES (-7, 'kept:a', '1')");

        await hub.AssertPublishedAsync("kept:a", "0", "1");
    }

    [Fact]
    public async Task Row_WithATextWhereANumberBelongs_IsHandledAndShown()
    {
        await using var hub = await StartAsync();
        await OutboxHub.UntilAsync(TablesAreThereAsync);

        await _database.ExecuteAsync(
            """
            INSERT INTO switchboard_outbox (created_at, score, channel, data) VALUES ('yesterday', 'high', 'nowhere:a', '1');
            INSERT INTO switchboard_outbox_refused (id, created_at, action, channel, score, code, reason, refused_at) VALUES (900, 'never', 'publish', 'a', 'x', 'none', x'FF', 9e15)
            """);

        await OutboxHub.UntilAsync(async () => await _database.CountAsync() == 0);
        Assert.Equal([0L, 0L], (await hub.RefusedAsync()).Select(static row => (long)row!["created_at"]!));
        await using (var connection = await _database.OpenAsync())
        {
            await connection.ExecuteAsync("BEGIN EXCLUSIVE; INSERT INTO switchboard_outbox (created_at, channel, data) VALUES ('now', 'kept:a', '1')");
            await connection.ExecuteAsync("COMMIT");
        }

        Assert.Null((await hub.DescribeAsync())["problem"]);
    }

    private protected override Task<OutboxTestDatabase> CreateDatabaseAsync() => Task.FromResult<OutboxTestDatabase>(new SqliteOutboxDatabase(Path.Combine(Folder, "app.db")));
}
