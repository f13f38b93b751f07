using System.Xml.Linq;
using Xunit;

namespace Switchboard.Server.Tests.House;

/// <summary>Who may know whom: between the projects, and between the folders of the hub.</summary>
public sealed class ArchitectureTests
{
    private static readonly string[] _projects =
    [
        "Switchboard.Abstractions -> ",
        "Switchboard.Wire -> Switchboard.Abstractions",
        "Switchboard.Client -> Switchboard.Abstractions, Switchboard.Wire",
        "Switchboard -> Switchboard.Abstractions, Switchboard.Wire",
        "Switchboard.Storage -> Switchboard.Abstractions",
        "Switchboard.Identity -> Switchboard, Switchboard.Abstractions",
        "Switchboard.RabbitMq -> Switchboard.Abstractions",
        "Switchboard.Redis -> Switchboard.Abstractions",
        "Switchboard.Worker -> Switchboard.Abstractions",
        "Switchboard.Server -> Switchboard, Switchboard.Client, Switchboard.Identity, Switchboard.RabbitMq, Switchboard.Redis, Switchboard.Storage",
    ];

    // From the lowest to the highest: each folder knows those in front of it alone.
    private static readonly string[] _layers =
    [
        "Results", "Timing", "Json", "Catalog", "Diagnostics", "Configuration", "Names", "Outbound", "Hooks", "Connections", "Security", "InMemory", "Bus", "Outbox",
        "History", "Channels", "Maps", "Mutations", "Presence", "Subscriptions", "Calls", "Webhooks", "Inbox", "Schedules", "Jobs", "Boards", "Cluster", "Commands", "EventSources", "Lifecycle",
        "Transports", "Protocols", "Api", "Hosting",
    ];

    private static readonly string[] _face = ["Transports", "Protocols", "Api", "Hosting"];

    private static readonly string[] _engine = [.. _layers.Except(_face, StringComparer.Ordinal)];

    public static TheoryData<string> Layers => [.. _layers];

    [Fact]
    public void Projects_References_AreThoseOfTheDesign()
    {
        var actual = Repository.FilesBelow("src", "*.csproj")
            .Select(file => $"{Path.GetFileNameWithoutExtension(file)} -> {string.Join(", ", ReferencesOf(file).Order(StringComparer.Ordinal))}");

        Assert.Equal(_projects.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public void Hub_Folders_AreThoseThatTheRulesName()
    {
        var actual = SourceFile.OfProduct.Where(file => file.IsBelow("src/Switchboard")).Select(file => file.Path.Split('/')[2]).Distinct(StringComparer.Ordinal);

        Assert.Equal(_layers.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Hub_Folder_KnowsOnlyThoseBelowIt(string folder) => AssertNone(InHub(folder), KnowsOneAbove);

    [Theory]
    [InlineData("Names", "using Switchboard.Commands;", true)]
    [InlineData("Connections", "using Switchboard.Channels;", true)]
    [InlineData("Channels", "var calls = new Calls.CallRouter();", true)]
    [InlineData("Channels", "using Switchboard.Connections;", false)]
    [InlineData("Commands/Publish", "using Switchboard.Lifecycle;", true)]
    [InlineData("Commands/Publish", "using Switchboard.Commands.Inbox;", false)]
    public void KnowsOneAbove_Code_IsSeen(string folder, string code, bool expected)
        => Assert.Equal(expected, KnowsOneAbove(new SourceFile($"src/Switchboard/{folder}/A.cs", code)));

    [Fact]
    public void Hub_Wire_IsKnownToProtocolsAlone() => AssertNone(InHub([.. _face, .. _engine]).Except(InHub("Protocols")), file => file.Uses("Switchboard.Wire"));

    [Fact]
    public void Hub_AspNetCore_IsKnownToTheFaceAlone() => AssertNone(InHub(_engine), file => file.Uses("Microsoft.AspNetCore"));

    [Theory]
    [InlineData("System.Net")]
    [InlineData("System.IO.Pipelines")]
    [InlineData("Microsoft")]
    public void Wire_InputAndOutput_IsNotItsAffair(string name)
        => AssertNone(SourceFile.OfProduct.Where(file => file.IsBelow("src/Switchboard.Wire")), file => file.Uses(name));

    [Fact]
    public void Storage_TheWeb_IsNotItsAffair()
        => AssertNone(SourceFile.OfProduct.Where(file => file.IsBelow("src/Switchboard.Storage")), file => file.Uses("Microsoft.AspNetCore"));

    [Fact]
    public void Product_Usings_HoldForTheirFileAlone()
    {
        AssertNone(SourceFile.OfProduct, file => file.HasGlobalUsings);
        Assert.All(Repository.FilesBelow("src", "*.csproj"), file => Assert.Empty(XDocument.Load(Repository.PathOf(file)).Descendants("Using")));
    }

    [Fact]
    public void AllFiles_Namespace_IsTheFolder()
    {
        var files = SourceFile.OfProduct.Concat(SourceFile.OfTests).Where(file => file.Name is not "Program");

        Assert.Equal(files.Select(file => $"{FolderNamespaceOf(file)} in {file.Path}"), files.Select(file => $"{file.Namespace} in {file.Path}"), StringComparer.Ordinal);
    }

    [Fact]
    public void Abstractions_Namespaces_SayForWhomTheyAre()
    {
        var files = SourceFile.OfProduct.Where(file => file.IsBelow("src/Switchboard.Abstractions")).ToList();

        Assert.Equal(["Switchboard", "Switchboard.Extensibility"], files.Select(file => file.Namespace).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        AssertNone(files.Where(file => file.Namespace == "Switchboard"), file => file.Uses("Switchboard.Extensibility"));
    }

    [Theory]
    [InlineData("using Switchboard.Wire;", true)]
    [InlineData("using Switchboard.Wire.Centrifuge;", true)]
    [InlineData("using static Switchboard.Wire.Codec;", true)]
    [InlineData("using Codec = Switchboard.Wire.Codec;", true)]
    [InlineData("var codec = Wire.Centrifuge.Codec;", true)]
    [InlineData("var codec = new global::Switchboard.Wire.Codec();", true)]
    [InlineData("var text = \"//\"; var codec = Wire.Codec;", true)]
    [InlineData("var quote = '\"'; var codec = Wire.Codec;", true)]
    [InlineData("var codec = options.Wire.Codec;", false)]
    [InlineData("using Switchboard.Wireless;", false)]
    [InlineData("namespace Switchboard.Wire;", false)]
    [InlineData("// The counterpart is Switchboard.Wire.Codec.", false)]
    [InlineData("var name = \"Switchboard.Wire.Codec\";", false)]
    public void Uses_Code_IsSeen(string code, bool expected) => Assert.Equal(expected, new SourceFile("src/A.cs", code).Uses("Switchboard.Wire"));

    private static bool KnowsOneAbove(SourceFile file)
    {
        var layer = Array.IndexOf(_layers, file.Path.Split('/')[2]);
        return _layers.Skip(layer + 1).Any(above => file.Uses($"Switchboard.{above}"));
    }

    private static IEnumerable<SourceFile> InHub(params IEnumerable<string> folders)
    {
        var paths = folders.Select(folder => $"src/Switchboard/{folder}").ToArray();
        return SourceFile.OfProduct.Where(file => file.IsBelow(paths));
    }

    private static void AssertNone(IEnumerable<SourceFile> files, Func<SourceFile, bool> breaksTheRule)
    {
        Assert.NotEmpty(files);
        Assert.Empty(files.Where(breaksTheRule).Select(file => file.Path));
    }

    private static IEnumerable<string> ReferencesOf(string project)
        => XDocument.Load(Repository.PathOf(project)).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));

    private static string FolderNamespaceOf(SourceFile file)
    {
        var folders = file.Path.Split('/')[1..^1];
        return folders[0] is "Switchboard.Abstractions" ? file.Namespace : string.Join('.', folders);
    }
}
