using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Switchboard.Server.Tests.House;

public sealed partial class CodesPageTests
{
    [Theory]
    [InlineData("Errors", typeof(ErrorCodes))]
    [InlineData("Close codes", typeof(CloseCodes))]
    [InlineData("Unsubscribe codes", typeof(UnsubscribeCodes))]
    public async Task Page_Codes_AreThoseOfTheCatalogue(string section, Type catalogue)
    {
        var page = await ReadAsync();
        var text = Assert.Single(SectionPattern().Matches(page), match => string.Equals(match.Groups["title"].Value, section, StringComparison.Ordinal)).Groups["text"].Value;

        var documented = RowPattern().Matches(text).Select(row => $"{row.Groups["code"].Value} {row.Groups["text"].Value}");

        Assert.Equal(LinesOf(catalogue), documented, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Page_Rows_TellMeaningAndWhatToDo()
    {
        var rows = RowPattern().Matches(await ReadAsync());

        Assert.Equal(ErrorCodes.All.Count + CloseCodes.All.Count + UnsubscribeCodes.All.Count, rows.Count);
        Assert.All(rows, row => Assert.Matches(@"^\| \d+ \| [^|]+ \| [^|]+ \| [^|]+ \|$", row.Value));
    }

    [Theory]
    [InlineData(typeof(ErrorCodes))]
    [InlineData(typeof(CloseCodes))]
    [InlineData(typeof(UnsubscribeCodes))]
    public void All_Catalogue_HasEveryCodeOnceByItsNumber(Type catalogue)
    {
        var properties = catalogue.GetProperties(BindingFlags.Public | BindingFlags.Static).Where(property => property.Name is not "All").Select(property => property.GetValue(null)!);

        var all = AllOf(catalogue);

        Assert.NotEmpty(all);
        Assert.Equal(properties.OrderBy(NumberOf), all);
        Assert.Distinct(all.Select(NumberOf));
    }

    private static async Task<string> ReadAsync() => await File.ReadAllTextAsync(Repository.PathOf("docs/codes.md"), TestContext.Current.CancellationToken);

    private static object[] AllOf(Type catalogue) => [.. ((IEnumerable<object>)catalogue.GetProperty("All")!.GetValue(null)!)];

    private static uint NumberOf(object code) => code switch
    {
        ErrorCode error => error.Code,
        CloseCode close => close.Code,
        _ => ((UnsubscribeCode)code).Code,
    };

    private static IEnumerable<string> LinesOf(Type catalogue) => AllOf(catalogue).Select(code => code switch
    {
        ErrorCode error => $"{error.Code} {error.Message}",
        CloseCode { Reason: "" } close => $"{close.Code} *(none)*",
        CloseCode close => $"{close.Code} {close.Reason}",
        _ => $"{((UnsubscribeCode)code).Code} {((UnsubscribeCode)code).Reason}",
    });

    [GeneratedRegex(@"^## (?<title>[^\n]+)\n(?<text>.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SectionPattern();

    /// <summary>The form of the rows: | code | text on the wire | meaning | what to do |.</summary>
    [GeneratedRegex(@"^\| (?<code>\d+) \| (?<text>[^|\n]*?) \|.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex RowPattern();
}
