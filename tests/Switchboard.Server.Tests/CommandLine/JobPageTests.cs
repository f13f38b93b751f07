using System.Text.RegularExpressions;
using Switchboard.Server.Tests.House;
using Xunit;

namespace Switchboard.Server.Tests.CommandLine;

/// <summary>The shell commands of docs/jobs.md do what the page says.</summary>
public sealed partial class JobPageTests(CommandLineFixture server) : IClassFixture<CommandLineFixture>
{
    [Fact]
    public async Task Commands_OfThePage_Work()
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/jobs.md"), TestContext.Current.CancellationToken);
        var scripts = ScriptPattern().Matches(page).Select(static match => match.Groups["script"].Value).ToArray();
        Assert.Equal("switchboard serve-call work:report 'cat'\n", scripts[^1]);

        var results = new List<CommandResult>();
        foreach (var script in scripts.SkipLast(1))
        {
            results.Add(await server.RunScriptAsync(script));
        }

        Assert.All(results, static result => Assert.True(result.ExitCode == 0, result.Errors));
        Assert.StartsWith("""{"result":{"id":""", results[0].Output, StringComparison.Ordinal);
        Assert.Contains("state\tqueued\n", results[1].Output, StringComparison.Ordinal);
        Assert.EndsWith("Cancelled.\nRuns again.\n", results[1].Output, StringComparison.Ordinal);
        using var worker = await server.ServeAsync("work:report", "cat");
        Assert.Equal("7\n", (await server.RunAsync("job", "submit", "work:report", "7", "--wait")).Output);
    }

    [GeneratedRegex(@"^```sh\n(?<script>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ScriptPattern();
}
