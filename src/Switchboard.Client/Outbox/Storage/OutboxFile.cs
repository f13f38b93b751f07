using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Switchboard.Client.Outbox.Storage;

/// <summary>Opens an outbox's file: alone, checked, and such that a commit is on disk when it returns.</summary>
internal static class OutboxFile
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Full = 13;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    // How long to wait for a program that is just ending to release the file.
    private const int LockWaitSeconds = 2;

    /// <summary>Opens or creates the file.</summary>
    /// <exception cref="OutboxException">It cannot be used.</exception>
    public static SqliteConnection Open(string path)
    {
        SqliteConnection? connection = null;
        try
        {
            Prepare(path);
            connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Pooling = false,
                DefaultTimeout = LockWaitSeconds,
            }.ToString());
            connection.Open();
            Configure(connection);
            CheckFormat(connection, path);
            return connection;
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException or OutboxException)
        {
            connection?.Dispose();
            throw Translate(exception, path);
        }
    }

    /// <summary>What an error of the database means for the user of an outbox.</summary>
    public static OutboxException Translate(Exception exception, string path) => exception switch
    {
        OutboxException known => known,
        SqliteException { SqliteErrorCode: Busy or Locked } => new OutboxException(
            OutboxFailure.InUse, $"The outbox '{path}' is in use by another program or client. Give each its own file.", exception),
        SqliteException { SqliteErrorCode: Corrupt or NotADatabase } => new OutboxException(
            OutboxFailure.Corrupt, $"The outbox '{path}' is damaged or not a SQLite file. Move it away to begin with an empty one.", exception),
        SqliteException { SqliteErrorCode: Full } => new OutboxException(
            OutboxFailure.Unavailable, $"There is no room on the disk of the outbox '{path}'. Nothing that it holds is lost.", exception),
        _ => new OutboxException(OutboxFailure.Unavailable, $"The outbox '{path}' cannot be read or written: {exception.Message}", exception),
    };

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Prepare(string path)
    {
        CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path)));

        // Only a file that is not there yet: to close one that is would drop the locks that this process holds on it.
        if (OperatingSystem.IsWindows() || File.Exists(path))
        {
            return;
        }

        // Only the owner may read the payloads. SQLite gives its log the rights of the file.
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }

    private static void CreateFolder(string? folder)
    {
        if (folder is not null && OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else if (folder is not null)
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void Configure(SqliteConnection connection)
    {
        // The first access takes the file's lock, which then stays: two outboxes with one file would send everything twice.
        Execute(connection, "PRAGMA locking_mode = EXCLUSIVE");
        Execute(connection, "PRAGMA auto_vacuum = INCREMENTAL");
        Execute(connection, "PRAGMA journal_mode = WAL");
        Execute(connection, "PRAGMA synchronous = FULL");
        Execute(connection, "PRAGMA journal_size_limit = 4194304");
    }

    private static void CheckFormat(SqliteConnection connection, string path)
    {
        Execute(connection, "BEGIN EXCLUSIVE");
        var application = Scalar(connection, "PRAGMA application_id");
        var version = Scalar(connection, "PRAGMA user_version");
        if (application == 0 && version == 0 && Scalar(connection, "SELECT count(*) FROM sqlite_master") == 0)
        {
            Execute(connection, OutboxSchema.Create);
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {OutboxSchema.ApplicationId}"));
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {OutboxSchema.Version}"));
        }
        else if (application != OutboxSchema.ApplicationId)
        {
            throw new OutboxException(OutboxFailure.UnknownFormat, $"The file '{path}' is not an outbox. Give another path.");
        }
        else if (version != OutboxSchema.Version)
        {
            throw new OutboxException(
                OutboxFailure.UnknownFormat, $"The outbox '{path}' has format {version}; this program knows {OutboxSchema.Version}. Use the version that wrote it.");
        }

        Execute(connection, "COMMIT");
        CheckContent(connection, path);
        Execute(connection, "PRAGMA incremental_vacuum");
    }

    private static void CheckContent(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        if (command.ExecuteScalar() is not "ok")
        {
            throw new OutboxException(OutboxFailure.Corrupt, $"The outbox '{path}' is damaged. Move it away to begin with an empty one.");
        }
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
