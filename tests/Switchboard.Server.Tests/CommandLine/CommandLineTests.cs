using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Switchboard.Configuration.Schema;
using Switchboard.Server.CommandLine;
using Switchboard.Server.Tests.House;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

public sealed class CommandLineTests : IDisposable
{
    private static readonly Dictionary<string, string> _noVariables = new(StringComparer.Ordinal);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CheckConfig_NoFile_IsValid()
    {
        var result = await RunAsync(_noVariables, "check-config");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("The configuration is valid.", result.Output.Trim());
    }

    [Fact]
    public async Task CheckConfig_MistakesInEverySource_AreAllReported()
    {
        Write("""{ "limits": { "mesageBytes": 1 } }""");
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["SWITCHBOARD__LIMITS__HISTORYPAGE"] = "many" };

        var result = await RunAsync(variables, "check-config", "--set", "inbox.namespace=none");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal(
            """
            The configuration has 3 problems.

              limits.historyPage  is "many", which is no whole number.
                                  Write a whole number from 1 to 1000000; the default is 10000.

              limits.mesageBytes  is no option.
                                  Did you mean "messageBytes"?

              inbox.namespace     is "none", and there is no such namespace.
                                  Add it to namespaces, or leave this empty for the default namespace.

            """,
            result.Output);
    }

    [Fact]
    public async Task CheckConfig_MistakesOfTokens_AreReportedWithTheOthers()
    {
        Write("""{ "tokens": { "hmacSecret": "ten bytes!", "rsaPublicKey": "missing.pem" }, "limits": { "mesageBytes": 1 } }""");

        var result = await RunAsync(_noVariables, "check-config");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("The configuration has 3 problems.", result.Output, StringComparison.Ordinal);
        Assert.Matches("tokens\\.hmacSecret +.*\\n? *.*32 bytes", result.Output);
        Assert.Contains("tokens.rsaPublicKey", result.Output, StringComparison.Ordinal);
        Assert.Contains("limits.mesageBytes", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ten bytes!", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckConfig_LaterSource_Wins()
    {
        Write("""{ "limits": { "historyPage": -1, "messageBytes": -1, "recoveredPublications": 5 } }""");
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SWITCHBOARD__LIMITS__HISTORYPAGE"] = "1",
            ["SWITCHBOARD__LIMITS__MESSAGEBYTES"] = "-2",
        };

        var result = await RunAsync(variables, "check-config", "--set", "limits.messageBytes=1");

        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task CheckConfig_Json_PrintsALineForEachProblem()
    {
        var result = await RunAsync(_noVariables, "check-config", "--json", "--set", "limitz.a=1", "--set", "limits.historyPage=0");

        Assert.Equal(2, result.ExitCode);
        var paths = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("path").GetString()!);
        Assert.Equal(["limits.historyPage", "limitz"], paths, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("bench/switchboard.json")]
    [InlineData("samples/development.json")]
    public async Task CheckConfig_FileOfTheRepository_IsFine(string path)
    {
        var result = await RunAsync(_noVariables, "check-config", "--config", Repository.PathOf(path));

        Assert.Equal(("", 0), (result.Errors, result.ExitCode));
    }

    [Fact]
    public async Task CheckConfig_BrokenFile_TellsLineAndColumn()
    {
        Write("{\n  \"limits\": x\n}");

        var result = await RunAsync(_noVariables, "check-config", "--config", "switchboard.json");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("switchboard.json:2:13", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckConfig_NamedFileIsMissing_IsInvalid()
    {
        var result = await RunAsync(_noVariables, "check-config", "--config", "other.json");

        Assert.Equal(2, result.ExitCode);

        // Behind a long path, what is wrong has a line of its own.
        Assert.Matches(@"other\.json\s+does not exist\.", result.Output);
    }

    [Theory]
    [InlineData("check-config", "--set", "nothing")]
    [InlineData("serve", "--log-format", "xml")]
    [InlineData("completion", "cmd")]
    [InlineData("unknown")]
    public async Task Run_WrongCommandLine_Fails(params string[] arguments)
    {
        var result = await RunAsync(_noVariables, arguments);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(arguments[^1], result.Errors, StringComparison.Ordinal);
    }

    /// <summary>Of every option of every command.</summary>
    [Fact]
    public void Parse_ValueThatCannotBeRead_IsToldWithoutTypesOfDotNet()
    {
        foreach (var (path, option) in LeavesOf(SwitchboardCommand.Create(), []).SelectMany(static leaf => leaf.Command.Options.Select(option => (leaf.Path, option))))
        {
            var result = SwitchboardCommand.Create().Parse([.. path, option.Name, "~"], SwitchboardCommand.Parsing);

            var sentences = UnreadableValues.In(result);
            var told = sentences.Count > 0 ? sentences : [.. result.Errors.Select(static error => error.Message)];
            Assert.All(told, sentence => Assert.DoesNotMatch("System\\.|Switchboard\\.Server", sentence));
        }
    }

    [Theory]
    [InlineData("'abc' is no value for --since, which takes a whole number, 0 or more.", "subscribe", "news", "--since", "abc")]
    [InlineData("'-1' is no value for --since, which takes a whole number, 0 or more.", "subscribe", "news", "--since", "-1")]
    [InlineData("'x' is no value for --deadline, which takes a number, such as 1.5.", "call", "sum", "--deadline", "x")]
    [InlineData("'x' is no value for --id, which takes a whole number.", "outbox", "retry", "app", "--id", "7", "--id", "x", "--id", "8")]
    [InlineData("'xml' is no value for --log-format, which takes text or json.", "--log-format", "xml")]
    public async Task Run_ValueThatCannotBeRead_NamesTheForm(string sentence, params string[] arguments)
    {
        var result = await RunAsync(_noVariables, arguments);

        Assert.Equal((1, $"switchboard: {sentence}\n", ""), (result.ExitCode, result.Errors, result.Output));
    }

    [Fact]
    public async Task Explain_UnknownOperation_ListsThoseThereAre()
    {
        var result = await RunAsync(_noVariables, "explain", "fly", "news");

        Assert.Equal(1, result.ExitCode);
        Assert.All(["'fly'", "'subscribe'", "'send'"], text => Assert.Contains(text, result.Errors, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("check")]
    [InlineData("vacuum")]
    [InlineData("backup", "copy")]
    [InlineData("export", "copy")]
    public async Task Store_ThereIsNone_IsNamedAndNotMade(params string[] arguments)
    {
        var result = await RunAsync(_noVariables, ["store", .. arguments, "--set", "storage.path=none.db"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"\Aswitchboard: There is no store at /.*/none\.db; name its file", result.Errors);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task Store_PathIsEmpty_IsAMistakeOfTheConfiguration()
    {
        var result = await RunAsync(_noVariables, "store", "check", "--set", "storage.path=");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("storage.path  is empty.", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoreImport_Garbage_TellsTheReason()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "garbage"), "garbage\n", Cancellation);

        var result = await RunAsync(_noVariables, "store", "import", "garbage");

        Assert.Equal("switchboard: Line 1 of the export cannot be read: 'g' is an invalid start of a value. What `switchboard store export` wrote can.\n", result.Errors);
    }

    [Fact]
    public async Task CheckConfig_Folder_IsToldFromNothing()
    {
        var result = await RunAsync(_noVariables, "check-config", "--config", _folder.FullName);

        Assert.Equal(2, result.ExitCode);
        Assert.Matches(@"\s+is a folder\.", result.Output);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8000")]
    [InlineData(null, "URLS", "http://[::1]:9000")]
    [InlineData(null, "HTTP_PORTS", "8080")]
    [InlineData(null, "Kestrel:Endpoints:a:Url", "http://[::1]:9000")]
    public void Serve_DefaultUrls_AreThoseOfTheCommandsUnlessTheFrameworkHasAny(string? expected, string key = "other", string value = "x")
        => Assert.Equal(expected, ServerHost.DefaultUrls(new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build()));

    [Fact]
    public async Task Serve_PortsInTheEnvironment_AreListenedOn()
    {
        var port = UnusedPort.Find();
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["ASPNETCORE_HTTP_PORTS"] = $"{port}" };
        using var server = SwitchboardProcess.Start(_folder.FullName, variables, "serve");

        await server.ReadUntilAsync($"Now listening on: http://[::]:{port}", Cancellation);
    }

    [Theory]
    [InlineData("--subscription")]
    [InlineData("--channel")]
    public async Task Token_ChannelWithoutName_Fails(string option)
    {
        var result = await RunAsync(_noVariables, "token", "--secret-file", "-", option, "");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("A channel has a name.", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData]
    public async Task Serve_InvalidConfiguration_PrintsTheReportAndEnds(params string[] arguments)
    {
        Write("""{ "limitz": {} }""");

        var result = await RunAsync(_noVariables, arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("limitz  is no option.", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_ChangedFile_IsTakenIfValidAndReportedIfNot()
    {
        Write("""{ "namespaces": { "kept": {} } }""");
        using var server = SwitchboardProcess.Start(_folder.FullName, _noVariables, "serve", "--urls", "http://127.0.0.1:0");
        await server.ReadUntilAsync("Application started", Cancellation);

        Write("""{ "namespaces": { "kept": { "historySize": "x" } } }""");
        await server.ReadUntilAsync("namespaces.kept.historySize is \"x\", which is no whole number", Cancellation);
        Write("""{ "namespaces": { "kept": {}, "other": {} } }""");
        await server.ReadUntilAsync("The changed configuration is in force. Namespaces: 2", Cancellation);

        await server.TerminateAsync(Cancellation);
        Assert.Equal(0, (await server.WaitAsync(Cancellation)).ExitCode);
    }

    [Fact]
    public async Task Serve_PortInUse_IsOneSentenceWithItsOwnExitCode()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        var result = await RunAsync(_noVariables, "serve", "--urls", $"http://{other.LocalEndpoint}");

        Assert.Equal(6, result.ExitCode);
        Assert.Matches(@"\Aswitchboard: Failed to bind to address .*: address already in use; .*\n\z", result.Errors);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Serve_NoAddress_IsOneSentenceWithItsOwnExitCode()
    {
        var result = await RunAsync(_noVariables, "serve", "--urls", "nonsense:x");

        Assert.Equal(6, result.ExitCode);
        Assert.Matches(@"\Aswitchboard: .*write addresses like.*\n\z", result.Errors);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Serve_JsonLog_IsJson()
    {
        using var server = SwitchboardProcess.Start(_folder.FullName, _noVariables, "--urls", "http://127.0.0.1:0", "--log-format", "json");

        var line = await server.ReadUntilAsync("Application started", Cancellation);

        Assert.Equal("Information", JsonDocument.Parse(line).RootElement.GetProperty("LogLevel").GetString());
    }

    [Fact]
    public async Task Version_Json_TellsTheVersion()
    {
        var result = await RunAsync(_noVariables, "version", "--json");

        var expected = typeof(ServerHost).Assembly.GetName().Version!.ToString(3);
        Assert.Equal(expected, JsonDocument.Parse(result.Output).RootElement.GetProperty("version").GetString());
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Schema_Printed_IsTheShippedOne()
    {
        var result = await RunAsync(_noVariables, "schema");

        Assert.Equal(ConfigurationSchema.Shipped(), result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Completion_Shell_CallsTheHiddenCommand(string shell) =>
        Assert.Contains("switchboard complete ", (await RunAsync(_noVariables, "completion", shell)).Output, StringComparison.Ordinal);

    [Fact]
    public async Task Complete_BeginningOfACommand_IsCompleted() =>
        Assert.Equal("check-config", (await RunAsync(_noVariables, "complete", "17", "switchboard check")).Output.Trim());

    [Fact]
    public async Task Help_Root_NamesCommandsAndExitCodes()
    {
        var result = await RunAsync(_noVariables, "--help");

        Assert.Equal(0, result.ExitCode);
        Assert.All(["switchboard [command]", "check-config", "--log-format", "2 invalid configuration"], text => Assert.Contains(text, result.Output, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<CommandResult> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = SwitchboardProcess.Start(_folder.FullName, environment, arguments);
        return await process.WaitAsync(Cancellation);
    }

    internal static IEnumerable<(string[] Path, Command Command)> LeavesOf(Command command, string[] path)
        => command.Subcommands.SelectMany(inner => LeavesOf(inner, [.. path, inner.Name])).Append((path, command));

    private void Write(string text) => File.WriteAllText(Path.Combine(_folder.FullName, "switchboard.json"), text);
}
