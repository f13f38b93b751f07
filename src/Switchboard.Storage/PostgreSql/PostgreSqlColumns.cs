using Npgsql;
using NpgsqlTypes;

namespace Switchboard.Storage.PostgreSql;

/// <summary>Rows as PostgreSQL takes many of them at once: an array for each column.</summary>
internal static class PostgreSqlColumns
{
    /// <summary>Adds a column of rows.</summary>
    public static void AddColumn<TRow, TValue>(this NpgsqlParameterCollection parameters, NpgsqlDbType type, List<TRow> rows, Func<TRow, TValue> value)
    {
        var column = new TValue[rows.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = value(rows[i]);
        }

        parameters.Add(new NpgsqlParameter<TValue[]> { TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
