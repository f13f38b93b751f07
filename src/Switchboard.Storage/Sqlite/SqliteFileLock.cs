namespace Switchboard.Storage.Sqlite;

/// <summary>Says that this process writes to a file: what it remembers of it holds as long as nobody else does. The system takes it back when the process ends, however it does.</summary>
internal sealed class SqliteFileLock : IDisposable
{
    private readonly FileStream _lock;

    private SqliteFileLock(FileStream @lock) => _lock = @lock;

    /// <summary>Takes it.</summary>
    /// <exception cref="StoreFormatException">Another process has it.</exception>
    public static SqliteFileLock Take(string path)
    {
        try
        {
            return new SqliteFileLock(new FileStream($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (File.Exists($"{path}.lock"))
        {
            throw new StoreFormatException(
                $"The store {path} is in use by another process. Stop it, or give this one a path of its own.", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
