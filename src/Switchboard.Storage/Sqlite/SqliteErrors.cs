using System.Data;
using Microsoft.Data.Sqlite;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Sqlite;

/// <summary>What SQLite's result codes mean for the hub.</summary>
internal static class SqliteErrors
{
    private const int General = 1;
    private const int Permission = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int Input = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int Protocol = 15;
    private const int TooBig = 18;
    private const int Constraint = 19;
    private const int Mismatch = 20;
    private const int NotADatabase = 26;

    /// <summary>Whether the file is at fault, or the disk, or another process, and not the statement.</summary>
    public static StoreFailure Classify(Exception exception) => exception switch
    {
        StoreFailureException failure => failure.Failure,
        SqliteException sqlite => Classify(sqlite),
        DataException { InnerException: { } inner } => Classify(inner),
        IOException or UnauthorizedAccessException => StoreFailure.Away,
        _ => StoreFailure.Statement,
    };

    private static StoreFailure Classify(SqliteException exception) => exception.SqliteErrorCode switch
    {
        Corrupt or NotADatabase => StoreFailure.Damaged,
        Permission or Busy or Locked or ReadOnly or Input or Full or CannotOpen or Protocol => StoreFailure.Away,
        TooBig or Constraint or Mismatch => StoreFailure.Rejected,

        // There is no code of its own for a table that was dropped.
        General when exception.Message.Contains("no such table", StringComparison.Ordinal) => StoreFailure.Missing,
        _ => StoreFailure.Statement,
    };
}
