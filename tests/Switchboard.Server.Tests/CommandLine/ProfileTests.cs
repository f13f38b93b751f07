using System.Diagnostics;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

public sealed class ProfileTests(CommandLineFixture server) : IClassFixture<CommandLineFixture>, IDisposable
{
    private readonly DirectoryInfo _configuration = Directory.CreateTempSubdirectory("switchboard-");

    private string Location => Path.Combine(_configuration.FullName, "switchboard", "profiles.json");

    [Fact]
    public async Task Profile_Added_IsUsedAndTheFileIsTheOwnersAlone()
    {
        var added = await RunAsync(["profile", "add", "here", "--server", $"{server.Address}", "--key-file", "-"], $"{CommandLineFixture.Key}\n");
        var list = Assert.Single(CommandLineFixture.LinesOf(await RunAsync(["profile", "list", "--json"])));

        Assert.Equal(0, added.ExitCode);
        Assert.Equal("here True True", $"{list.GetProperty("name")} {list.GetProperty("hasKey")} {list.GetProperty("current")}");
        Assert.Equal(0, (await RunAsync(["channels"])).ExitCode);
        Assert.Contains("here", (await RunAsync(["profile", "list"])).Output, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Location));
        }
    }

    [Fact]
    public async Task Profile_KeyOfAnotherServer_IsNotSent()
    {
        await RunAsync(["profile", "add", "elsewhere", "--server", "http://127.0.0.1:1", "--key-file", "-"], CommandLineFixture.Key);

        Assert.Equal(4, (await RunAsync(["channels", "--server", $"{server.Address}"])).ExitCode);
        Assert.Equal(4, (await RunAsync(["channels", "--server", $"{server.Address}", "--profile", "elsewhere"])).ExitCode);
    }

    [Fact]
    public async Task Profile_Named_WinsOverTheEnvironment()
    {
        await RunAsync(["profile", "add", "here", "--server", $"{server.Address}", "--key-file", "-"], CommandLineFixture.Key);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["XDG_CONFIG_HOME"] = _configuration.FullName,
            ["SWITCHBOARD_SERVER"] = "http://127.0.0.1:1",
            ["SWITCHBOARD_API_KEY"] = "another",
        };

        Assert.Equal(3, (await server.RunAsync(environment, ["channels"])).ExitCode);
        Assert.Equal(0, (await server.RunAsync(environment, ["channels", "--profile", "here"])).ExitCode);
    }

    [Fact]
    public async Task Profile_UseAndRemove_ChangeWhatIsUsed()
    {
        await RunAsync(["profile", "add", "first", "--server", "http://127.0.0.1:1"]);
        await RunAsync(["profile", "add", "second", "--server", "http://127.0.0.1:2"]);

        Assert.Contains(":1/", (await RunAsync(["channels"])).Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(["profile", "use", "second"])).ExitCode);
        Assert.Contains(":2/", (await RunAsync(["channels"])).Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(["profile", "remove", "second"])).ExitCode);
        Assert.Contains("8000", (await RunAsync(["channels", "--help"])).Output, StringComparison.Ordinal);
        Assert.Equal("first", Assert.Single(CommandLineFixture.LinesOf(await RunAsync(["profile", "list", "--json"]))).GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("There is no profile 'x'", "profile", "use", "x")]
    [InlineData("There is no profile 'x'", "channels", "--profile", "x")]
    [InlineData("cannot be the name", "profile", "add", "a b", "--server", "http://127.0.0.1:1")]
    [InlineData("must look like", "profile", "add", "a", "--server", "nowhere")]
    public async Task Profile_Mistakes_AreTold(string part, params string[] arguments)
    {
        var result = await RunAsync(arguments);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(part, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profile_FileOpenToOthers_IsWarnedOf()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Files have other permissions there.");
            return;
        }

        await RunAsync(["profile", "add", "here", "--server", $"{server.Address}", "--key-file", "-"], CommandLineFixture.Key);
        File.SetUnixFileMode(Location, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        Assert.Contains("chmod 600", (await RunAsync(["channels"])).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profile_DamagedFile_IsTold()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Location)!);
        await File.WriteAllTextAsync(Location, "{\n x", TestContext.Current.CancellationToken);

        var result = await RunAsync(["channels"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("is damaged in line 2", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_Bash_CompletesCommandsAndProfiles()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no bash.");
        await RunAsync(["profile", "add", "harbour", "--server", "http://127.0.0.1:1"]);

        Assert.Equal("history", await CompleteAsync("switchboard", "hi"));
        Assert.Equal("harbour", await CompleteAsync("switchboard", "profile", "use", "ha"));
        Assert.Equal("harbour", await CompleteAsync("switchboard", "channels", "--profile", "ha"));
        Assert.Equal("--key-file", await CompleteAsync("switchboard", "publish", "--key-"));
    }

    public void Dispose() => _configuration.Delete(recursive: true);

    /// <summary>What a real bash makes of a beginning, with the script and the executable.</summary>
    private async Task<string> CompleteAsync(params string[] words)
    {
        var line = string.Join(' ', words);
        var script = $"""
            switchboard() {"{"} dotnet "{Path.Combine(AppContext.BaseDirectory, "Switchboard.Server.dll")}" "$@"; {"}"}
            source <(switchboard completion bash)
            COMP_WORDS=({line}) COMP_CWORD={words.Length - 1} COMP_LINE='{line}' COMP_POINT={line.Length}
            _switchboard
            echo "$COMPREPLY"
            """;
        var start = new ProcessStartInfo("bash", ["-c", script]) { UseShellExecute = false, RedirectStandardOutput = true, Environment = { ["XDG_CONFIG_HOME"] = _configuration.FullName } };
        using var bash = Process.Start(start)!;
        var answer = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        return answer.Trim();
    }

    private Task<CommandResult> RunAsync(string[] arguments, string input = "")
        => server.RunAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["XDG_CONFIG_HOME"] = _configuration.FullName }, arguments, input);
}
