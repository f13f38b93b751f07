using System.Data.Common;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Npgsql;
using Switchboard.Configuration;
using Switchboard.Server.Tests.House;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.TransactionalOutbox;

/// <summary>The statements of docs/transactional-outbox.md do what the page says.</summary>
public sealed partial class TransactionalOutboxPageTests(PostgreSqlCluster cluster) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StatementsOfPostgreSql_Work()
    {
        var database = await PostgreSqlOutboxDatabase.CreateAsync(cluster);
        await using var hub = await StartAsync(database.Options);
        await OutboxHub.UntilAsync(() => AreThereAsync(database));
        var (grants, server, table, transaction, _) = await ReadAsync();
        var schema = database.Options.Schema;
        await database.ExecuteAsync($"CREATE ROLE {schema}_shop; CREATE ROLE {schema}_hub; GRANT USAGE ON SCHEMA {database.Own} TO {schema}_shop");
        await database.ExecuteAsync((grants + table).Replace("TO shop", $"TO {schema}_shop", StringComparison.Ordinal).Replace("switchboard.", $"{schema}.", StringComparison.Ordinal).Replace("SCHEMA switchboard", $"SCHEMA {schema}", StringComparison.Ordinal));
        await database.ExecuteAsync(server.Replace("TO switchboard", $"TO {schema}_hub", StringComparison.Ordinal).Replace("SCHEMA switchboard", $"SCHEMA {schema}", StringComparison.Ordinal));
        await database.ExecuteAsync($"SET ROLE {schema}_shop; " + transaction.Replace("switchboard.", $"{schema}.", StringComparison.Ordinal).Replace("'orders:7'", "'kept:orders'", StringComparison.Ordinal));

        await hub.AssertPublishedAsync("kept:orders", """{"id": 1, "total": 9.90}""", """{"id": 1}""");

        // The example of C#, as it is compiled here.
        await using var dataSource = NpgsqlDataSource.Create(database.Options.ConnectionString);
        await RunExampleAsync(dataSource, hub.Hub);
        await hub.AssertPublishedAsync("kept:orders", """{"id": 1, "total": 9.90}""", """{"id": 1}""", """{"id":3}""");
    }

    [Fact]
    public async Task ExampleOfPython_Publishes()
    {
        var python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        Assert.SkipUnless(await RunAsync(python, "import psycopg") == 0, "python3-psycopg is not installed.");
        var database = await PostgreSqlOutboxDatabase.CreateAsync(cluster);
        await using var hub = await StartAsync(database.Options);
        await OutboxHub.UntilAsync(() => AreThereAsync(database));
        var (_, _, table, _, _) = await ReadAsync();
        await database.ExecuteAsync(table.Split(';')[0]);
        var server = new NpgsqlConnectionStringBuilder(database.Options.ConnectionString);
        var program = Assert.Single(await ReadBlocksAsync("python"))
            .Replace("dbname=shop", $"host={server.Host} port={server.Port} user={server.Username} dbname={server.Database} options=-csearch_path={server.SearchPath}", StringComparison.Ordinal)
            .Replace("switchboard.", $"{database.Options.Schema}.", StringComparison.Ordinal)
            .Replace("orders:7", "kept:orders", StringComparison.Ordinal);

        Assert.Equal(0, await RunAsync(python, program));

        await hub.AssertPublishedAsync("kept:orders", """{"id": 2}""");
    }

    [Fact]
    public async Task StatementsOfSqlite_Work()
    {
        var database = new SqliteOutboxDatabase(Path.Combine(_folder.FullName, "app.db"));
        await using var hub = await StartAsync(database.Options);
        await OutboxHub.UntilAsync(() => AreThereAsync(database));
        var (_, _, _, _, inserts) = await ReadAsync();

        await database.ExecuteAsync(inserts.Replace("'orders:7'", "'kept:orders'", StringComparison.Ordinal));

        await hub.AssertPublishedAsync("kept:orders", """{"id": 1}""");
        await OutboxHub.UntilAsync(async () => await database.CountAsync() == 0);
        Assert.Equal("line-1", Assert.Single((await hub.Hub.MapReadStateAsync("board:7", cancellationToken: Cancelled)).Entries).Key);
    }

    [Fact]
    public async Task ExampleOfCSharp_IsTheOneThatIsCompiledHere()
    {
        var code = await File.ReadAllTextAsync(Repository.PathOf("tests/Switchboard.Storage.Tests/TransactionalOutbox/TransactionalOutboxPageTests.cs"), Cancelled);
        var example = (await ReadBlocksAsync("csharp"))[^1];

        Assert.All(example.Replace("orders:7", "kept:orders", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains(line, code, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task RunExampleAsync(NpgsqlDataSource dataSource, ISwitchboard hub)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var insert = new NpgsqlCommand("INSERT INTO orders VALUES (3, 29.90)", connection, transaction);
        await insert.ExecuteNonQueryAsync();
        await hub.PublishAsync(transaction, "kept:orders", """{"id":3}"""u8.ToArray());
        await transaction.CommitAsync();
    }

    private static async Task<(string Grants, string Server, string Table, string Transaction, string Sqlite)> ReadAsync()
    {
        var blocks = await ReadBlocksAsync("sql");
        Assert.Equal(5, blocks.Count);
        return (blocks[0], blocks[1], blocks[2], blocks[3], blocks[4]);
    }

    private static async Task<IReadOnlyList<string>> ReadBlocksAsync(string language)
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/transactional-outbox.md"), Cancelled);
        return [.. BlockPattern().Matches(page).Where(match => match.Groups["language"].Value == language).Select(static match => match.Groups["block"].Value)];
    }

    private static async Task<int> RunAsync(string python, string program)
    {
        using var process = Process.Start(new ProcessStartInfo(python, ["-c", program]) { UseShellExecute = false })!;
        await process.WaitForExitAsync(Cancelled);
        return process.ExitCode;
    }

    private static async Task<bool> AreThereAsync(OutboxTestDatabase database)
    {
        try
        {
            return await database.CountAsync() >= 0;
        }
        catch (DbException)
        {
            return false;
        }
    }

    private Task<OutboxHub> StartAsync(TransactionalOutboxOptions options) => OutboxHub.StartAsync(Path.Combine(_folder.FullName, "hub.db"), options);

    [GeneratedRegex(@"^```(?<language>[a-z]+)\n(?<block>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex BlockPattern();
}
