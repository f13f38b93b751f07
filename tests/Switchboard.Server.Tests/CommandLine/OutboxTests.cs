using Dapper;
using Microsoft.Data.Sqlite;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

/// <summary><c>switchboard outbox</c>, beside a server that reads an outbox in a file.</summary>
public sealed class OutboxTests : IDisposable
{
    private const string Key = "the key of the tests";

    private static readonly string _longName = $"nowhere:{new string('x', 200)}";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal) { ["SWITCHBOARD_API_KEY"] = Key };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Outbox_FromItsTablesToWhatItRefused_IsLookedAfter()
    {
        Configure("""{ "name": "shop", "type": "sqlite", "path": "shop.db" }""");
        Assert.Equal((0, "The outbox shop is there.\n", ""), await RunAsync("outbox", "create"));
        Assert.Equal((0, "The outbox shop is there.\n", ""), await RunAsync("outbox", "create", "shop"));
        Assert.Equal(1, (await RunAsync("outbox", "create", "other")).ExitCode);
        await ExecuteAsync("INSERT INTO switchboard_outbox (channel, data) VALUES ('kept:a', '1'), (@name, '1')", new { name = _longName });
        await ExecuteAsync("INSERT INTO switchboard_outbox (action, channel, data) VALUES ('send', 'ann', '1')");
        using var server = SwitchboardProcess.Start(_folder.FullName, _environment, "serve", "--urls", "http://127.0.0.1:0");
        _environment["SWITCHBOARD_SERVER"] = $"{await server.ReadAddressAsync(Cancelled)}";

        var list = await UntilAsync(["outbox", "list", "--json"], static result => result.Output.Contains("\"refused\":2", StringComparison.Ordinal));
        Assert.Contains("\"state\":\"reading\",\"published\":1,\"waiting\":0", list.Output, StringComparison.Ordinal);
        Assert.Matches("shop\tsqlite\treading", (await RunAsync("outbox", "list")).Output);
        var refused = await RunAsync("outbox", "refused", "shop");
        Assert.Contains($"{_longName[..47]}…\t", refused.Output, StringComparison.Ordinal);
        Assert.Contains("users have no inbox (inbox.enabled)", refused.Output, StringComparison.Ordinal);
        Assert.Contains(_longName, (await RunAsync("outbox", "refused", "shop", "--json")).Output, StringComparison.Ordinal);

        Assert.Equal((0, "Put back: 1.\n", ""), await RunAsync("outbox", "retry", "shop", "--id", "2"));
        await UntilAsync(["outbox", "refused", "shop", "--json"], static result => result.Output.Contains("\"id\":4", StringComparison.Ordinal));
        var (code, said, warned) = await RunAsync("outbox", "drop", "shop", "--id", "999");
        Assert.Equal((5, "Dropped: 0.\n"), (code, said));
        Assert.Contains("no rows of 1 of the ids", warned, StringComparison.Ordinal);
        Assert.Contains("--id or --all", (await RunAsync("outbox", "drop", "shop")).Errors, StringComparison.Ordinal);
        Assert.Equal((0, "Dropped: 2.\n", ""), await RunAsync("outbox", "drop", "shop", "--all"));
        Assert.Contains("does not exist", (await RunAsync("outbox", "create", "--config", "nowhere.json")).Errors, StringComparison.Ordinal);
        Assert.NotEqual(0, (await RunAsync("outbox", "drop", "shop", "--all", "--id", "1")).ExitCode);
    }

    [Fact]
    public async Task Create_TablesOfANewerVersion_FailsAndSaysSo()
    {
        Configure("""{ "name": "shop", "type": "sqlite", "path": "shop.db" }""");
        await RunAsync("outbox", "create");
        await ExecuteAsync("UPDATE switchboard_outbox_version SET version = 9");

        var (exitCode, output, errors) = await RunAsync("outbox", "create");

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("switchboard: shop: the tables of the outbox are of version 9", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public", "postgreSql", "a schema of its own")]
    [InlineData("information_schema", "postgreSql", "a schema of its own")]
    [InlineData("pg_shop", "postgreSql", "which PostgreSQL keeps for itself")]
    [InlineData("sqlite", "sqlite", "SQLite's own")]
    [InlineData("1st", "postgreSql", "is no name of a schema")]
    public async Task Schema_ThatIsNotTheOutboxs_IsRefused(string schema, string type, string named)
    {
        var printed = await RunAsync("outbox", "sql", "--schema", schema, "--type", type);
        Assert.Equal((1, ""), (printed.ExitCode, printed.Output));
        Assert.Contains(named, printed.Errors, StringComparison.Ordinal);

        var where = type == "sqlite" ? "\"path\": \"shop.db\"" : "\"connectionString\": \"Host=127.0.0.1\"";
        Configure($$"""{ "name": "shop", "type": "{{type}}", "schema": "{{schema}}", {{where}} }""");
        Assert.Contains(named, (await RunAsync("check-config")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("outbox", "create")).ExitCode);
    }

    [Theory]
    [InlineData("Host=db;Passwort=geheim;Database=shop")]
    [InlineData("geheim")]
    [InlineData("Host=db;Port=geheim")]
    [InlineData("Username=shop;Password=geheim")]
    public async Task ConnectionString_Malformed_IsAProblemOfTheConfiguration(string text)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "secret"), text, Cancelled);
        foreach (var option in (string[])[$"\"connectionString\": \"{text}\"", "\"connectionStringFile\": \"secret\""])
        {
            Configure($$"""{ "name": "shop", {{option}} }""");
            foreach (var command in (string[][])[["check-config"], ["serve", "--urls", "http://127.0.0.1:0"], ["outbox", "create"]])
            {
                var (exitCode, output, errors) = await RunAsync(command);
                Assert.Equal(2, exitCode);
                Assert.Contains(option.Split('"')[1], output + errors, StringComparison.Ordinal);
                Assert.Contains("is malformed, or names no Host", output + errors, StringComparison.Ordinal);
                Assert.DoesNotContain("geheim", output + errors, StringComparison.Ordinal);
                Assert.DoesNotContain("Exception", output + errors, StringComparison.Ordinal);
            }
        }
    }

    private void Configure(string outbox) => File.WriteAllText(
        Path.Combine(_folder.FullName, "switchboard.json"),
        $$"""
        {
          "namespaces": { "kept": { "historySize": 10 } },
          "inbox": { "enabled": false },
          "api": { "keys": [ { "name": "all", "key": "{{Key}}" } ] },
          "outboxes": [ {{outbox}} ]
        }
        """);

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = SwitchboardProcess.Start(_folder.FullName, _environment, arguments);
        var result = await process.WaitAsync(Cancelled);
        return (result.ExitCode, result.Output, result.Errors);
    }

    private async Task<(int ExitCode, string Output, string Errors)> UntilAsync(string[] arguments, Func<(int ExitCode, string Output, string Errors), bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        while (true)
        {
            var result = await RunAsync(arguments);
            if (condition(result))
            {
                return result;
            }

            await Task.Delay(50, patience.Token);
        }
    }

    private async Task ExecuteAsync(string sql, object? given = null)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "shop.db")};Pooling=false");
        await connection.ExecuteAsync(sql, given);
    }
}
