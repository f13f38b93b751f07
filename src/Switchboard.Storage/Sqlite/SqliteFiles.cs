using System.Runtime.InteropServices;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Sqlite;

/// <summary>The files of a database that is open, by which it is seen that one of them was removed or replaced: writes would go on into a file that nobody finds again.</summary>
internal sealed class SqliteFiles(string path)
{
    private readonly FileIdentity? _database = FileIdentity.Of(path);
    private readonly FileIdentity? _log = FileIdentity.Of($"{path}-wal");

    /// <summary>The path of the write-ahead log.</summary>
    public string LogPath { get; } = $"{path}-wal";

    /// <summary>Whether the write-ahead log is the one that was opened.</summary>
    public bool HasLog => FileIdentity.Of(LogPath) == _log;

    /// <summary>Whether the writer is open: SQLite itself removes the log with the last connection.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>Whether what a removed log held is in the database file.</summary>
    public bool IsLogSaved { get; set; } = true;

    /// <summary>Checks all files.</summary>
    /// <exception cref="StoreFailureException">One is not the one that was opened.</exception>
    public void Verify()
    {
        RequireDatabase();
        if (IsOpen && !HasLog)
        {
            throw new StoreFailureException(StoreFailure.Missing, $"The write-ahead log {LogPath} was removed or replaced while the server runs.");
        }
    }

    /// <summary>Checks the database file, and that it has everything.</summary>
    /// <exception cref="StoreFailureException">It is not the one that was opened.</exception>
    public void RequireDatabase()
    {
        if (!IsLogSaved)
        {
            throw new StoreFailureException(
                StoreFailure.Damaged, $"The write-ahead log {LogPath} was removed while the server runs, and could not be copied into the database file.");
        }

        if (FileIdentity.Of(path) != _database)
        {
            throw new StoreFailureException(
                StoreFailure.Missing,
                $"The database file {path} was removed or replaced while the server runs. Put it back, or restart the server with the file that is to be used.");
        }
    }
}

/// <summary>Which file lies at a path.</summary>
/// <param name="Device">The device.</param>
/// <param name="Number">The file's number on it (inode).</param>
internal readonly partial record struct FileIdentity(ulong Device, ulong Number)
{
    private const int CurrentDirectory = -100;
    private const uint WantNumber = 0x100;

    // struct statx, which is the same on all architectures.
    private const int StatusBytes = 256;
    private const int NumberAt = 32;
    private const int DeviceAt = 136;

    // glibc has it since 2.28, musl since 1.2.5.
    private static readonly bool _hasStatus = OperatingSystem.IsLinux()
        && NativeLibrary.TryLoad("libc", typeof(FileIdentity).Assembly, null, out var library) && NativeLibrary.TryGetExport(library, "statx", out _);

    /// <summary>The file at a path; null where there is none. Where files cannot be told apart, all look the same.</summary>
    public static FileIdentity? Of(string path)
    {
        if (!_hasStatus)
        {
            return File.Exists(path) ? default(FileIdentity) : null;
        }

        Span<byte> status = stackalloc byte[StatusBytes];
        return Statx(CurrentDirectory, path, 0, WantNumber, status) != 0
            ? null
            : new FileIdentity(BitConverter.ToUInt64(status[DeviceAt..]), BitConverter.ToUInt64(status[NumberAt..]));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, Span<byte> status);
}
