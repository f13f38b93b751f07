using Dapper;
using Switchboard.Extensibility;
using Switchboard.Storage.Maintenance;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Records;

/// <summary>The statements on records.</summary>
internal static class RecordSql
{
    /// <summary>The columns that are read.</summary>
    public const string Columns = "kind AS Kind, id AS Id, owner AS Owner, revision AS Revision, expires_at AS ExpiresAt, body AS Body";

    /// <summary>Every record.</summary>
    public const string All = $"SELECT {Columns} FROM record ORDER BY kind, id";

    /// <summary>One record that is not over.</summary>
    public const string Find = $"SELECT {Columns} FROM record WHERE kind = @kind AND id = @id AND (expires_at = 0 OR expires_at > @now)";

    /// <summary>Removes records whose time is over.</summary>
    public const string Sweep =
        "DELETE FROM record WHERE (kind, id) IN (SELECT kind, id FROM record WHERE expires_at > 0 AND expires_at <= @now LIMIT @limit)";

    // Whoever gives a revision holds the row until the commit: so nodes take turns, and what was compared cannot change.
    private const string NextRevision = "UPDATE record_revision SET last = last + 1 WHERE only_one = 1 RETURNING last";

    private const string Put =
        """
        INSERT INTO record (kind, id, owner, revision, expires_at, body) VALUES (@Kind, @Id, @Owner, @revision, @expiresAt, @body)
        ON CONFLICT (kind, id) DO UPDATE SET owner = excluded.owner, revision = excluded.revision, expires_at = excluded.expires_at, body = excluded.body
        """;

    /// <summary>A page of records.</summary>
    public static string List(bool ofOwner)
        => $"SELECT {Columns} FROM record WHERE kind = @kind AND id > @after{(ofOwner ? " AND owner = @owner" : "")} AND (expires_at = 0 OR expires_at > @now) ORDER BY id LIMIT @limit";

    /// <summary>Keeps a record; null where another is there than expected.</summary>
    public static async Task<long?> PutAsync(WriteSession session, StoredRecord record, long? expected, long now)
    {
        var revision = await session.Connection.ExecuteScalarAsync<long>(NextRevision, transaction: session.Transaction);
        if (expected is { } wanted && (await FindAsync(session, record.Kind, record.Id, now))?.Revision is var found && (found ?? 0) != wanted)
        {
            return null;
        }

        await session.Connection.ExecuteAsync(
            Put,
            new { record.Kind, record.Id, record.Owner, revision, expiresAt = record.ExpiresAt?.ToUnixTimeMilliseconds() ?? 0, body = record.Body.ToArray() },
            session.Transaction);
        return revision;
    }

    /// <summary>Removes a record; null where it is not there, or another than expected.</summary>
    public static async Task<StoredRecord?> RemoveAsync(WriteSession session, string kind, string id, long? expected, long now)
    {
        var removed = await session.Connection.QueryRowAsync<RecordRow>(
            $"DELETE FROM record WHERE kind = @kind AND id = @id AND (@expected = 0 OR revision = @expected) RETURNING {Columns}",
            new { kind, id, expected = expected ?? 0 },
            session.Transaction);
        return removed?.IsOver(now) == false ? removed.ToRecord() : null;
    }

    /// <summary>Takes a record from an export.</summary>
    public static async Task<int> AddAsync(WriteSession session, ExportedRecord record)
    {
        var revision = await session.Connection.ExecuteScalarAsync<long>(NextRevision, transaction: session.Transaction);
        return await session.Connection.ExecuteAsync(Put, new { record.Kind, record.Id, record.Owner, revision, expiresAt = record.ExpiresAt, body = record.Body }, session.Transaction);
    }

    private static async Task<StoredRecord?> FindAsync(WriteSession session, string kind, string id, long now)
        => (await session.Connection.QueryRowAsync<RecordRow>(Find, new { kind, id, now }, session.Transaction))?.ToRecord();
}

/// <summary>A row of the table of records.</summary>
internal sealed class RecordRow
{
    public string Kind { get; set; } = "";

    public string Id { get; set; } = "";

    public string Owner { get; set; } = "";

    public long Revision { get; set; }

    public long ExpiresAt { get; set; }

    public byte[] Body { get; set; } = [];

    /// <summary>Whether its time is over.</summary>
    public bool IsOver(long now) => ExpiresAt > 0 && ExpiresAt <= now;

    /// <summary>The record.</summary>
    public StoredRecord ToRecord() => new(Kind, Id)
    {
        Owner = Owner,
        Revision = Revision,
        ExpiresAt = ExpiresAt > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAt) : null,
        Body = Body,
    };
}
