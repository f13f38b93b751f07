namespace Switchboard.Server.Tests.House;

/// <summary>Finds files of the source tree.</summary>
internal static class Repository
{
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
}
