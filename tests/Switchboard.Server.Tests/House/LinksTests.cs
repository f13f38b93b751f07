using System.Text.RegularExpressions;
using Xunit;

namespace Switchboard.Server.Tests.House;

/// <summary>Where the pages point to is there.</summary>
public sealed partial class LinksTests
{
    [Fact]
    public void Pages_LinksAndPaths_LeadToFilesAndHeadings()
    {
        var pages = Pages();

        Assert.NotEmpty(pages);
        Assert.Empty(pages.SelectMany(page => BrokenIn(page, File.ReadAllText(Repository.PathOf(page)))));
    }

    [Theory]
    [InlineData("[a](configuration.md)", true)]
    [InlineData("[a](../Switchboard.slnx)", true)]
    [InlineData("[a](missing.md)", false)]
    [InlineData("[a](https://example.org/missing.md)", true)]
    [InlineData("[a](#errors)", true)]
    [InlineData("[a](codes.md#close-codes)", true)]
    [InlineData("[a](codes.md#missing)", false)]
    [InlineData("![a](missing.png)", false)]
    [InlineData("`docs/codes.md`", true)]
    [InlineData("`docs/missing.md`", false)]
    [InlineData("`src/Switchboard/Channels`", true)]
    [InlineData("`src/Switchboard/Missing/`", false)]
    [InlineData("`./run.sh --help`", true)]
    [InlineData("`./missing.sh`", false)]
    [InlineData("```\ndotnet run --project src/Missing\n```", false)]
    [InlineData("`POST /api/publish`", true)]
    public void Broken_Text_IsFound(string text, bool isSound) => Assert.Equal(isSound, !BrokenIn("docs/codes.md", $"## Errors\n{text}\n").Any());

    private static string[] Pages()
    {
        var readme = Repository.FilesBelow("", "*.md").Where(file => !file.Contains('/', StringComparison.Ordinal));
        return [.. readme.Concat(Repository.FilesBelow("docs", "*.md"))];
    }

    private static IEnumerable<string> BrokenIn(string page, string text)
    {
        var links = LinkPattern().Matches(text).Select(match => match.Groups["target"].Value).Where(target => !HasScheme(target) && !LeadsSomewhere(page, text, target));
        var paths = PathPattern().Matches(text).Select(match => match.Groups["path"].Value).Where(path => !Exists(path));
        return links.Concat(paths).Select(target => $"{target} in {page}");
    }

    private static bool HasScheme(string target) => Uri.TryCreate(target, UriKind.Absolute, out _);

    private static bool LeadsSomewhere(string page, string text, string target)
    {
        var (file, heading) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, "");
        var path = Path.Combine(Path.GetDirectoryName(page)!, file);
        if (file.Length > 0 && !Exists(path))
        {
            return false;
        }

        return heading.Length == 0 || AnchorsOf(file.Length == 0 ? text : File.ReadAllText(Repository.PathOf(path))).Contains(heading, StringComparer.Ordinal);
    }

    private static bool Exists(string path) => Path.Exists(Repository.PathOf(path.TrimEnd('/', '.')));

    /// <summary>What a site that shows Markdown makes of headings: small letters, hyphens for spaces, no punctuation.</summary>
    private static IEnumerable<string> AnchorsOf(string text) => HeadingPattern().Matches(text)
        .Select(match => NotOfAnchors().Replace(match.Groups["title"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex LinkPattern();

    /// <summary>A file or folder of the tree, in code: `docs/codes.md`, `./run.sh`. Patterns with * or … are left alone.</summary>
    [GeneratedRegex(@"(?<![\w./-])(\./)?(?<path>(src|tests|docs|samples|bench|console)/[\w./-]+|(?<=\./)[\w-]+\.sh)(?![\w*{…<])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex PathPattern();

    [GeneratedRegex(@"^#+ (?<title>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex HeadingPattern();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex NotOfAnchors();
}
