using System.Globalization;
using System.Text.RegularExpressions;
using Switchboard.Configuration;
using Switchboard.Configuration.Model;
using Xunit;

namespace Switchboard.Server.Tests.House;

public sealed partial class ConfigurationPageTests
{
    [Fact]
    public async Task Page_Options_AreThoseOfTheClassesWithTheirDefaults()
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/configuration.md"), TestContext.Current.CancellationToken);

        var documented = RowPattern().Matches(page).Select(row => $"{row.Groups["path"].Value} = {row.Groups["default"].Value}");

        var options = OptionModel.AllValues().Select(option => $"{option.Path} = {DefaultOf(option.Property)}");
        Assert.Equal(options.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Page_OptionsThatNeedARestart_AreThoseOfTheCode()
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/configuration.md"), TestContext.Current.CancellationToken);

        // A section says it in its heading's sentence. Those that need one for the lack of a store alone are not meant.
        var rows = RestartPattern().Matches(page).Select(row => row.Groups["path"].Value);
        var sections = SectionPattern().Matches(page).Select(section => section.Groups["name"].Value);

        Assert.Equal(RestartOptions.Paths.Order(StringComparer.Ordinal), rows.Concat(sections).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Page_StorageSection_NamesAllThatMayBeDurable()
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/configuration.md"), TestContext.Current.CancellationToken);
        var sentence = StoragePattern().Match(page).Value;
        var everything = new SwitchboardOptions
        {
            Inbox = new() { Storage = StorageKind.Durable },
            Schedules = new() { Storage = StorageKind.Durable },
            Jobs = new() { Storage = StorageKind.Durable },
            Tickets = new() { Storage = TicketStorage.Durable },
            Security = new() { Storage = StorageKind.Durable },
            Outbox = new() { Storage = StorageKind.Durable },
            EventTargets = [new()],
        };

        // One that is added is found by its type.
        var durable = OptionModel.AllValues().Where(static option => option.Path.EndsWith(".storage", StringComparison.Ordinal) && !option.Path.StartsWith("namespaces", StringComparison.Ordinal));
        Assert.Equal(durable.Select(static option => option.Path).Order(StringComparer.Ordinal), DurableOptions.PathsOf(everything).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(DurableOptions.PathsOf(everything), path => Assert.Contains($"`{path}`", sentence, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"(?<=^### storage\n).*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex StoragePattern();

    [GeneratedRegex(@"^\| `(?<path>[a-z][^`]*)` \|.*Needs a restart\.", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex RestartPattern();

    [GeneratedRegex(@"^### (?<name>[\w.]+)\n[^|\n]*[Nn]eeds a restart", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SectionPattern();

    /// <summary>The form of the rows: | `path` | `default` | meaning |.</summary>
    [GeneratedRegex(@"^\| `(?<path>[a-z][^`]*)` \| `(?<default>[^`]*)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex RowPattern();

    private static string DefaultOf(OptionProperty property) => property.Kind switch
    {
        _ when property.DefaultValue is null => "unset",
        OptionKind.ChoiceSet => $"[{string.Join(", ", OptionNames.NamesIn(property.ItemType, property.DefaultValue!).Select(name => $"\"{name}\""))}]",
        OptionKind.TextList => "[]",
        OptionKind.TextMap => "{}",
        OptionKind.Choice => $"\"{OptionNames.Of($"{property.DefaultValue}")}\"",
        OptionKind.Text => $"\"{property.DefaultValue}\"",
        OptionKind.Flag => (bool)property.DefaultValue! ? "true" : "false",
        _ => string.Create(CultureInfo.InvariantCulture, $"{property.DefaultValue}"),
    };
}
