using System.Data.Common;
using System.Text;
using Dapper;
using Switchboard.Extensibility;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Audit;

/// <summary>The statements on the audit.</summary>
internal sealed class AuditSql(SqlDialect dialect)
{
    /// <summary>Every entry, in order.</summary>
    public const string All = $"SELECT {AuditRow.Columns} FROM audit_entry ORDER BY number";

    /// <summary>The chain.</summary>
    public const string Chain = $"SELECT {AuditChainRow.Columns} FROM audit_chain WHERE only_one = 1";

    /// <summary>Writes a row as it is.</summary>
    public const string Insert =
        """
        INSERT INTO audit_entry (number, recorded_at, node, action, actor, address, target, result, details, key_id, hash)
        VALUES (@Number, @RecordedAt, @Node, @Action, @Actor, @Address, @Target, @Result, @Details, @KeyId, @Hash)
        """;

    /// <summary>Writes the chain as it is.</summary>
    public const string UpdateChain =
        """
        UPDATE audit_chain SET number = @Number, hash = @Hash, anchor_number = @AnchorNumber, anchor_hash = @AnchorHash, anchor_at = @AnchorAt,
          anchor_key_id = @AnchorKeyId, anchor_signature = @AnchorSignature WHERE only_one = 1
        """;

    // Nobody appends or trims beside whoever has read the row so.
    private readonly string _hold = dialect.Translate($"{Chain} {{for update}}");

    /// <summary>Appends what the caller seals.</summary>
    public async Task<AuditHead> AppendAsync(WriteSession session, Func<AuditHead, IReadOnlyList<AuditEntry>> seal)
    {
        var chain = await HoldAsync(session);
        foreach (var entry in seal(chain.Head))
        {
            if (entry.Number != chain.Number + 1)
            {
                throw new InvalidOperationException($"An entry of the audit has the number {entry.Number}, behind {chain.Number}.");
            }

            await session.Connection.ExecuteAsync(Insert, AuditRow.From(entry), session.Transaction);
            (chain.Number, chain.Hash) = (entry.Number, entry.Hash);
        }

        await session.Connection.ExecuteAsync(UpdateChain, chain, session.Transaction);
        return chain.Head;
    }

    /// <summary>Removes what is old enough, from the beginning. What lies behind the first entry that is young stays, whatever its time.</summary>
    public async Task<long> TrimAsync(WriteSession session, long before, int limit, Func<AuditAnchor, AuditAnchor> sign)
    {
        var chain = await HoldAsync(session);
        var young = await session.Connection.ExecuteScalarAsync<long?>(
            "SELECT MIN(number) FROM audit_entry WHERE recorded_at >= @before", new { before }, session.Transaction) ?? long.MaxValue;
        var last = Math.Min(Math.Min(young, chain.Number) - 1, chain.AnchorNumber + limit);
        if (last <= chain.AnchorNumber
            || await session.Connection.ExecuteScalarAsync<string?>("SELECT hash FROM audit_entry WHERE number = @last", new { last }, session.Transaction) is not { } hash)
        {
            return 0;
        }

        var anchor = sign(new AuditAnchor(last, hash));
        var removed = last - chain.AnchorNumber;
        (chain.AnchorNumber, chain.AnchorHash, chain.AnchorAt) = (last, hash, anchor.Time.ToUnixTimeMilliseconds());
        (chain.AnchorKeyId, chain.AnchorSignature) = (anchor.KeyId, anchor.Signature);
        await session.Connection.ExecuteAsync("DELETE FROM audit_entry WHERE number <= @last", new { last }, session.Transaction);
        await session.Connection.ExecuteAsync(UpdateChain, chain, session.Transaction);
        return removed;
    }

    /// <summary>A page, newest first.</summary>
    public static async Task<IReadOnlyList<AuditEntry>> ReadAsync(DbConnection connection, AuditQuery query)
    {
        var prefix = query.Action?.EndsWith('.') == true ? query.Action : null;
        var wanted = new
        {
            query.Actor,
            query.Target,
            query.Result,
            query.Action,
            after = prefix,

            // The character behind the dot: what begins so lies in between.
            behind = prefix is null ? null : $"{prefix[..^1]}/",
            before = query.Before,
            from = query.From?.ToUnixTimeMilliseconds(),
            to = query.To?.ToUnixTimeMilliseconds(),
            limit = query.Limit,
        };
        var entries = new List<AuditEntry>();
        await foreach (var row in connection.StreamEntriesAsync(Select(query, prefix is not null), wanted))
        {
            entries.Add(row.ToEntry());
        }

        return entries;
    }

    private static string Select(AuditQuery query, bool isPrefix)
    {
        var sql = new StringBuilder($"SELECT {AuditRow.Columns} FROM audit_entry WHERE 1 = 1");
        AddIf(query.Before is not null, " AND number < @before");
        AddIf(query.From is not null, " AND recorded_at >= @from");
        AddIf(query.To is not null, " AND recorded_at < @to");
        AddIf(query.Actor is { Length: > 0 }, " AND actor = @Actor");
        AddIf(query.Target is { Length: > 0 }, " AND target = @Target");
        AddIf(query.Result is { Length: > 0 }, " AND result = @Result");
        AddIf(isPrefix, " AND action >= @after AND action < @behind");
        AddIf(!isPrefix && query.Action is { Length: > 0 }, " AND action = @Action");
        return sql.Append(" ORDER BY number DESC LIMIT @limit").ToString();

        void AddIf(bool isWanted, string condition) => sql.Append(isWanted ? condition : "");
    }

    private async Task<AuditChainRow> HoldAsync(WriteSession session)
        => await session.Connection.ReadChainAsync(_hold, session.Transaction) is { IsDamaged: false } chain
            ? chain
            : throw new InvalidOperationException("The audit has lost its chain, or that was tampered with: run `switchboard audit verify`.");
}
