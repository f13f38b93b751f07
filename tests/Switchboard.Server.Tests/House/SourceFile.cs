using System.Text.RegularExpressions;

namespace Switchboard.Server.Tests.House;

/// <summary>A hand-written file of the product's source, as the rules of the house see it.</summary>
internal sealed partial class SourceFile(string path, string text)
{
    /// <summary>Its path below <c>src</c>, with slashes.</summary>
    public string Path { get; } = path;

    /// <summary>How many lines it has.</summary>
    public int Lines { get; } = text.Count(character => character == '\n');

    /// <summary>How many public types it declares on its own level.</summary>
    public int PublicTypes => PublicTypePattern().Count(text);

    /// <summary>All files of the product.</summary>
    public static IReadOnlyList<SourceFile> All()
    {
        var root = Repository.PathOf("src");
        return [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => (File: file, Path: System.IO.Path.GetRelativePath(root, file).Replace('\\', '/')))
            .Where(entry => !entry.Path.Contains("/obj/", StringComparison.Ordinal) && !entry.Path.Contains("/bin/", StringComparison.Ordinal))
            .Select(entry => new SourceFile(entry.Path, File.ReadAllText(entry.File)))];
    }

    /// <summary>Whether it lies in one of the folders of the engine.</summary>
    public bool IsIn(params ReadOnlySpan<string> folders)
    {
        foreach (var folder in folders)
        {
            if (Path.StartsWith($"Switchboard/{folder}/", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether its code names a namespace, or one below it, in full or seen from the root namespace. Comments and texts do not count.</summary>
    public bool Uses(string name)
    {
        var code = CommentsAndTexts().Replace(text, "");
        var seenFromRoot = name.StartsWith("Switchboard.", StringComparison.Ordinal) ? $@"(Switchboard\.)?{Regex.Escape(name["Switchboard.".Length..])}" : Regex.Escape(name);
        return Regex.IsMatch(code, $@"(?<![\w.])({seenFromRoot}\.[A-Z]|using (static )?{seenFromRoot}[.;])", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
    }

    [GeneratedRegex("""//[^\n]*|@?\$*"[^"\n]*"|^namespace [^\n]*""", RegexOptions.Multiline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex CommentsAndTexts();

    [GeneratedRegex(@"^public [a-z ]*(class|record|struct|interface|enum|delegate) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex PublicTypePattern();
}
