using System.Text.RegularExpressions;
using Xunit;

namespace Switchboard.Server.Tests.House;

/// <summary>What merges like to leave behind in pages.</summary>
public sealed partial class MarkdownTests
{
    private const int BeginningLength = 60;

    [Fact]
    public void Pages_Headings_HaveABlankLineInFrontOfThem()
        => Assert.Empty(Pages().SelectMany(static page => BareHeadings(page.Text).Select(heading => $"{page.Path}: {heading}")));

    [Fact]
    public void Pages_Lists_SayNothingTwice()
        => Assert.Empty(Pages().Where(static page => page.Path is not "CHANGELOG.md").SelectMany(static page => RepeatedItems(page.Text).Select(item => $"{page.Path}: {item}")));

    [Theory]
    [InlineData("# A\ntext\n\n## B\n### C\n", "")]
    [InlineData("# A\n| a |\n## B\n", "## B")]
    public void Headings_Text_IsSeenThrough(string text, string expected) => Assert.Equal(expected, string.Join(' ', BareHeadings(text)));

    private static IEnumerable<(string Path, string Text)> Pages()
    {
        var readme = Repository.FilesBelow("", "*.md").Where(static file => !file.Contains('/', StringComparison.Ordinal));
        return readme.Concat(Repository.FilesBelow("docs", "*.md")).Select(static file => (file, BlockPattern().Replace(File.ReadAllText(Repository.PathOf(file)), "")));
    }

    private static IEnumerable<string> BareHeadings(string text)
    {
        var lines = text.Split('\n');
        return lines.Skip(1).Zip(lines).Where(static pair => IsHeading(pair.First) && pair.Second.Length > 0 && !IsHeading(pair.Second)).Select(static pair => pair.First);
    }

    private static IEnumerable<string> RepeatedItems(string text) => text.Split('\n')
        .Where(static line => line.StartsWith("- ", StringComparison.Ordinal) && line.Length > BeginningLength)
        .GroupBy(static line => line[..BeginningLength], StringComparer.Ordinal)
        .Where(static group => group.Skip(1).Any())
        .Select(static group => group.Key);

    private static bool IsHeading(string line) => line.StartsWith('#') && line.TrimStart('#').StartsWith(' ');

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex BlockPattern();
}
