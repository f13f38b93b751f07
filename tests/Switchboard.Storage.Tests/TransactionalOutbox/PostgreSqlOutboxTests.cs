using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using Switchboard.Storage.Tests.Support;
using Switchboard.Storage.TransactionalOutbox;
using Xunit;

namespace Switchboard.Storage.Tests.TransactionalOutbox;

/// <summary>Outboxes in PostgreSQL.</summary>
public sealed class PostgreSqlOutboxTests(PostgreSqlCluster cluster) : TransactionalOutboxSpec
{
    private PostgreSqlOutboxDatabase Database => (PostgreSqlOutboxDatabase)_database;

    private string Schema => Database.Options.Schema;

    [Fact]
    public async Task Transaction_LeftOpen_DelaysNobody()
    {
        await using var hub = await StartAsync();
        await using var connection = await _database.OpenAsync();
        await using var open = await connection.BeginTransactionAsync(Cancelled);
        await PublishAsync(hub, open, 1000);

        for (var i = 0; i < 20; i++)
        {
            var first = i * 1000;
            await _database.CommitAsync(transaction => WriteManyAsync(transaction, first, 1000));
        }

        await hub.AssertPublishedAsync("kept:a", Numbers(20_000));
        await OutboxHub.UntilAsync(async () => await _database.CountAsync() == 0);
        await open.CommitAsync(Cancelled);
        await hub.AssertPublishedAsync("kept:a", Numbers(20_000).Append("1000"));
    }

    [Fact]
    public async Task Transactions_ThatOverlap_ArePublishedAsTheyAreCommitted()
    {
        await using var hub = await StartAsync();
        await using var connection = await _database.OpenAsync();
        await using var early = await connection.BeginTransactionAsync(Cancelled);
        await PublishAsync(hub, early, 2);
        await _database.CommitAsync(transaction => PublishAsync(hub, transaction, 0));
        await hub.AssertPublishedAsync("kept:a", "0");
        await _database.CommitAsync(transaction => PublishAsync(hub, transaction, 1));
        await hub.AssertPublishedAsync("kept:a", "0", "1");

        await early.CommitAsync(Cancelled);

        await hub.AssertPublishedAsync("kept:a", "0", "1", "2");
    }

    [Fact]
    public async Task Notification_Lost_CostsAPollAtMost()
    {
        var options = _database.Options;
        options.PollMilliseconds = 50;
        await using var hub = await StartAsync(options);
        await _database.CommitAsync(async transaction =>
        {
            await transaction.Connection!.ExecuteAsync("SET LOCAL switchboard.notify = off");
            await PublishAsync(hub, transaction, 0);
        });

        await hub.AssertPublishedAsync("kept:a", "0");
    }

    [Fact]
    public async Task Transaction_Prepared_IsPublishedWhenItIsCommitted()
    {
        await using var connection = await _database.OpenAsync();
        Assert.SkipUnless(await connection.ExecuteScalarAsync<int>("SELECT current_setting('max_prepared_transactions')::int") > 0, "The server takes no prepared transactions.");
        var options = _database.Options;
        options.PollMilliseconds = 50;
        await using var hub = await StartAsync(options);
        await OutboxHub.UntilAsync(TablesAreThereAsync);
        await connection.ExecuteAsync($"BEGIN; SET LOCAL switchboard.notify = off; SELECT {Schema}.publish('kept:a', '1'); PREPARE TRANSACTION '{Schema}'");
        await _database.CommitAsync(transaction => PublishAsync(hub, transaction, 0));
        await hub.AssertPublishedAsync("kept:a", "0");

        await connection.ExecuteAsync($"COMMIT PREPARED '{Schema}'");

        await hub.AssertPublishedAsync("kept:a", "0", "1");
    }

    [Theory]
    [InlineData("publish(NULL, '1')", "channel")]
    [InlineData("publish('', '1')", "channel")]
    [InlineData("publish('kept:a')", "data and bytes")]
    [InlineData("publish('kept:a', '1', bytes => 'x')", "not both")]
    [InlineData("publish('kept:a', '1', tags => '[1]')", "tags")]
    [InlineData("publish('kept:a', '1', tags => '{\"a\":1}')", "tags")]
    [InlineData("publish('kept:a', '1', tags => '{\"a\":[\"b\"]}')", "tags")]
    [InlineData("publish('kept:a', '1', tags => '{\"a\":[]}')", "tags")]
    [InlineData("publish(repeat('a', 5000), '1')", "4096")]
    [InlineData("map_publish('board:a', '', '1')", "key")]
    [InlineData("map_remove('board:a', NULL)", "key")]
    [InlineData("send(NULL, '1')", "user")]
    [InlineData("publish('kept:a', '\"\\u0000\"')", "Unicode")]
    public async Task Function_WhatCanNeverBe_IsAnErrorThatNamesIt(string call, string named)
    {
        await using var hub = await StartAsync();
        await OutboxHub.UntilAsync(TablesAreThereAsync);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => _database.ExecuteAsync($"SELECT {Schema}.{call}"));

        Assert.Contains(named, $"{refusal.MessageText} {refusal.Detail}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_WithTheRightToCallAlone_WritesAndCanDoNothingElse()
    {
        await using var hub = await StartAsync();
        await OutboxHub.UntilAsync(TablesAreThereAsync);
        await _database.ExecuteAsync($"CREATE ROLE {Schema}_app; GRANT USAGE ON SCHEMA {Schema} TO {Schema}_app");
        var denied = await Assert.ThrowsAsync<PostgresException>(() => AsApplicationAsync($"SELECT {Schema}.publish('kept:a', '0')"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, denied.SqlState);
        await _database.ExecuteAsync($"GRANT EXECUTE ON FUNCTION {Schema}.publish, {Schema}.send, {Schema}.map_publish, {Schema}.map_remove TO {Schema}_app");

        await AsApplicationAsync($"SELECT {Schema}.publish('kept:a', '0'); SELECT {Schema}.map_publish('board:a', 'k', '1'); SELECT {Schema}.map_remove('board:a', 'k')");

        await hub.AssertPublishedAsync("kept:a", "0");
        foreach (var forbidden in (string[])[$"SELECT * FROM {Schema}.outbox", $"INSERT INTO {Schema}.outbox (channel) VALUES ('a')", $"SELECT {Schema}.outbox_add('x', 'a', NULL, NULL, NULL, NULL, NULL, 0)"])
        {
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => AsApplicationAsync(forbidden))).SqlState);
        }
    }

    [Fact]
    public async Task Nodes_OverOneOutbox_OneReadsAndTheOtherTakesOver()
    {
        var options = _database.Options;
        options.PollMilliseconds = 50;
        var first = await OutboxHub.StartAsync(Path.Combine(Folder, "first.db"), options);
        await using var second = await OutboxHub.StartAsync(Path.Combine(Folder, "second.db"), options);
        await OutboxHub.UntilAsync(async () => new[] { (string?)(await first.DescribeAsync())["state"], (string?)(await second.DescribeAsync())["state"] }.Order(StringComparer.Ordinal).SequenceEqual(["reading", "standby"], StringComparer.Ordinal));
        var isFirst = (string?)(await first.DescribeAsync())["state"] == "reading";
        var (reader, other) = isFirst ? (first, second) : (second, first);
        await _database.CommitAsync(transaction => PublishAsync(reader, transaction, 0));
        await reader.AssertPublishedAsync("kept:a", "0");
        Assert.Equal("ready", await other.HealthAsync());

        await reader.DisposeAsync();
        await _database.ExecuteAsync($"SELECT {Schema}.publish('kept:a', '1')");

        await other.AssertPublishedAsync("kept:a", "1");
        await first.DisposeAsync();
    }

    [Fact]
    public async Task Session_EndedByTheServer_IsOpenedAnew()
    {
        await using var hub = await StartAsync();
        await _database.CommitAsync(transaction => PublishAsync(hub, transaction, 0));
        await hub.AssertPublishedAsync("kept:a", "0");

        await _database.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'switchboard outbox app'");
        await _database.CommitAsync(transaction => PublishAsync(hub, transaction, 1));

        await hub.AssertPublishedAsync("kept:a", "0", "1");
        await OutboxHub.UntilAsync(async () => await hub.HealthAsync() == "ready");
    }

    [Fact]
    public async Task Schema_DroppedAndMadeAnew_GoesOnThoughIdsBeginAgain()
    {
        await using var hub = await StartAsync();
        await _database.CommitAsync(transaction => PublishAsync(hub, transaction, 0));
        await hub.AssertPublishedAsync("kept:a", "0");
        await _database.ExecuteAsync($"DROP SCHEMA {Schema} CASCADE");
        await OutboxHub.UntilAsync(TablesAreThereAsync);

        await _database.CommitAsync(transaction => PublishAsync(hub, transaction, 1));

        await hub.AssertPublishedAsync("kept:a", "0", "1");
    }

    [Fact]
    public async Task Role_ThatMayNotRead_IsDegradedAndSaysSo()
    {
        await using (await StartAsync())
        {
            await OutboxHub.UntilAsync(TablesAreThereAsync);
        }

        await _database.ExecuteAsync($"CREATE ROLE {Schema}_reader LOGIN; GRANT USAGE ON SCHEMA {Schema} TO {Schema}_reader; GRANT SELECT ON {Schema}.outbox_version TO {Schema}_reader");
        var options = _database.Options;
        options.ConnectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Username = $"{Schema}_reader" }.ConnectionString;
        await using var hub = await StartAsync(options);

        await OutboxHub.UntilAsync(async () => ((string?)(await hub.DescribeAsync())["problem"] ?? "").Contains("the role may not use the outbox", StringComparison.Ordinal));
        Assert.Equal("degraded", await hub.HealthAsync());
        await _database.ExecuteAsync($"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {Schema} TO {Schema}_reader");
        await _database.ExecuteAsync($"SELECT {Schema}.publish('kept:a', '0')");
        await hub.AssertPublishedAsync("kept:a", "0");
    }

    [Fact]
    public async Task Rows_OfAnotherCluster_ArePublished()
    {
        await using (await StartAsync())
        {
            await OutboxHub.UntilAsync(TablesAreThereAsync);
        }

        // What a restored dump has: transactions that this cluster has yet to begin.
        await _database.ExecuteAsync($"ALTER TABLE {Schema}.outbox DISABLE TRIGGER USER; INSERT INTO {Schema}.outbox (tx, channel, data) VALUES ('9000000000000000000', 'kept:a', '0')");
        await using var hub = await StartAsync();

        await hub.AssertPublishedAsync("kept:a", "0");
    }

    [Fact]
    public async Task Rows_CopiedWhileTheServerRuns_ArePublished()
    {
        await using var hub = await StartAsync();
        await _database.CommitAsync(transaction => PublishAsync(hub, transaction, 0));
        await hub.AssertPublishedAsync("kept:a", "0");

        await using var connection = (NpgsqlConnection)await _database.OpenAsync();
        await using (var copy = await connection.BeginTextImportAsync($"COPY {Schema}.outbox (id, tx, channel, data) FROM STDIN", Cancelled))
        {
            await copy.WriteAsync("-7\t700\tkept:a\t\\\\x31\n-6\t9000000000000000000\tkept:a\t\\\\x32\n");
        }

        await hub.AssertPublishedAsync("kept:a", "0", "1", "2");
    }

    [Fact]
    public async Task Rows_RestoredWithoutTheTrigger_AreFoundByALookAtEverything()
    {
        var options = _database.Options;
        options.PollMilliseconds = 10;
        await using var hub = await StartAsync(options);
        await _database.CommitAsync(transaction => PublishAsync(hub, transaction, 0));
        await hub.AssertPublishedAsync("kept:a", "0");

        await _database.ExecuteAsync(
            $"""
            ALTER TABLE {Schema}.outbox DISABLE TRIGGER USER;
            INSERT INTO {Schema}.outbox (id, tx, channel, data) OVERRIDING SYSTEM VALUE VALUES (-7, '700', 'kept:a', '1'), (-6, '9000000000000000000', 'kept:a', '2')
            """);

        await hub.AssertPublishedAsync("kept:a", "0", "1", "2");
        await OutboxHub.UntilAsync(async () => await _database.CountAsync() == 0);
    }

    [Fact]
    public async Task Schema_DroppedAndRestoredUnderTheReader_HasOneReader()
    {
        var options = _database.Options;
        (options.PollMilliseconds, options.Create) = (50, false);
        await _database.ExecuteAsync(OutboxScripts.PostgreSql(Schema));
        await using var first = await OutboxHub.StartAsync(Path.Combine(Folder, "first.db"), options);
        await OutboxHub.UntilAsync(async () => await StateOfAsync(first) == "reading");
        await _database.ExecuteAsync($"BEGIN; DROP SCHEMA {Schema} CASCADE; {OutboxScripts.PostgreSql(Schema)}");

        await using var second = await OutboxHub.StartAsync(Path.Combine(Folder, "second.db"), options);

        await OutboxHub.UntilAsync(async () => new[] { await StateOfAsync(first), await StateOfAsync(second) }.Order(StringComparer.Ordinal).SequenceEqual(["reading", "standby"], StringComparer.Ordinal));
    }

    [Fact]
    public async Task Look_BesideDeadRowsOfATableThatWasCountedEmpty_DoesNotReadThem()
    {
        const int Dead = 20_000;
        await using (var hub = await StartAsync())
        {
            await OutboxHub.UntilAsync(TablesAreThereAsync);
            await using var open = await _database.OpenAsync();
            await open.ExecuteAsync("BEGIN; SELECT pg_current_xact_id()");
            await _database.ExecuteAsync($"INSERT INTO {Schema}.outbox (channel, data) SELECT 'live:none', '1' FROM generate_series(1, {Dead}); DELETE FROM {Schema}.outbox; ANALYZE {Schema}.outbox");
            for (var i = 0; i < 20; i++)
            {
                await _database.CommitAsync(transaction => PublishAsync(hub, transaction, i));
                await OutboxHub.UntilAsync(async () => await _database.CountAsync() == 0);
            }

            await hub.AssertPublishedAsync("kept:a", Enumerable.Range(0, 20).Select(static i => $"{i}"));
        }

        // What a session has read is counted when it ends: here by its removals, which go by the index, too.
        await OutboxHub.UntilAsync(async () => await ReadByIdAsync() > 0);
        Assert.InRange(await ReadByIdAsync(), 1, 5 * Dead);
    }

    private async Task<long> ReadByIdAsync()
    {
        await using var connection = await _database.OpenAsync();
        return await connection.ExecuteScalarAsync<long>($"SELECT idx_tup_read FROM pg_stat_user_indexes WHERE schemaname = '{Schema}' AND indexrelname = 'outbox_pkey'");
    }

    [Fact]
    public async Task Functions_OfTheApplicationInTheSchema_KeepTheirRights()
    {
        await _database.ExecuteAsync($"CREATE SCHEMA {Schema}; CREATE FUNCTION {Schema}.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE ROLE {Schema}_app; GRANT USAGE ON SCHEMA {Schema} TO {Schema}_app");

        await _database.ExecuteAsync(OutboxScripts.PostgreSql(Schema));

        await AsApplicationAsync($"SELECT {Schema}.mine()");
        foreach (var ours in (string[])["outbox_payload('1', NULL)", "publish('kept:a', '1')", "send('ann', '1')", "map_publish('board:a', 'k', '1')", "map_remove('board:a', 'k')"])
        {
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => AsApplicationAsync($"SELECT {Schema}.{ours}"))).SqlState);
        }
    }

    [Fact]
    public async Task Row_OfMoreThanTwoGibibytes_IsKeptAsideUnread()
    {
        await using var hub = await StartAsync();
        await OutboxHub.UntilAsync(TablesAreThereAsync);

        // It comes to be column by column: PostgreSQL takes no gigabyte at once. In the table it is some megabytes.
        await using (var connection = await _database.OpenAsync())
        {
            const string Huge = "repeat('x', 720000000)";
            await connection.ExecuteAsync(
                $"BEGIN; SET default_toast_compression = lz4; INSERT INTO {Schema}.outbox (channel, data) VALUES ({Huge}, '1'); UPDATE {Schema}.outbox SET event = {Huge}; UPDATE {Schema}.outbox SET tags = {Huge}; COMMIT",
                commandTimeout: 300);
        }

        await _database.CommitAsync(transaction => PublishAsync(hub, transaction, 0));

        await hub.AssertPublishedAsync("kept:a", "0");
        await OutboxHub.UntilAsync(async () => (await hub.RefusedAsync()).Count > 0);
        var row = Assert.Single(await hub.RefusedAsync())!;
        Assert.Contains("it has 2160000", (string?)row["reason"], StringComparison.Ordinal);
        Assert.Equal(4096, ((string)row["channel"]!).Length);
        Assert.Equal("ready", await hub.HealthAsync());
    }

    [Fact]
    public async Task Database_AwayAtTheStartAndRestartedLater_IsWaitedFor()
    {
        await using var own = new PostgreSqlCluster();
        var database = await PostgreSqlOutboxDatabase.CreateAsync(own);
        await own.StopAsync();
        await using var hub = await StartAsync(database.Options);
        await OutboxHub.UntilAsync(async () => await StateOfAsync(hub) == "away");
        Assert.Equal("degraded", await hub.HealthAsync());
        Assert.Contains("cannot be reached", (string?)(await hub.DescribeAsync())["problem"], StringComparison.Ordinal);

        for (var start = 0; start < 2; start++)
        {
            await own.StartAsync();
            await OutboxHub.UntilAsync(async () => await StateOfAsync(hub) == "reading" && await hub.HealthAsync() == "ready");
            var number = start;
            await database.CommitAsync(transaction => PublishAsync(hub, transaction, number));
            await hub.AssertPublishedAsync("kept:a", Numbers(start + 1));
            await own.StopAsync();
            await OutboxHub.UntilAsync(async () => await hub.HealthAsync() == "degraded");
        }

        // Its disposal stops it once more.
        await own.StartAsync();
    }

    [Fact]
    public async Task Write_InATransactionOfAnotherProvider_SaysWhatIsMissing()
    {
        await using var hub = await StartAsync();
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => PublishAsync(hub, transaction, 0));

        Assert.Contains("Microsoft.Data.Sqlite", refusal.Message, StringComparison.Ordinal);
    }

    private protected override async Task<OutboxTestDatabase> CreateDatabaseAsync() => await PostgreSqlOutboxDatabase.CreateAsync(cluster);

    private static async Task<string?> StateOfAsync(OutboxHub hub) => (string?)(await hub.DescribeAsync())["state"];

    private Task AsApplicationAsync(string sql) => _database.ExecuteAsync($"SET ROLE {Schema}_app; {sql}");

    private Task<int> WriteManyAsync(DbTransaction transaction, int first, int count) => transaction.Connection!.ExecuteAsync(
        string.Create(CultureInfo.InvariantCulture, $"SELECT {Schema}.publish('kept:a', to_jsonb(n)) FROM generate_series({first}, {first + count - 1}) AS n"), transaction: transaction);
}
