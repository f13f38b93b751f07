using Microsoft.Data.Sqlite;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

/// <summary><c>switchboard audit</c> and <c>switchboard device</c>, against a server with both.</summary>
public sealed class IdentityCommandTests : IAsyncLifetime
{
    private const string Key = "the key of the tests";
    private const string AuditKey = "the key of the audit, of thirty-two bytes and more";

    // Whoever may change a table may let it have nulls.
    private const string Loosen = "CREATE TABLE loose AS SELECT * FROM audit_entry; DROP TABLE audit_entry; ALTER TABLE loose RENAME TO audit_entry;";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Store => Path.Combine(_folder.FullName, "hub.db");

    public async ValueTask InitializeAsync() => await File.WriteAllTextAsync(
        Path.Combine(_folder.FullName, "switchboard.json"),
        $$"""
        {
          "namespaces": { "device": { "historySize": 10 } },
          "storage": { "path": "hub.db" },
          "security": { "storage": "durable" },
          "audit": { "enabled": true, "key": "{{AuditKey}}", "headsPath": "heads.jsonl" },
          "devices": { "enabled": true, "subscribe": true },
          "api": { "keys": [ { "name": "all", "key": "{{Key}}" } ] },
          "shutdown": { "drainSeconds": 0 }
        }
        """);

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Audit_SoundChain_IsVerified_Exported_AndListed()
    {
        await ServeAsync(async address =>
        {
            Assert.Equal(0, (await RunAsync(address, "device", "code", "--id", "press-7")).ExitCode);
            var listed = await RunAsync(address, "audit", "list", "--action", "operation.", "--json");
            Assert.Equal("operation.device_code", Assert.Single(CommandLineFixture.LinesOf(listed)).GetProperty("action").GetString());
            Assert.Contains("server.started", (await RunAsync(address, "audit", "list", "--from", "2026-01-01T00:00:00Z")).Output, StringComparison.Ordinal);
        });

        var verified = await RunAsync(null, "audit", "verify", "--json");
        Assert.Equal(0, verified.ExitCode);
        var report = Assert.Single(CommandLineFixture.LinesOf(verified));
        Assert.True(report.GetProperty("sound").GetBoolean());
        Assert.Equal((3, 1), (report.GetProperty("entries").GetInt32(), report.GetProperty("heads").GetInt32()));
        Assert.Equal(0, (await RunAsync(null, "audit", "export", "audit.jsonl")).ExitCode);
        Assert.Contains("3 entries", (await RunAsync(null, "audit", "verify", "--export", "audit.jsonl")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(null, "audit", "export", "audit.csv", "--format", "csv", "--action", "server.")).ExitCode);
        var csv = await File.ReadAllLinesAsync(Path.Combine(_folder.FullName, "audit.csv"), Cancelled);
        Assert.Equal(3, csv.Length);
        Assert.StartsWith("1,", csv[1], StringComparison.Ordinal);
        Assert.Contains("entries of the audit", (await RunAsync(null, "store", "export", "store.jsonl")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE audit_entry SET actor = 'key:other' WHERE number = 2", "changed", 2)]
    [InlineData("UPDATE audit_entry SET recorded_at = 'noon' WHERE number = 2", "changed", 2)]
    [InlineData("UPDATE audit_entry SET recorded_at = recorded_at + 0.5 WHERE number = 2", "changed", 2)]
    [InlineData("UPDATE audit_entry SET recorded_at = -9000000000000000000 WHERE number = 2", "changed", 2)]
    [InlineData("UPDATE audit_entry SET target = x'00ff' WHERE number = 2", "changed", 2)]
    [InlineData("UPDATE audit_entry SET hash = x'00ff' WHERE number = 2", "changed", 2)]
    [InlineData("UPDATE audit_entry SET details = 'no json' WHERE number = 1", "changed", 1)]
    [InlineData("UPDATE audit_entry SET details = '{\"a\":null}' WHERE number = 1", "changed", 1)]
    [InlineData("UPDATE audit_entry SET details = '[1]' WHERE number = 1", "changed", 1)]
    [InlineData("UPDATE audit_entry SET number = 'two' WHERE number = 2", "missing", 2)]
    [InlineData("INSERT INTO audit_entry SELECT 'more', recorded_at, node, action, actor, address, target, result, details, key_id, hash FROM audit_entry WHERE number = 3", "changed", 4)]
    [InlineData("UPDATE audit_chain SET number = 'many'", "changed", 0)]
    [InlineData("UPDATE audit_chain SET anchor_at = 'once'", "changed", 0)]
    [InlineData($"{Loosen} UPDATE audit_entry SET address = NULL WHERE number = 1", "changed", 1)]
    [InlineData($"{Loosen} UPDATE audit_entry SET recorded_at = NULL WHERE number = 2", "changed", 2)]
    [InlineData("DELETE FROM audit_entry WHERE number = 2", "missing", 2)]
    [InlineData("DELETE FROM audit_entry WHERE number = 3", "cut", 3)]
    [InlineData("DELETE FROM audit_entry WHERE number = 3; UPDATE audit_chain SET number = 2, hash = (SELECT hash FROM audit_entry WHERE number = 2)", "cut", 3)]
    [InlineData("DELETE FROM audit_entry; UPDATE audit_chain SET number = 0, hash = ''", "cut", 1)]
    public async Task Audit_TamperedStore_NamesTheFirstBadEntry(string tampering, string problem, int number)
    {
        await ServeAsync(address => RunAsync(address, "device", "code"));
        await TamperAsync(tampering);

        var result = await RunAsync(null, "audit", "verify", "--json");

        Assert.Equal(7, result.ExitCode);
        var report = Assert.Single(CommandLineFixture.LinesOf(result));
        Assert.Equal((problem, number), (report.GetProperty("problem").GetString(), report.GetProperty("number").GetInt32()));
    }

    [Theory]
    [InlineData("UPDATE audit_entry SET recorded_at = 'noon' WHERE number = 2")]
    [InlineData("UPDATE audit_entry SET details = 'no json' WHERE number = 2")]
    [InlineData($"{Loosen} UPDATE audit_entry SET target = NULL WHERE number = 2")]
    public async Task Audit_DamagedEntry_IsExported_Marked_AndListed(string tampering)
    {
        await ServeAsync(address => RunAsync(address, "device", "code"));
        await TamperAsync(tampering);

        var exported = await RunAsync(null, "audit", "export", "audit.jsonl", "--actor", "nobody");
        Assert.Equal(7, exported.ExitCode);
        Assert.Contains("1 of them", exported.Errors, StringComparison.Ordinal);
        Assert.Equal(7, (await RunAsync(null, "audit", "export", "audit.csv", "--format", "csv")).ExitCode);
        var csv = await File.ReadAllLinesAsync(Path.Combine(_folder.FullName, "audit.csv"), Cancelled);
        Assert.Equal(["damaged", "", "true", ""], csv.Select(static line => line[(line.LastIndexOf(',') + 1)..]), StringComparer.Ordinal);
        Assert.Equal(7, (await RunAsync(null, "audit", "export", "all.jsonl")).ExitCode);
        var verified = await RunAsync(null, "audit", "verify", "--export", "all.jsonl");
        Assert.Equal(7, verified.ExitCode);
        Assert.Contains("Entry 2 was changed", verified.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(null, "store", "export", "store.jsonl")).ExitCode);
        await ServeAsync(async address =>
        {
            var listed = CommandLineFixture.LinesOf(await RunAsync(address, "audit", "list", "--json"));
            Assert.Equal(2, Assert.Single(listed, static entry => entry.TryGetProperty("damaged", out var damaged) && damaged.GetBoolean()).GetProperty("number").GetInt32());
        });
    }

    // The server has it in its environment; whoever verifies need not.
    [Fact]
    public async Task Audit_WithoutTheServersOtherSecrets_IsVerified()
    {
        await ServeAsync(address => RunAsync(address, "device", "code"));

        var verified = await RunAsync(null, "audit", "verify", "--set", "api.keys[0].key=", "--set", "tokens.hmacSecret=short");

        Assert.True(verified.ExitCode == 0, verified.Errors);
        Assert.Equal(2, (await RunAsync(null, "audit", "verify", "--set", "audti.key=x", "--set", "api.keys[0].key=")).ExitCode);
    }

    [Fact]
    public async Task Audit_WrongKeyOrForgedHead_IsSaid()
    {
        await ServeAsync(address => RunAsync(address, "device", "code"));

        var other = await RunAsync(null, "audit", "verify", "--set", "audit.key=another key, of thirty-two bytes or more", "--set", "audit.headsPath=");
        Assert.Equal(7, other.ExitCode);
        Assert.Contains("not among those given", other.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync(null, "audit", "verify", "--set", "audit.key=short")).ExitCode);
        Assert.Equal(2, (await RunAsync(null, "audit", "verify", "--set", "audit.key=", "--set", "audit.enabled=false")).ExitCode);
        var heads = Path.Combine(_folder.FullName, "heads.jsonl");
        await File.WriteAllTextAsync(heads, (await File.ReadAllTextAsync(heads, Cancelled)).Replace("\"number\":3", "\"number\":2", StringComparison.Ordinal), Cancelled);
        Assert.Contains("is no head", (await RunAsync(null, "audit", "verify")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Device_Enrolled_ConnectsWithItsToken_AndIsLookedAfter() => await ServeAsync(async address =>
    {
        var code = (await RunAsync(address, "device", "code", "--name", "Press", "--expires-seconds", "60")).Output.Trim();
        var enrolled = await RunAsync(address, "device", "enrol", "press-7", "--code", code, "--private-key", "press.pem");
        Assert.True(enrolled.ExitCode == 0, enrolled.Errors);
        var file = Path.Combine(_folder.FullName, "press.pem");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        var again = await RunAsync(address, "device", "enrol", "press-8", "--code", code, "--private-key", "other.pem");
        Assert.Equal(5, again.ExitCode);
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "other.pem")));

        using var http = new HttpClient { BaseAddress = address };
        var token = (await RunAsync(address, "device", "token", "press-7", "--private-key", "press.pem")).Output.Trim();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/connection/uni_sse?cf_connect={Uri.EscapeDataString($$"""{"token":"{{token}}"}""")}");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancelled));
        string? line;
        do
        {
            line = await reader.ReadLineAsync(Cancelled);
        }
        while (line?.Contains("device:press-7", StringComparison.Ordinal) == false);
        Assert.NotNull(line);

        var listed = Assert.Single(CommandLineFixture.LinesOf(await RunAsync(address, "device", "list", "--json")));
        Assert.Equal(("press-7", "Press", "P256"), (listed.GetProperty("id").GetString(), listed.GetProperty("name").GetString(), listed.GetProperty("algorithm").GetString()));
        Assert.Equal(0, (await RunAsync(address, "device", "disable", "press-7")).ExitCode);
        Assert.True(CommandLineFixture.LinesOf(await RunAsync(address, "device", "get", "press-7", "--json"))[0].GetProperty("disabled").GetBoolean());
        Assert.Equal(0, (await RunAsync(address, "device", "enable", "press-7")).ExitCode);
        Assert.False(CommandLineFixture.LinesOf(await RunAsync(address, "device", "get", "press-7", "--json"))[0].GetProperty("disabled").GetBoolean());
        Assert.Equal(0, (await RunAsync(address, "device", "delete", "press-7")).ExitCode);
        Assert.Equal(5, (await RunAsync(address, "device", "get", "press-7")).ExitCode);
        Assert.DoesNotContain(code, (await RunAsync(address, "audit", "list", "--json")).Output, StringComparison.Ordinal);
    });

    private async Task TamperAsync(string statements)
    {
        await using var connection = new SqliteConnection($"Data Source={Store};Pooling=False");
        await connection.OpenAsync(Cancelled);
        await using var command = connection.CreateCommand();
        command.CommandText = statements;
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    private async Task ServeAsync(Func<Uri, Task> act)
    {
        using var server = SwitchboardProcess.Start(_folder.FullName, new Dictionary<string, string>(StringComparer.Ordinal), "serve", "--urls", "http://127.0.0.1:0");
        await act(await server.ReadAddressAsync(Cancelled));
        await server.TerminateAsync(Cancelled);
        var ended = await server.WaitAsync(Cancelled);
        Assert.True(ended.ExitCode == 0, ended.Errors);
        Assert.DoesNotContain(AuditKey, ended.Output + ended.Errors, StringComparison.Ordinal);
    }

    private async Task<CommandResult> RunAsync(Uri? address, params string[] arguments)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SWITCHBOARD_SERVER"] = address?.ToString() ?? "",
            ["SWITCHBOARD_API_KEY"] = Key,
            ["XDG_CONFIG_HOME"] = Path.Combine(_folder.FullName, "unused"),
        };
        using var process = SwitchboardProcess.Start(_folder.FullName, environment, arguments);
        await process.WriteInputAsync("");
        return await process.WaitAsync(Cancelled);
    }
}
