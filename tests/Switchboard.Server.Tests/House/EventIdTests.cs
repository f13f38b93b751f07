using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Switchboard.Server.Tests.House;

/// <summary>Log events are told apart by their ids, and a class of log messages keeps to its range.</summary>
public sealed partial class EventIdTests
{
    private static readonly IReadOnlyList<SourceFile> _logFiles = [.. SourceFile.OfProduct.Where(file => AttributePattern().IsMatch(file.Text))];

    [Fact]
    public void LogMessages_Ids_AreUnique()
    {
        var repeated = _logFiles.SelectMany(file => IdsIn(file.Text).Select(id => (Id: id, file.Path))).GroupBy(entry => entry.Id).Where(group => group.Count() > 1);

        Assert.NotEmpty(_logFiles);
        Assert.Empty(repeated.Select(group => $"{group.Key} in {string.Join(" and ", group.Select(entry => entry.Path))}"));
    }

    [Fact]
    public void LogMessages_Ids_AreInTheRangeThatTheSummaryNames() => Assert.All(_logFiles, file =>
    {
        var (first, last) = Assert.Single(RangesIn(file.Text));
        Assert.All(IdsIn(file.Text), id => Assert.InRange(id, first, last));
    });

    [Fact]
    public void LogMessages_Ranges_DoNotOverlap()
    {
        var ranges = _logFiles.SelectMany(file => RangesIn(file.Text)).OrderBy(range => range.First).ToArray();

        Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.True(pair.First.Last < pair.Second.First, $"{pair.First} and {pair.Second}"));
    }

    [Fact]
    public void LogMessages_All_HaveAnIdAndLieInALogFile() => Assert.All(_logFiles, file =>
    {
        Assert.EndsWith("Log", file.Name, StringComparison.Ordinal);
        Assert.Equal(AttributePattern().Count(file.Text), IdsIn(file.Text).Count());
    });

    private static IEnumerable<int> IdsIn(string text) => IdPattern().Matches(text).Select(match => Number(match.Groups["id"]));

    private static IEnumerable<(int First, int Last)> RangesIn(string text)
        => RangePattern().Matches(text).Select(match => (Number(match.Groups["first"]), Number(match.Groups["last"])));

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\[LoggerMessage\b", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex AttributePattern();

    [GeneratedRegex(@"\[LoggerMessage\((EventId = )?(?<id>\d+),", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"Event ids (?<first>\d+) to (?<last>\d+)\.", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex RangePattern();
}
