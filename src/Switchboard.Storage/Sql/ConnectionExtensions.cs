using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;

namespace Switchboard.Storage.Sql;

/// <summary>Reads rows as objects, without ever waiting on the thread that it is on.</summary>
/// <remarks>
/// Dapper's own queries read columns in sequence: the driver waits, synchronously, for the part of a row that has not arrived yet. Where
/// sockets complete inline, as in the stand-alone server, that thread is the one that would bring it. So each row is read as a whole here.
/// </remarks>
internal static class ConnectionExtensions
{
    /// <summary>Reads all rows.</summary>
    public static async Task<List<T>> QueryRowsAsync<T>(this DbConnection connection, string sql, object? parameters = null, DbTransaction? transaction = null)
    {
        var rows = new List<T>();
        await foreach (var row in connection.StreamRowsAsync<T>(sql, parameters, transaction))
        {
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>Reads the first row; the type's default where there is none.</summary>
    public static async Task<T?> QueryRowAsync<T>(this DbConnection connection, string sql, object? parameters = null, DbTransaction? transaction = null)
    {
        await foreach (var row in connection.StreamRowsAsync<T>(sql, parameters, transaction))
        {
            return row;
        }

        return default;
    }

    /// <summary>Reads rows one after the other, while they are asked for.</summary>
    public static async IAsyncEnumerable<T> StreamRowsAsync<T>(
        this DbConnection connection, string sql, object? parameters = null, DbTransaction? transaction = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var reader = await connection.ExecuteReaderAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));
        var parse = reader.GetRowParser(typeof(T));
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return (T)parse(reader);
        }
    }
}
