using System.Text.RegularExpressions;
using Xunit;

namespace Switchboard.Server.Tests.House;

public sealed partial class ApiPageTests
{
    [Fact]
    public async Task Page_Methods_AreThoseOfTheApiWithTheirFields()
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/http-api.md"), TestContext.Current.CancellationToken);

        var documented = SectionPattern().Matches(page).SelectMany(section => LinesOf(
            section.Groups["method"].Value,
            FieldPattern().Matches(section.Groups["text"].Value).Select(field => field.Groups["field"].Value)));

        var methods = await ApiMethodList.ReadAsync();
        var expected = methods.SelectMany(method => LinesOf(method.Info.Name, method.RequestType.Properties.Select(property => property.Name)));
        Assert.Equal(expected.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Page_Methods_HaveAnExampleEach()
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/http-api.md"), TestContext.Current.CancellationToken);

        Assert.All(await ApiMethodList.ReadAsync(), method => Assert.Contains($"curl http://localhost:8000/api/{method.Info.Name} ", page, StringComparison.Ordinal));
    }

    private static IEnumerable<string> LinesOf(string method, IEnumerable<string> fields) => fields.Select(field => $"{method}.{field}").Prepend(method);

    [GeneratedRegex(@"^### (?<method>\w+)\n(?<text>.*?)(?=^##)", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SectionPattern();

    /// <summary>The form of the rows: | `field` | type | meaning |.</summary>
    [GeneratedRegex(@"^\| `(?<field>\w+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex FieldPattern();
}
