namespace Switchboard.Storage.Sqlite;

/// <summary>Says that this process writes to a file: what it remembers of it holds as long as nobody else does. The system takes it back when the process ends, however it does.</summary>
/// <remarks>
/// Where the system lets somebody remove the lock file while it is held, the database file itself is locked as well. SQLite's own locks are
/// of another kind on Linux and do not meet this one. The file stays open until SQLite has closed its own: closing it earlier would drop
/// the locks that SQLite holds in this process.
/// </remarks>
internal sealed class SqliteFileLock : IDisposable
{
    private readonly FileStream _lock;
    private readonly FileStream? _database;

    private SqliteFileLock(FileStream @lock, FileStream? database) => (_lock, _database) = (@lock, database);

    /// <summary>Takes it. Makes an empty file where there is none.</summary>
    /// <exception cref="StoreFormatException">Another process has it.</exception>
    public static SqliteFileLock Take(string path)
    {
        var file = Take(path, $"{path}.lock");
        try
        {
            PrivateFiles.Touch(path);
            return new SqliteFileLock(file, OperatingSystem.IsLinux() ? Take(path, path) : null);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _database?.Dispose();
        _lock.Dispose();
    }

    /// <summary>Opens a file that nobody else may open meanwhile, and makes it where there is none; null where somebody has it.</summary>
    public static FileStream? TryOpen(string path)
    {
        try
        {
            return PrivateFiles.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, bufferSize: 0);
        }
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException) && File.Exists(path))
        {
            return null;
        }
    }

    private static FileStream Take(string store, string path)
        => TryOpen(path) ?? throw new StoreFormatException($"The store {store} is in use by another process. Stop it, or give this one a path of its own.");
}
