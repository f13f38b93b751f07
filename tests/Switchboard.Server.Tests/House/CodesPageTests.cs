using System.Text.RegularExpressions;
using Xunit;

namespace Switchboard.Server.Tests.House;

public sealed partial class CodesPageTests
{
    [Fact]
    public async Task Page_Codes_AreThoseOfTheCatalogues()
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/codes.md"), TestContext.Current.CancellationToken);

        var documented = RowPattern().Matches(page).Select(row => $"{row.Groups["code"].Value} {row.Groups["text"].Value}");

        var codes = ErrorCodes.All.Select(error => Line(error.Code, error.Message))
            .Concat(CloseCodes.All.Select(close => Line(close.Code, close.Reason)))
            .Concat(UnsubscribeCodes.All.Select(end => Line(end.Code, end.Reason)));
        Assert.Equal(codes.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static string Line(uint code, string text) => $"{code} {(text.Length == 0 ? "*(none)*" : text)}";

    /// <summary>The form of the rows: | code | text on the wire | meaning | what to do |.</summary>
    [GeneratedRegex(@"^\| (?<code>\d+) \| (?<text>[^|]+?) \| [^|]+ \| [^|]+ \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex RowPattern();
}
