using Dapper;
using Switchboard.Extensibility;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Streams;

/// <summary>Reads and writes wholes for the writer. Who changes them has locked their stream.</summary>
internal static class WholeTables
{
    /// <summary>The columns, under the names of <see cref="WholeRow"/>.</summary>
    public const string Columns =
        "stream_id AS StreamId, created AS Created, id AS Id, state AS State, kind AS Kind, size AS Size, small_parts AS SmallParts, merged_parts AS MergedParts, "
        + "changed_at AS ChangedAt, kept_until AS KeptUntil, open_until AS OpenUntil, published_at AS PublishedAt, is_json AS IsJson, tags AS Tags, publisher AS Publisher";

    /// <summary>Adds one.</summary>
    public const string Insert =
        "INSERT INTO whole (stream_id, created, id, state, kind, size, small_parts, merged_parts, changed_at, kept_until, open_until, published_at, is_json, tags, publisher) "
        + "VALUES (@StreamId, @Created, @Id, @State, @Kind, @Size, @SmallParts, @MergedParts, @ChangedAt, @KeptUntil, @OpenUntil, @PublishedAt, @IsJson, @Tags, @Publisher)";

    /// <summary>Adds a part.</summary>
    public const string InsertPart = "INSERT INTO whole_part (stream_id, created, number, level, data) VALUES (@StreamId, @Created, @number, @level, @data)";

    /// <summary>How many parts are merged into one.</summary>
    public const int PartsOfAMerge = 64;

    private const string Find = $"SELECT {Columns} FROM whole WHERE stream_id = @StreamId AND id = @Id AND created > @from ORDER BY created DESC LIMIT 1";

    private const string CountOpen = "SELECT COUNT(*) FROM whole WHERE stream_id = @Id AND created > @WholesFrom AND open_until IS NOT NULL";

    private const string Update =
        "UPDATE whole SET state = @State, kind = @Kind, size = @Size, small_parts = @SmallParts, merged_parts = @MergedParts, changed_at = @ChangedAt, "
        + "kept_until = @KeptUntil, open_until = @OpenUntil, is_json = @IsJson WHERE stream_id = @StreamId AND created = @Created";

    private const string RemoveParts = "DELETE FROM whole_part WHERE stream_id = @StreamId AND created = @Created";

    private const string FindSurplus =
        "SELECT created FROM whole WHERE stream_id = @Id AND created > @WholesFrom AND open_until IS NULL ORDER BY created DESC LIMIT 100 OFFSET @most";

    /// <summary>Finds one that is requested, unless it is past its time.</summary>
    public static async ValueTask LoadAsync(WriteSession session, StreamRow stream, WholeSlot slot, TimeSpan age, long now)
    {
        var row = await session.Connection.QueryRowAsync<WholeRow>(Find, new { slot.StreamId, slot.Id, from = stream.WholesFrom }, session.Transaction);
        slot.Load(row?.IsKept(now, age) == true ? row : null);
    }

    /// <summary>Counts those of a stream that are open.</summary>
    public static Task<long> CountOpenAsync(WriteSession session, StreamRow stream)
        => session.Connection.ExecuteScalarAsync<long>(CountOpen, new { stream.Id, stream.WholesFrom }, session.Transaction);

    /// <summary>Writes what a transaction has changed.</summary>
    public static async ValueTask StoreAsync(WriteSession session, WholeChanges changes)
    {
        foreach (var slot in changes.Slots)
        {
            if (slot.IsChanged)
            {
                await StoreAsync(session, slot);
            }
        }

        foreach (var (stream, most) in changes.Grown)
        {
            await TrimAsync(session, stream, most);
        }
    }

    /// <summary>Removes one.</summary>
    public static async ValueTask RemoveAsync(WriteSession session, long streamId, long created)
    {
        var place = new { StreamId = streamId, Created = created };
        await session.Connection.ExecuteAsync(RemoveParts, place, session.Transaction);
        await session.Connection.ExecuteAsync("DELETE FROM whole WHERE stream_id = @StreamId AND created = @Created", place, session.Transaction);
    }

    private static async ValueTask StoreAsync(WriteSession session, WholeSlot slot)
    {
        var row = slot.Current!;
        if (slot.IsCleared)
        {
            await session.Connection.ExecuteAsync(RemoveParts, new { row.StreamId, row.Created }, session.Transaction);
        }

        if (slot.Added.Count > 0)
        {
            var part = new { row.StreamId, row.Created, number = slot.Number, level = 0L, data = Join(slot.Added) };
            await session.Connection.ExecuteAsync(InsertPart, part, session.Transaction);
            row = await MergeAsync(session, row with { SmallParts = row.SmallParts + 1 });
        }

        await session.Connection.ExecuteAsync(slot.IsNew ? Insert : Update, row, session.Transaction);
    }

    // Level by level: each byte is written as often as there are levels, not as often as there is an append.
    private static async ValueTask<WholeRow> MergeAsync(WriteSession session, WholeRow row)
    {
        if (row.SmallParts >= PartsOfAMerge)
        {
            await MergeAsync(session, row, level: 0);
            row = row with { SmallParts = 0, MergedParts = row.MergedParts + 1 };
        }

        if (row.MergedParts >= PartsOfAMerge)
        {
            await MergeAsync(session, row, level: 1);
            row = row with { MergedParts = 0 };
        }

        return row;
    }

    private static async ValueTask MergeAsync(WriteSession session, WholeRow row, long level)
    {
        var (connection, transaction) = (session.Connection, session.Transaction);
        var place = new { row.StreamId, row.Created, level };
        var parts = await connection.QueryRowsAsync<WholePart>(
            "SELECT number AS Number, data AS Data FROM whole_part WHERE stream_id = @StreamId AND created = @Created AND level = @level ORDER BY number", place, transaction);
        await connection.ExecuteAsync("DELETE FROM whole_part WHERE stream_id = @StreamId AND created = @Created AND level = @level", place, transaction);
        var data = Join(parts.ConvertAll(static part => (ReadOnlyMemory<byte>)part.Data));
        await connection.ExecuteAsync(InsertPart, new { row.StreamId, row.Created, number = parts[^1].Number, level = level + 1, data }, transaction);
    }

    private static async ValueTask TrimAsync(WriteSession session, StreamRow stream, int most)
    {
        foreach (var created in await session.Connection.QueryRowsAsync<long>(FindSurplus, new { stream.Id, stream.WholesFrom, most }, session.Transaction))
        {
            await RemoveAsync(session, stream.Id, created);
        }
    }

    private static byte[] Join(IReadOnlyList<ReadOnlyMemory<byte>> parts) => WholeData.Wrap(parts, WholeDataKind.Bytes);
}

/// <summary>A part of a whole.</summary>
internal sealed class WholePart
{
    /// <summary>The number of the whole.</summary>
    public long Created { get; set; }

    /// <summary>Its place.</summary>
    public long Number { get; set; }

    /// <summary>How often it was merged.</summary>
    public long Level { get; set; }

    /// <summary>The data.</summary>
    public byte[] Data { get; set; } = [];
}
