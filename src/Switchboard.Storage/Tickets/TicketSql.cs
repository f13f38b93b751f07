using Dapper;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Tickets;

/// <summary>The statements on tickets.</summary>
internal static class TicketSql
{
    /// <summary>Removes tickets that nobody is told of any more.</summary>
    public const string Sweep = "DELETE FROM ticket WHERE hash IN (SELECT hash FROM ticket WHERE forget_at <= @now LIMIT @limit)";

    private const string Add = "INSERT INTO ticket (hash, expires_at, used_at, forget_at, body) VALUES (@hash, @expiresAt, 0, @forgetAt, @body)";

    // One statement decides: of those who come at once, on whichever node, one finds it unused.
    private const string Use =
        """
        UPDATE ticket SET used_at = @now, forget_at = @forgetAt WHERE hash = @hash AND used_at = 0 AND expires_at > @now RETURNING body AS Body
        """;

    private const string Find = "SELECT used_at FROM ticket WHERE hash = @hash AND forget_at > @now";

    /// <summary>Lists those that can still be used, in the order of their hashes.</summary>
    public const string List =
        """
        SELECT hash AS Hash, body AS Body FROM ticket WHERE hash > @after AND used_at = 0 AND expires_at > @now ORDER BY hash LIMIT @limit
        """;

    /// <summary>Keeps one.</summary>
    public static async Task<int> AddAsync(WriteSession session, byte[] hash, long expiresAt, long forgetAt, byte[] body)
        => await session.Connection.ExecuteAsync(Add, new { hash, expiresAt, forgetAt, body }, session.Transaction);

    /// <summary>Uses one up. Its body, or when it was used, 0 for never; neither where there is none.</summary>
    public static async Task<(byte[]? Body, long? UsedAt)> UseAsync(WriteSession session, byte[] hash, long now, long forgetAt)
    {
        var row = await session.Connection.QueryRowAsync<TicketRow>(Use, new { hash, now, forgetAt }, session.Transaction);
        return row is not null
            ? (row.Body, now)
            : (null, await session.Connection.ExecuteScalarAsync<long?>(Find, new { hash, now }, session.Transaction));
    }
}

/// <summary>What is read of a ticket.</summary>
internal sealed class TicketRow
{
    public byte[] Hash { get; set; } = [];

    public byte[] Body { get; set; } = [];
}
