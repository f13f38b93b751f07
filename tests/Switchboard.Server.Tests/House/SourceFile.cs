using System.Text.RegularExpressions;

namespace Switchboard.Server.Tests.House;

/// <summary>A hand-written C# file, as the rules of the house see it.</summary>
/// <param name="path">Its path below the root, with slashes.</param>
/// <param name="text">What is in it.</param>
internal sealed partial class SourceFile(string path, string text)
{
    private readonly string _code = CommentPattern().Replace(text, match => match.Value.StartsWith('/') ? "" : "\"\"");

    /// <summary>All files of the product.</summary>
    public static IReadOnlyList<SourceFile> OfProduct { get; } = Read("src");

    /// <summary>All files of the tests.</summary>
    public static IReadOnlyList<SourceFile> OfTests { get; } = Read("tests");

    /// <summary>Its path below the root, with slashes.</summary>
    public string Path { get; } = path;

    /// <summary>What is in it.</summary>
    public string Text { get; } = text;

    /// <summary>How many lines it has.</summary>
    public int LineCount => Text.Count(character => character == '\n');

    /// <summary>The part of its name that its type is to have.</summary>
    public string Name => System.IO.Path.GetFileName(Path).Split('.')[0];

    /// <summary>The namespace that it declares; empty for none.</summary>
    public string Namespace => NamespacePattern().Match(_code).Groups["name"].Value;

    /// <summary>Whether it has using directives that hold for other files, too.</summary>
    public bool HasGlobalUsings => _code.Contains("global using", StringComparison.Ordinal);

    /// <summary>The public types that it declares on its own level.</summary>
    public IReadOnlyList<string> PublicTypes => [.. PublicTypePattern().Matches(_code).Select(match => match.Groups["name"].Value)];

    /// <summary>Whether it lies below one of some folders, given from the root.</summary>
    public bool IsBelow(params IEnumerable<string> folders) => folders.Any(folder => Path.StartsWith($"{folder}/", StringComparison.Ordinal));

    /// <summary>Whether its code names a namespace, or one below it, in full or seen from the namespace Switchboard. Comments and texts do not count.</summary>
    public bool Uses(string name)
    {
        const string Root = "Switchboard.";
        var seen = name.StartsWith(Root, StringComparison.Ordinal) ? $@"(Switchboard\.)?{Regex.Escape(name[Root.Length..])}" : Regex.Escape(name);
        var code = NamespacePattern().Replace(_code, "");
        return Regex.IsMatch(code, $@"(?<![\w.]){seen}(\.[A-Z]|;)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
    }

    private static List<SourceFile> Read(string folder) =>
        [.. Repository.FilesBelow(folder, "*.cs").Select(file => new SourceFile(file, File.ReadAllText(Repository.PathOf(file))))];

    [GeneratedRegex(""""//[^\n]*|/\*[\s\S]*?\*/|"""[\s\S]*?"""|@\$?"[^"]*"|"(\\.|[^"\\\n])*"|'(\\.|[^'\\\n])+'"""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex CommentPattern();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex NamespacePattern();

    [GeneratedRegex(@"^public ([a-z]+ )*(class|record struct|record class|record|struct|interface|enum|delegate [\w<>.?]+) (?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex PublicTypePattern();
}
