using System.Text.RegularExpressions;
using Xunit;

namespace Switchboard.Server.Tests.House;

public sealed partial class ArchitectureTests
{
    private const int MaxLines = 400;
    private const int MaxMedianLines = 70;

    private static readonly Dictionary<string, string[]> _references = new(StringComparer.Ordinal)
    {
        ["Switchboard.Abstractions"] = [],
        ["Switchboard.Wire"] = ["Switchboard.Abstractions"],
        ["Switchboard"] = ["Switchboard.Abstractions", "Switchboard.Wire"],
        ["Switchboard.Server"] = ["Switchboard"],
    };

    private static readonly string[] _engine =
    [
        "Commands", "Channels", "Fanout", "Outbound", "Connections", "History", "Presence", "Security", "Cluster", "InMemory", "Configuration", "Diagnostics",
    ];

    private static readonly IReadOnlyList<SourceFile> _files = SourceFile.All();

    [Fact]
    public void Files_OfTheEngine_AreFoundInEveryFolder()
        => Assert.All(_engine.Concat(["Transports", "Protocols", "Api", "Hosting"]), folder => Assert.Contains(_files, file => file.IsIn(folder)));

    [Fact]
    public void Files_OutsideProtocols_DoNotUseTheWire()
        => AssertNone(file => IsOfHub(file) && !file.IsIn("Protocols") && file.Uses("Switchboard.Wire"));

    [Fact]
    public void Files_BehindTheFace_DoNotUseAspNetCore()
        => AssertNone(file => IsOfHub(file) && !file.IsIn("Transports", "Protocols", "Api", "Hosting") && file.Uses("Microsoft.AspNetCore"));

    [Theory]
    [InlineData("Switchboard.Protocols")]
    [InlineData("Switchboard.Transports")]
    [InlineData("Switchboard.Api")]
    [InlineData("Switchboard.Hosting")]
    public void Files_OfTheEngine_KnowNothingInFrontOfIt(string outer)
        => AssertNone(file => file.IsIn(_engine) && file.Uses(outer));

    [Fact]
    public void Files_OfTheWire_DoNotReadOrWriteFilesSocketsOrWeb()
        => AssertNone(file => file.Path.StartsWith("Switchboard.Wire/", StringComparison.Ordinal)
            && (file.Uses("System.Net") || file.Uses("Microsoft") || file.Uses("System.IO.Pipelines")));

    [Fact]
    public void Files_Length_IsBounded() => AssertNone(file => file.Lines > MaxLines);

    [Fact]
    public void Files_MedianLength_IsSmall()
    {
        var median = _files.Select(file => file.Lines).Order().ElementAt(_files.Count / 2);

        Assert.InRange(median, 1, MaxMedianLines - 1);
    }

    [Fact]
    public void Files_PublicTypes_AreOneAFile() => AssertNone(file => file.PublicTypes > 1);

    [Fact]
    public async Task Projects_References_AreThoseOfTheDesign()
    {
        var actual = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var project in Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(project, TestContext.Current.CancellationToken);
            actual[Path.GetFileNameWithoutExtension(project)] = [.. ReferencePattern().Matches(text).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal)];
        }

        Assert.Equivalent(_references, actual, strict: true);
    }

    [Theory]
    [InlineData("using Switchboard.Wire;", true)]
    [InlineData("using Switchboard.Wire.Centrifuge;", true)]
    [InlineData("using static Switchboard.Wire.Codec;", true)]
    [InlineData("var codec = Wire.Centrifuge.Codec;", true)]
    [InlineData("var codec = Switchboard.Wire.Codec;", true)]
    [InlineData("var codec = options.Wire.Codec;", false)]
    [InlineData("using Switchboard.Wireless;", false)]
    [InlineData("// The counterpart is Switchboard.Wire.Codec.", false)]
    [InlineData("var name = \"Switchboard.Wire.Codec\";", false)]
    public void Uses_Code_IsSeen(string code, bool expected) => Assert.Equal(expected, new SourceFile("Switchboard/Commands/A.cs", code).Uses("Switchboard.Wire"));

    [Theory]
    [InlineData("public sealed class A { }\npublic enum B { }\n", 2)]
    [InlineData("public sealed class A\n{\n    public enum B { }\n}\ninternal enum C { }\n", 1)]
    public void PublicTypes_OwnLevel_AreCounted(string code, int expected) => Assert.Equal(expected, new SourceFile("Switchboard/A.cs", code).PublicTypes);

    private static bool IsOfHub(SourceFile file) => file.Path.StartsWith("Switchboard/", StringComparison.Ordinal);

    private static void AssertNone(Func<SourceFile, bool> breaks) => Assert.Empty(_files.Where(breaks).Select(file => file.Path));

    [GeneratedRegex(@"<ProjectReference Include=""[^""]*/(?<name>[^/""]+)\.csproj""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ReferencePattern();
}
