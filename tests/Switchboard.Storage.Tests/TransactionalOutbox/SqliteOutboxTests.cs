using Dapper;
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

    private protected override Task<OutboxTestDatabase> CreateDatabaseAsync() => Task.FromResult<OutboxTestDatabase>(new SqliteOutboxDatabase(Path.Combine(Folder, "app.db")));
}
