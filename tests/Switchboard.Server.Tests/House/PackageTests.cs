using System.Xml.Linq;
using Xunit;

namespace Switchboard.Server.Tests.House;

/// <summary>What the packages tell about themselves, and what comes along with them.</summary>
public sealed class PackageTests
{
    // Packages that others install: each dependency here is one that they get as well.
    private static readonly string[] _packages =
    [
        "Switchboard.Abstractions: Microsoft.Extensions.DependencyInjection.Abstractions",
        "Switchboard.Client: Microsoft.Data.Sqlite, Microsoft.Extensions.DependencyInjection.Abstractions, Microsoft.Extensions.Logging.Abstractions, Microsoft.Extensions.Options, SQLitePCLRaw.bundle_e_sqlite3",
        "Switchboard.Identity: BouncyCastle.Cryptography, Microsoft.AspNetCore.Authentication.OpenIdConnect",
        "Switchboard.RabbitMq: RabbitMQ.Client",
        "Switchboard.Redis: StackExchange.Redis",
        "Switchboard.Storage: Dapper, Microsoft.Data.Sqlite, Npgsql, SQLitePCLRaw.bundle_e_sqlite3",
        "Switchboard.Wire: ",
        "Switchboard.Worker: Microsoft.Extensions.Hosting.Abstractions, RabbitMQ.Client",
        "Switchboard: Cronos, CsvHelper, Microsoft.IdentityModel.JsonWebTokens",
    ];

    public static TheoryData<string> Packable => [.. _packages.Select(static package => package.Split(':')[0])];

    [Fact]
    public void Packages_AndTheirDependencies_AreTheseAndNoOthers()
    {
        var actual = Repository.FilesBelow("src", "*.csproj").Where(static file => ValueOf(Load(file), "IsPackable") == "true")
            .Select(static file => $"{Path.GetFileNameWithoutExtension(file)}: {string.Join(", ", DependenciesOf(file).Order(StringComparer.Ordinal))}");

        Assert.Equal(_packages, actual.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Packable))]
    public void Package_Project_TellsWhatItIsAndBringsItsReadme(string name)
    {
        var project = Load($"src/{name}/{name}.csproj");

        Assert.EndsWith(".", ValueOf(project, "Description"), StringComparison.Ordinal);
        Assert.Contains("switchboard", ValueOf(project, "PackageTags"), StringComparison.Ordinal);
        Assert.StartsWith("# Switchboard", File.ReadAllText(Repository.PathOf($"src/{name}/README.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PackageLicenseExpression", "MIT")]
    [InlineData("PackageReadmeFile", "README.md")]
    [InlineData("GenerateDocumentationFile", "true")]
    [InlineData("IncludeSymbols", "true")]
    [InlineData("SymbolPackageFormat", "snupkg")]
    public void Packages_All_Share(string property, string value)
    {
        string[] files = ["Directory.Build.props", "src/Directory.Build.props"];

        Assert.Contains(value, files.Select(file => ValueOf(Load(file), property)), StringComparer.Ordinal);
    }

    private static XDocument Load(string file) => XDocument.Load(Repository.PathOf(file));

    private static string? ValueOf(XDocument project, string property) => project.Descendants(property).SingleOrDefault()?.Value;

    private static IEnumerable<string> DependenciesOf(string file) => Load(file).Descendants("PackageReference")
        .Where(static reference => reference.Attribute("PrivateAssets")?.Value != "all")
        .Select(static reference => reference.Attribute("Include")!.Value);
}
