using System.Data;
using Microsoft.Data.Sqlite;

namespace Switchboard.Storage.Sqlite;

/// <summary>What SQLite's result codes mean for the hub.</summary>
internal static class SqliteErrors
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int Input = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int Protocol = 15;
    private const int NotADatabase = 26;

    /// <summary>Whether the file is at fault, or the disk, or another process, and not the statement.</summary>
    public static bool IsUnavailable(Exception exception) => exception switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode
            is Busy or Locked or ReadOnly or Input or Corrupt or Full or CannotOpen or Protocol or NotADatabase,
        DataException { InnerException: { } inner } => IsUnavailable(inner),
        IOException or UnauthorizedAccessException => true,
        _ => false,
    };
}
