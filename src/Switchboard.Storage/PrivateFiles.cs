namespace Switchboard.Storage;

/// <summary>Makes files and folders that nobody but their owner may use, as Unix knows it. What is there already keeps its mode: somebody may have widened it on purpose.</summary>
internal static class PrivateFiles
{
    /// <summary>The mode of the files: 0600.</summary>
    public const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The mode of the folders: 0700.</summary>
    public const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    /// <summary>Opens a file that may be made by this.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Whether it must be there, or must not.</param>
    /// <param name="access">What is done with it.</param>
    /// <param name="bufferSize">The size of the stream's buffer; 0 for none.</param>
    public static FileStream Open(string path, FileMode mode, FileAccess access, int bufferSize = 4096)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.None, BufferSize = bufferSize };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        return new FileStream(path, options);
    }

    /// <summary>Makes an empty file where there is none, for a library that makes files which everybody may read.</summary>
    public static void Touch(string path)
    {
        // One that is there is not opened: closing it would drop the locks that this process has on it.
        if (!File.Exists(path))
        {
            Open(path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
        }
    }

    /// <summary>Makes a folder, and those above it, where there is none.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerFolder);
        }
    }
}
