using System.Data;
using System.Net.Sockets;
using Npgsql;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.PostgreSql;

/// <summary>What PostgreSQL's failures mean for the hub.</summary>
internal static class PostgreSqlErrors
{
    // Classes and codes of appendix A of PostgreSQL's manual: connection, authorization, resources (a full disk), operator intervention
    // (a shutdown), system, a server that only reads, and a privilege that was taken away.
    private static readonly string[] _away = ["08", "28", "53", "57", "58", "25006", "42501"];

    // No such database, schema, table or column.
    private static readonly string[] _missing = ["3D", "3F", "42P01", "42703"];

    // Data that the database cannot hold, such as a NUL in text, and violated constraints.
    private static readonly string[] _rejected = ["22", "23"];

    /// <summary>Whether the server is at fault, or the way to it, and not the statement.</summary>
    public static StoreFailure Classify(Exception exception) => exception switch
    {
        StoreFailureException failure => failure.Failure,
        PostgresException postgres => Classify(postgres.SqlState),

        // A connection that broke between two rows.
        DataException { InnerException: { } inner } => Classify(inner),
        NpgsqlException or SocketException or IOException or TimeoutException => StoreFailure.Away,

        // A connection that broke between two statements.
        InvalidOperationException { Source: "Npgsql" } => StoreFailure.Away,
        _ => StoreFailure.Statement,
    };

    private static StoreFailure Classify(string state)
    {
        if (IsAmong(_away, state))
        {
            return StoreFailure.Away;
        }

        if (IsAmong(_missing, state))
        {
            return StoreFailure.Missing;
        }

        return IsAmong(_rejected, state) ? StoreFailure.Rejected : StoreFailure.Statement;
    }

    private static bool IsAmong(string[] states, string state) => Array.Exists(states, known => state.StartsWith(known, StringComparison.Ordinal));
}
