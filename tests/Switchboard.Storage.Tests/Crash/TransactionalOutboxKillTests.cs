using System.Data.Common;
using System.Globalization;
using Dapper;
using Npgsql;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>A stand-alone server is killed again and again while several writers commit and roll back transactions that publish.</summary>
public sealed class TransactionalOutboxKillTests(PostgreSqlCluster cluster) : IDisposable
{
    private const string Channel = "kept:a";
    private const string RolledBack = "rolled back";
    private const int Writers = 4;

    private static readonly bool _isLong = Environment.GetEnvironmentVariable("SWITCHBOARD_LONG") == "1";
    private static readonly int _kills = _isLong ? 50 : 6;
    private static readonly int _rows = _isLong ? 40_000 : 4_000;
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(_isLong ? 20 : 3);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");
    private int _written;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_ServerKilledOverAndOver_AreInTheChannelOnceInTheOrderOfEachWriter(bool postgreSql)
    {
        var application = await cluster.CreateSchemaAsync();
        var schema = $"{new NpgsqlConnectionStringBuilder(application).SearchPath}_outbox";
        var outboxes = $$"""[{ "name": "app", "connectionString": "{{application}}", "schema": "{{schema}}", "create": true, "batchRows": 100 }]""";
        await HubProcess.ConfigureAsync(_folder.FullName, postgreSql ? await cluster.CreateSchemaAsync() : null, outboxes: outboxes);
        var hub = await HubProcess.StartAsync(_folder.FullName);
        try
        {
            await UntilAsync(async () => await CountAsync(application, schema) is not null);
            var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(application, schema, writer), Cancelled)));
            for (var kill = 1; kill <= _kills; kill++)
            {
                // By what is published, so that each server is killed at work.
                await UntilAsync(async () => Volatile.Read(ref _written) - await CountAsync(application, schema) >= _rows / (_kills + 1) * kill);
                hub.Dispose();
                hub = await HubProcess.StartAsync(_folder.FullName);
            }

            await writing.WaitAsync(_patience, Cancelled);
            await UntilAsync(async () => await CountAsync(application, schema) is 0);
            AssertComplete(await hub.ReadAsync(Channel));
        }
        finally
        {
            hub.Dispose();
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task WriteAsync(string connectionString, string schema, int writer)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Cancelled);
        for (var number = 0; number < _rows / Writers;)
        {
            // Many begin with a transaction that comes to nothing.
            if (number % 3 == writer % 3)
            {
                await RollBackAsync(connection, schema);
            }

            await using var transaction = await connection.BeginTransactionAsync(Cancelled);
            var count = Math.Min(1 + (number % 5), (_rows / Writers) - number);
            for (var i = 0; i < count; i++)
            {
                await PublishAsync(connection, schema, string.Create(CultureInfo.InvariantCulture, $"{writer} {number + i}"));
            }

            await transaction.CommitAsync(Cancelled);
            number += count;
            Interlocked.Add(ref _written, count);
        }
    }

    private static async Task RollBackAsync(NpgsqlConnection connection, string schema)
    {
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await PublishAsync(connection, schema, RolledBack);
        await transaction.RollbackAsync(Cancelled);
    }

    private static Task<int> PublishAsync(NpgsqlConnection connection, string schema, string text)
        => connection.ExecuteAsync($"SELECT {schema}.publish('{Channel}', to_jsonb(@text))", new { text });

    private static void AssertComplete(IReadOnlyList<(Position Position, string Id)> stream)
    {
        Assert.DoesNotContain(stream, static entry => entry.Id == RolledBack);
        Assert.Empty(HistoryChecker.CheckPositions(Channel, [.. stream.Select(entry => entry.Position)]));
        Assert.Equal(_rows, stream.Count);
        foreach (var ofWriter in stream.Select(entry => entry.Id.Split(' ')).GroupBy(parts => parts[0], StringComparer.Ordinal))
        {
            Assert.Equal(Enumerable.Range(0, _rows / Writers).Select(number => number.ToString(CultureInfo.InvariantCulture)), ofWriter.Select(parts => parts[1]), StringComparer.Ordinal);
        }
    }

    private static async Task<long?> CountAsync(string connectionString, string schema)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            return await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {schema}.outbox");
        }
        catch (DbException)
        {
            return null;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(_patience);
        while (!await condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }
}
