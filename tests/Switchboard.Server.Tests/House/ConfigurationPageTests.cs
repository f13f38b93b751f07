using System.Globalization;
using System.Text.RegularExpressions;
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

    /// <summary>The form of the rows: | `path` | `default` | meaning |.</summary>
    [GeneratedRegex(@"^\| `(?<path>[a-z][^`]*)` \| `(?<default>[^`]*)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex RowPattern();

    private static string DefaultOf(OptionProperty property) => property.Kind switch
    {
        OptionKind.ChoiceSet => $"[{string.Join(", ", OptionNames.NamesIn(property.ItemType, property.DefaultValue!).Select(name => $"\"{name}\""))}]",
        OptionKind.TextList => "[]",
        OptionKind.Choice => $"\"{OptionNames.Of($"{property.DefaultValue}")}\"",
        OptionKind.Text => $"\"{property.DefaultValue}\"",
        OptionKind.Flag => (bool)property.DefaultValue! ? "true" : "false",
        _ => string.Create(CultureInfo.InvariantCulture, $"{property.DefaultValue}"),
    };
}
