using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;

namespace Switchboard.Storage.Audit;

/// <summary>Reads the rows of the audit, whatever somebody has put there: who looks for tampering must not fall over it.</summary>
/// <remarks>
/// SQLite keeps anything in any column, and whoever may change a table may let it have nulls, or another type. Such a cell is read as empty,
/// or as a number that there is not, and its row is marked.
/// </remarks>
internal static class AuditCells
{
    /// <summary>The number of a row that has none: the last of all, as such rows are sorted.</summary>
    public const long NoNumber = long.MaxValue;

    /// <summary>Reads entries one after the other, while they are asked for.</summary>
    public static async IAsyncEnumerable<AuditRow> StreamEntriesAsync(
        this DbConnection connection, string sql, object? parameters = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var reader = await connection.ExecuteReaderAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return EntryOf(new Cells(reader));
        }
    }

    /// <summary>Reads the chain; null where it is lost.</summary>
    public static async Task<AuditChainRow?> ReadChainAsync(this DbConnection connection, string sql, DbTransaction? transaction = null)
    {
        await using var reader = await connection.ExecuteReaderAsync(new CommandDefinition(sql, transaction: transaction));
        return await reader.ReadAsync() ? ChainOf(new Cells(reader)) : null;
    }

    private static AuditRow EntryOf(Cells cells)
    {
        var row = new AuditRow
        {
            Number = cells.Number(NoNumber),
            RecordedAt = cells.Number(-1),
            Node = cells.Text(),
            Action = cells.Text(),
            Actor = cells.Text(),
            Address = cells.Text(),
            Target = cells.Text(),
            Result = cells.Text(),
            Details = cells.Text(),
            KeyId = cells.Text(),
            Hash = cells.Text(),
        };
        row.IsDamaged = cells.AreOdd;
        return row;
    }

    private static AuditChainRow ChainOf(Cells cells)
    {
        var row = new AuditChainRow
        {
            Number = cells.Number(-1),
            Hash = cells.Text(),
            AnchorNumber = cells.Number(-1),
            AnchorHash = cells.Text(),
            AnchorAt = cells.Number(-1),
            AnchorKeyId = cells.Text(),
            AnchorSignature = cells.Text(),
        };
        row.IsDamaged = cells.AreOdd;
        return row;
    }

    /// <summary>The cells of a row, in the order of its columns.</summary>
    private sealed class Cells(DbDataReader reader)
    {
        private int _next;

        /// <summary>Whether one was of another type.</summary>
        public bool AreOdd { get; private set; }

        public long Number(long otherwise) => Read() is long number ? number : Odd(otherwise);

        public string Text() => Read() as string ?? Odd("");

        private object? Read()
        {
            try
            {
                return reader.GetValue(_next++);
            }
            catch (InvalidCastException)
            {
                return null;
            }
        }

        private T Odd<T>(T otherwise)
        {
            AreOdd = true;
            return otherwise;
        }
    }
}
