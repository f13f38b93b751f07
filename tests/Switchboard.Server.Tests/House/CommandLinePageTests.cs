using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Switchboard.Server.CommandLine;
using Xunit;

namespace Switchboard.Server.Tests.House;

public sealed partial class CommandLinePageTests
{
    [Fact]
    public async Task Page_ExitCodes_AreThoseOfTheCode()
    {
        var documented = ExitCodePattern().Matches(await ReadAsync()).Select(row => (Number(row), row.Groups["meaning"].Value.Trim()));

        Assert.Equal(ExitCodes.All, documented);
    }

    [Fact]
    public void ExitCodes_All_HasEveryConstant()
    {
        var constants = typeof(ExitCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (int)field.GetRawConstantValue()!);

        Assert.Equal(constants.Order(), ExitCodes.All.Select(code => code.Number).Order());
    }

    [Fact]
    public async Task Page_Commands_AreThoseOfTheCode()
    {
        var documented = CommandPattern().Matches(await ReadAsync()).Select(row => row.Groups["name"].Value);

        var commands = SwitchboardCommand.Create().Subcommands.Where(command => !command.Hidden).Select(command => command.Name);
        Assert.Equal(commands.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public void Commands_All_SayWhatTheyAndTheirOptionsDo() => Assert.All(Tree(SwitchboardCommand.Create()).Where(command => !command.Hidden), command =>
    {
        Assert.False(string.IsNullOrEmpty(command.Description), command.Name);
        Assert.All(command.Options, option => Assert.False(string.IsNullOrEmpty(option.Description), $"{command.Name} {option.Name}"));
    });

    private static IEnumerable<Command> Tree(Command command) => command.Subcommands.SelectMany(Tree).Prepend(command);

    private static int Number(Match row) => int.Parse(row.Groups["code"].Value, CultureInfo.InvariantCulture);

    private static async Task<string> ReadAsync() => await File.ReadAllTextAsync(Repository.PathOf("docs/command-line.md"), TestContext.Current.CancellationToken);

    /// <summary>The form of the rows: | code | meaning |.</summary>
    [GeneratedRegex(@"^\| (?<code>\d+) \| (?<meaning>[^|]+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ExitCodePattern();

    /// <summary>The form of the rows: | `name ARGUMENTS` | meaning |.</summary>
    [GeneratedRegex(@"^\| `(?<name>[a-z-]+)[^`]*` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex CommandPattern();
}
