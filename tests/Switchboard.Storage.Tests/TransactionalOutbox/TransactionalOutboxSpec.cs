using System.Data.Common;
using System.Globalization;
using System.Text;
using Switchboard.Configuration;
using Xunit;

namespace Switchboard.Storage.Tests.TransactionalOutbox;

/// <summary>What holds for the outboxes of every database.</summary>
public abstract class TransactionalOutboxSpec : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");
    private protected OutboxTestDatabase _database = null!;

    private protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private protected string Folder => _folder.FullName;

    public async ValueTask InitializeAsync() => _database = await CreateDatabaseAsync();

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Transaction_Committed_IsPublishedInTheOrderOfTheCallsAndRolledBackNever()
    {
        await using var hub = await StartAsync();
        await _database.CommitAsync(async transaction =>
        {
            for (var i = 0; i < 300; i++)
            {
                await PublishAsync(hub, transaction, i);
            }
        });
        await using (var connection = await _database.OpenAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancelled);
            await PublishAsync(hub, transaction, 1000);
            await transaction.RollbackAsync(Cancelled);
        }

        await _database.CommitAsync(transaction => PublishAsync(hub, transaction, 300));

        await hub.AssertPublishedAsync("kept:a", Numbers(301));
        await OutboxHub.UntilAsync(async () => await _database.CountAsync() == 0);
        Assert.Equal("ready", await hub.HealthAsync());
        Assert.Equal(("reading", 0L, 0L), (await hub.DescribeAsync()) is var told ? ((string?)told["state"], (long)told["waiting"]!, (long)told["refused"]!) : default);
    }

    [Fact]
    public async Task Savepoint_RolledBack_IsLeftOut()
    {
        await using var hub = await StartAsync();

        await _database.CommitAsync(async transaction =>
        {
            await PublishAsync(hub, transaction, 0);
            await transaction.SaveAsync("s", Cancelled);
            await PublishAsync(hub, transaction, 1000);
            await transaction.RollbackAsync("s", Cancelled);
            await PublishAsync(hub, transaction, 1);
        });

        await hub.AssertPublishedAsync("kept:a", "0", "1");
    }

    [Fact]
    public async Task Row_OfEachAction_DoesWhatTheHubDoes()
    {
        await using var hub = await StartAsync();

        await _database.CommitAsync(async transaction =>
        {
            var tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["shop"] = "7" };
            await hub.Hub.PublishAsync(transaction, "kept:t", "1"u8.ToArray(), new PublishOptions { Event = "paid", Tags = tags }, Cancelled);
            await hub.Hub.PublishAsync(transaction, "bytes:b", new byte[] { 0, 255, 1 }, cancellationToken: Cancelled);
            await hub.Hub.MapPublishAsync(transaction, "board:m", "k", "1"u8.ToArray(), new MapPublishOptions { Tags = tags }, Cancelled);
            await hub.Hub.MapPublishAsync(transaction, "board:m", "gone", "1"u8.ToArray(), cancellationToken: Cancelled);
            await hub.Hub.MapRemoveAsync(transaction, "board:m", "gone", cancellationToken: Cancelled);
            await hub.Hub.SendAsync(transaction, "ann", "\"hello\""u8.ToArray(), new MessageOptions { Event = "greeting" }, Cancelled);
            await hub.Hub.PublishAsync(transaction, "kept:t", "2"u8.ToArray(), new PublishOptions { IdempotencyKey = "once" }, Cancelled);
            await hub.Hub.PublishAsync(transaction, "kept:t", "3"u8.ToArray(), new PublishOptions { IdempotencyKey = "once" }, Cancelled);
        });

        await OutboxHub.UntilAsync(async () => await _database.CountAsync() == 0);
        var publications = (await hub.Hub.HistoryAsync("kept:t", new HistoryOptions { Limit = 10 }, Cancelled)).Publications;
        Assert.Equal(["1", "2"], publications.Select(static publication => Encoding.UTF8.GetString(publication.Data.Span)), StringComparer.Ordinal);
        Assert.Equal(("paid", "7"), (publications[0].Tags![Publication.EventTag], publications[0].Tags!["shop"]));
        Assert.Equal([0, 255, 1], (await hub.Hub.HistoryAsync("bytes:b", new HistoryOptions { Limit = 10 }, Cancelled)).Publications[0].Data.ToArray());
        Assert.Equal(["k"], (await hub.Hub.MapReadStateAsync("board:m", cancellationToken: Cancelled)).Entries.Select(static entry => entry.Key!), StringComparer.Ordinal);
        Assert.Equal("\"hello\"", Encoding.UTF8.GetString(Assert.Single((await hub.Hub.InboxAsync("ann", cancellationToken: Cancelled)).Messages).Publication.Data.Span));
        Assert.Empty(await hub.RefusedAsync());
    }

    [Fact]
    public async Task Rows_WrittenWhileTheHubIsAway_ArePublishedWhenItStarts()
    {
        await using (var hub = await StartAsync())
        {
            await _database.CommitAsync(transaction => PublishAsync(hub, transaction, 0));
            await hub.AssertPublishedAsync("kept:a", "0");
            await hub.StopAsync();
            await _database.CommitAsync(transaction => PublishAsync(hub, transaction, 1));
        }

        await using var again = await StartAsync();
        await again.AssertPublishedAsync("kept:a", "0", "1");
    }

    [Fact]
    public async Task Row_ThatCanNeverBePublished_IsKeptAsideAndStopsNobody()
    {
        await using var hub = await StartAsync();

        await _database.CommitAsync(async transaction =>
        {
            await hub.Hub.PublishAsync(transaction, "nowhere:a", "1"u8.ToArray(), cancellationToken: Cancelled);
            await hub.Hub.PublishAsync(transaction, "board:a", "1"u8.ToArray(), cancellationToken: Cancelled);
            await hub.Hub.MapPublishAsync(transaction, "kept:a", "k", "1"u8.ToArray(), cancellationToken: Cancelled);
            await hub.Hub.PublishAsync(transaction, "kept:a", "no JSON"u8.ToArray(), cancellationToken: Cancelled);
            await hub.Hub.PublishAsync(transaction, "kept:a", Encoding.UTF8.GetBytes($"\"{new string('x', 2_000_000)}\""), cancellationToken: Cancelled);
            await PublishAsync(hub, transaction, 0);
        });

        await hub.AssertPublishedAsync("kept:a", "0");
        await OutboxHub.UntilAsync(async () => await _database.CountAsync() == 0);
        var rows = await hub.RefusedAsync();
        Assert.Equal([102u, 107u, 107u, 107u, 0u], rows.Select(static row => (uint)row!["code"]!));
        Assert.Contains("maxBytes", (string?)rows[4]!["reason"], StringComparison.Ordinal);
        Assert.Contains("switchboard_events_unusable_total{", await hub.MetricsAsync(), StringComparison.Ordinal);
        Assert.Equal("ready", await hub.HealthAsync());

        // One of them is put back, and refused again under another id; the others are dropped.
        var first = (long)rows[0]!["id"]!;
        Assert.Equal(1, (int)(await hub.CallAsync("outbox_retry", $$"""{"name":"app","ids":[{{first}}]}"""))["result"]!["rows"]!);
        await OutboxHub.UntilAsync(async () => (await hub.RefusedAsync()) is { Count: 5 } now && (long)now[4]!["id"]! != (long)rows[4]!["id"]!);
        Assert.Equal(5, (int)(await hub.CallAsync("outbox_drop", """{"name":"app","all":true}"""))["result"]!["rows"]!);
        Assert.Empty(await hub.RefusedAsync());
        Assert.Equal(107, (int)(await hub.CallAsync("outbox_drop", """{"name":"app"}"""))["error"]!["code"]!);
        Assert.Equal(107, (int)(await hub.CallAsync("outbox_refused", """{"name":"other"}"""))["error"]!["code"]!);
    }

    [Fact]
    public async Task Row_WrittenByHandWithNonsense_IsKeptAside()
    {
        await using var hub = await StartAsync();
        await _database.ExecuteAsync(
            $"""
            INSERT INTO {_database.Tables}outbox (created_at, action, channel, key, data, event, tags, idempotency_key, score)
            VALUES (-1, 'explode', ' ', '', NULL, '', '[1', '', -9223372036854775808);
            INSERT INTO {_database.Tables}outbox (action, channel, data, tags) VALUES ('publish', 'kept:a', '1', '"{"a":1}"');
            INSERT INTO {_database.Tables}outbox (action, channel, data) VALUES ('publish', '', '1');
            INSERT INTO {_database.Tables}outbox (action, channel, data) VALUES ('publish', 'kept:with space', '1');
            INSERT INTO {_database.Tables}outbox (action, channel, data) VALUES ('map_publish', 'board:a', '1');
            INSERT INTO {_database.Tables}outbox (action, channel, data, event) VALUES ('map_publish', 'board:a', '1', 'e');
            INSERT INTO {_database.Tables}outbox (action, channel) VALUES ('publish', 'kept:a');
            INSERT INTO {_database.Tables}outbox (channel, data) VALUES ('kept:a', '0')
            """.Replace("'\"{\"a\":1}\"'", "'{\"a\":1}'", StringComparison.Ordinal));

        await hub.AssertPublishedAsync("kept:a", "0");
        await OutboxHub.UntilAsync(async () => await _database.CountAsync() == 0);
        Assert.True((await hub.RefusedAsync()).Count >= 6);
    }

    [Fact]
    public async Task Refused_MoreThanAreKept_TheOldestAreDropped()
    {
        var options = _database.Options;
        options.MaxRefused = 3;
        await using var hub = await OutboxHub.StartAsync(Path.Combine(Folder, "hub.db"), options);

        await _database.CommitAsync(async transaction =>
        {
            for (var i = 0; i < 10; i++)
            {
                await hub.Hub.PublishAsync(transaction, $"nowhere:{i}", "1"u8.ToArray(), cancellationToken: Cancelled);
            }
        });

        await OutboxHub.UntilAsync(async () => await _database.CountAsync() == 0 && (await hub.RefusedAsync()).Count == 3);
        Assert.Equal(["nowhere:7", "nowhere:8", "nowhere:9"], (await hub.RefusedAsync()).Select(static row => (string)row!["channel"]!), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Tables_Missing_IsDegradedUntilTheyAreMade()
    {
        var options = _database.Options;
        options.Create = false;
        await _database.ExecuteAsync("CREATE TABLE other (id INTEGER)");
        await using var hub = await OutboxHub.StartAsync(Path.Combine(Folder, "hub.db"), options);
        await OutboxHub.UntilAsync(async () => ((string?)(await hub.DescribeAsync())["problem"] ?? "").Contains("outbox create", StringComparison.Ordinal));
        Assert.Equal("degraded", await hub.HealthAsync());

        await using (await StartAsync(new TransactionalOutboxOptions { Name = "maker", Type = options.Type, Path = options.Path, ConnectionString = options.ConnectionString, Schema = options.Schema, Create = true }))
        {
            await OutboxHub.UntilAsync(() => TablesAreThereAsync());
        }

        await _database.CommitAsync(transaction => PublishAsync(hub, transaction, 0));
        await hub.AssertPublishedAsync("kept:a", "0");
        Assert.Equal("ready", await hub.HealthAsync());
    }

    [Fact]
    public async Task Tables_OfANewerVersion_AreLeftAlone()
    {
        await using (await StartAsync())
        {
            await OutboxHub.UntilAsync(() => TablesAreThereAsync());
        }

        await _database.ExecuteAsync($"UPDATE {_database.Tables}outbox_version SET version = 9");
        await using var hub = await StartAsync();

        await OutboxHub.UntilAsync(async () => ((string?)(await hub.DescribeAsync())["problem"] ?? "").Contains("version 9", StringComparison.Ordinal));
        Assert.Equal("degraded", await hub.HealthAsync());
    }

    [Fact]
    public async Task Write_WhatCannotBeGiven_IsRefusedAtOnce()
    {
        await using var hub = await StartAsync();
        await using var connection = await _database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);

        var conditional = await Assert.ThrowsAsync<SwitchboardException>(
            () => hub.Hub.MapPublishAsync(transaction, "board:a", "k", "1"u8.ToArray(), new MapPublishOptions { Expected = new Position(1, "e") }, Cancelled).AsTask());
        Assert.Equal(107u, conditional.Error.Code);
        await Assert.ThrowsAsync<SwitchboardException>(() => hub.Hub.PublishAsync(transaction, "kept:a", default, cancellationToken: Cancelled).AsTask());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => hub.Hub.PublishAsync(transaction, "", "1"u8.ToArray(), cancellationToken: Cancelled).AsTask());
        await transaction.RollbackAsync(Cancelled);
        await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Hub.PublishAsync(transaction, "kept:a", "1"u8.ToArray(), cancellationToken: Cancelled).AsTask());
    }

    private protected abstract Task<OutboxTestDatabase> CreateDatabaseAsync();

    private protected Task<OutboxHub> StartAsync() => StartAsync(_database.Options);

    private protected Task<OutboxHub> StartAsync(TransactionalOutboxOptions options)
        => OutboxHub.StartAsync(Path.Combine(Folder, options.Name == "app" ? "hub.db" : $"{options.Name}.db"), options);

    private protected static Task PublishAsync(OutboxHub hub, DbTransaction transaction, int number, string channel = "kept:a")
        => hub.Hub.PublishAsync(transaction, channel, Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)), cancellationToken: Cancelled).AsTask();

    private protected static IEnumerable<string> Numbers(int count) => Enumerable.Range(0, count).Select(static number => number.ToString(CultureInfo.InvariantCulture));

    private protected async Task<bool> TablesAreThereAsync()
    {
        try
        {
            return await _database.CountAsync() >= 0;
        }
        catch (DbException)
        {
            return false;
        }
    }
}
