using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Switchboard.Storage.Sqlite;

/// <summary>A statement that is parsed once and carried out for many rows, by SQLite's own interface: nothing is allocated for a row.</summary>
/// <remarks>Parameters and columns are numbered as SQLite does: parameters from 1, columns from 0.</remarks>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, sql, out _statement), _database);
    }

    public void Bind(int parameter, long value) => Check(raw.sqlite3_bind_int64(_statement, parameter, value));

    /// <summary>Binds a number by the name of its parameter, as written in the statement.</summary>
    public void Bind(string parameter, long value) => Bind(raw.sqlite3_bind_parameter_index(_statement, parameter), value);

    public void Bind(int parameter, string value) => Check(raw.sqlite3_bind_text(_statement, parameter, value));

    /// <summary>Binds bytes; an empty value is one of no bytes, not null.</summary>
    public void Bind(int parameter, ReadOnlySpan<byte> value)
        => Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, parameter, 0) : raw.sqlite3_bind_blob(_statement, parameter, value));

    /// <summary>Binds text, or null.</summary>
    public void BindNullable(int parameter, string? value)
    {
        if (value is null)
        {
            Check(raw.sqlite3_bind_null(_statement, parameter));
        }
        else
        {
            Bind(parameter, value);
        }
    }

    /// <summary>Binds bytes, or null.</summary>
    public void BindNullable(int parameter, byte[]? value)
    {
        if (value is null)
        {
            Check(raw.sqlite3_bind_null(_statement, parameter));
        }
        else
        {
            Bind(parameter, value);
        }
    }

    /// <summary>Binds a number, or null.</summary>
    public void BindNullable(int parameter, long? value)
    {
        if (value is { } number)
        {
            Bind(parameter, number);
        }
        else
        {
            Check(raw.sqlite3_bind_null(_statement, parameter));
        }
    }

    /// <summary>Carries it out.</summary>
    /// <returns>How many rows it has changed.</returns>
    public int Execute()
    {
        try
        {
            Step();
            return raw.sqlite3_changes(_database);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Moves to the next row. False where there is none. <see cref="Reset"/> follows the last one that is wanted.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result is raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            return result == raw.SQLITE_ROW;
        }

        SqliteException.ThrowExceptionForRC(result, _database);
        return false;
    }

    /// <summary>A column of the row.</summary>
    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>A column of the row, which may be null.</summary>
    public long? NullableInt64(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL ? null : Int64(column);

    /// <summary>A column of the row, which is not null.</summary>
    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    /// <summary>A column of the row, which may be null.</summary>
    public string? NullableText(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL ? null : Text(column);

    /// <summary>A column of the row, copied.</summary>
    public byte[] Bytes(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    /// <summary>A column of the row, copied, which may be null.</summary>
    public byte[]? NullableBytes(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL ? null : Bytes(column);

    /// <summary>Makes it ready for the next time. A failure was told by <see cref="Step"/>.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_statement);

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
