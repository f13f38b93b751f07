namespace Switchboard.Server.Tests.House;

/// <summary>Finds files of the source tree.</summary>
internal static class Repository
{
    private static readonly string[] _madeByTools = ["obj", "bin", "node_modules"];

    /// <summary>The full path of a file, given from the root.</summary>
    public static string PathOf(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Switchboard.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? throw new DirectoryNotFoundException("These tests run inside the source tree."), file);
    }

    /// <summary>The paths from the root, with slashes, of all hand-written files below a folder.</summary>
    public static IEnumerable<string> FilesBelow(string folder, string pattern) => Directory
        .EnumerateFiles(PathOf(folder), pattern, SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(PathOf(""), file).Replace('\\', '/'))
        .Where(file => !file.Split('/').Intersect(_madeByTools, StringComparer.Ordinal).Any())
        .Order(StringComparer.Ordinal);
}
