using Dapper;
using Npgsql;
using Switchboard.Storage.PostgreSql;
using Switchboard.Storage.Sql;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Crash;

/// <summary>What becomes of a PostgreSQL store behind the server's back.</summary>
public sealed class PostgreSqlOutageTests(PostgreSqlCluster cluster)
{
    [Fact]
    public async Task Table_Missing_RefusesUntilItIsPutBack()
    {
        var connectionString = await cluster.CreateSchemaAsync();
        await using var harness = await OpenAsync(connectionString);
        await harness.AppendAsync("a");
        await ExecuteAsync(connectionString, "ALTER TABLE publication RENAME TO away");

        await AssertMissingAsync(harness);

        await ExecuteAsync(connectionString, "ALTER TABLE away RENAME TO publication");
        await harness.UntilAsync(isAvailable: true);
        await harness.AppendAsync("b");
        Assert.Equal(["a", "b"], await harness.TextsAsync(), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Schema_Emptied_IsNotMadeAnewByAServerThatRuns()
    {
        var connectionString = await cluster.CreateSchemaAsync();
        await using var harness = await OpenAsync(connectionString);
        await harness.AppendAsync("a");
        var schema = new NpgsqlConnectionStringBuilder(connectionString).SearchPath!;
        await ExecuteAsync(connectionString, $"DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema}");

        await AssertMissingAsync(harness);

        await harness.ReopenAsync();
        Assert.Equal(1u, (await harness.AppendAsync("b")).Position.Offset);
    }

    [Fact]
    public async Task ReadOnly_ForAWhile_IsBackWithoutTheSessionsOfThatTime()
    {
        cluster.SkipIfMissing();
        await using var own = new PostgreSqlCluster();
        var connectionString = await own.CreateSchemaAsync();
        await using var harness = await OpenAsync($"{connectionString};Pooling=true");
        await harness.AppendAsync("a");
        await ExecuteAsync(
            connectionString,
            "ALTER DATABASE postgres SET default_transaction_read_only = on; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'switchboard'");
        await Assert.ThrowsAsync<SwitchboardException>(() => harness.AppendAsync("lost"));
        await ExecuteAsync($"{connectionString};Options=-c default_transaction_read_only=off", "ALTER DATABASE postgres RESET default_transaction_read_only");

        await harness.UntilAsync(isAvailable: true);

        await harness.AppendAsync("b");
        Assert.Equal(["a", "b"], await harness.TextsAsync(), StringComparer.Ordinal);
    }

    private static async Task AssertMissingAsync(StoreHarness harness)
    {
        var refusal = await Assert.ThrowsAsync<SwitchboardException>(() => harness.AppendAsync("lost"));
        Assert.Equal((108u, true), (refusal.Error.Code, refusal.Error.Temporary));
        Assert.Equal(StoreFailure.Missing, harness.Store.Health.Fault?.Kind);
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Application Name=operator");
        await connection.ExecuteAsync(sql);
    }

    private static async Task<StoreHarness> OpenAsync(string connectionString)
    {
        var options = new PostgreSqlStoreOptions { ConnectionString = connectionString, RetryInterval = TimeSpan.FromMilliseconds(20) };
        var harness = new StoreHarness(time => new PostgreSqlDatabase(options, time), options);
        await harness.OpenAsync();
        return harness;
    }
}
