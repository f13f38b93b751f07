using System.Data.Common;
using Dapper;

namespace Switchboard.Storage.Sql;

/// <summary>Reads rows without ever waiting on the thread that it is on.</summary>
/// <remarks>
/// Dapper's own queries read columns in sequence: the driver waits, synchronously, for the part of a row that has not arrived yet. Where
/// sockets complete inline, as in the stand-alone server, that thread is the one that would bring it. So each row is read as a whole here.
/// </remarks>
internal static class RowReading
{
    /// <summary>All rows of a statement.</summary>
    public static async Task<List<T>> ListAsync<T>(this DbConnection connection, string sql, object? parameters = null, DbTransaction? transaction = null)
    {
        await using var reader = await connection.ExecuteReaderAsync(sql, parameters, transaction);
        var parse = reader.GetRowParser(typeof(T));
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add((T)parse(reader));
        }

        return rows;
    }

    /// <summary>The first row of a statement; the default where there is none.</summary>
    public static async Task<T?> FirstAsync<T>(this DbConnection connection, string sql, object? parameters = null, DbTransaction? transaction = null)
        => (await connection.ListAsync<T>(sql, parameters, transaction)) is [var first, ..] ? first : default;
}
