using System.Data;
using System.Net.Sockets;
using Npgsql;

namespace Switchboard.Storage.PostgreSql;

/// <summary>What PostgreSQL's failures mean for the hub.</summary>
internal static class PostgreSqlErrors
{
    // Classes and codes of appendix A of PostgreSQL's manual: connection, authorization, no such database, resources (a full disk),
    // operator intervention (a shutdown), system, and a server that only reads.
    private static readonly string[] _states = ["08", "28", "3D", "53", "57", "58", "25006"];

    /// <summary>Whether the server is at fault, or the way to it, and not the statement.</summary>
    public static bool IsUnavailable(Exception exception) => exception switch
    {
        PostgresException postgres => _states.Any(state => postgres.SqlState.StartsWith(state, StringComparison.Ordinal)),

        // A connection that broke between two rows.
        DataException { InnerException: { } inner } => IsUnavailable(inner),
        NpgsqlException or SocketException or IOException or TimeoutException => true,

        // A connection that broke between two statements.
        InvalidOperationException { Source: "Npgsql" } => true,
        _ => false,
    };
}
