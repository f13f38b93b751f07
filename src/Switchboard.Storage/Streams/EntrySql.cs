using Switchboard.Extensibility;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Streams;

/// <summary>Statements about entries that both databases understand.</summary>
internal sealed class EntrySql(SqlDialect dialect)
{
    /// <summary>The columns of an entry as those of a publication, in the order in which <see cref="PublicationRow.Read"/> takes them.</summary>
    public const string PublicationColumns = "number, published_at, is_json, data, tags, publisher, entry_key, 0 AS is_removal, score";

    // The newest number at the time of the entries: of one statement both are of one moment. Null where they are of an epoch that is over.
    private const string Read =
        $"SELECT {PublicationColumns}, (SELECT s.last FROM stream s WHERE s.id = @id AND s.base = @base AND s.entries > 0) AS top FROM map_entry "
        + "WHERE stream_id = @id AND base = @base AND number <= @upTo AND (expires_at IS NULL OR expires_at > @now) ";

    /// <summary>Reads one entry.</summary>
    public const string ReadOne = Read + "AND entry_key = @key";

    /// <summary>Finds what is past its age.</summary>
    public string FindPast { get; } = dialect.Translate(
        """
        SELECT s.channel, e.entry_key, e.tags FROM map_entry e {by map_entry_expires_at} JOIN stream s ON s.id = e.stream_id AND s.base = e.base AND s.entries > 0
        WHERE e.expires_at IS NOT NULL AND e.expires_at <= @now ORDER BY e.expires_at LIMIT @limit
        """);

    /// <summary>Counts the entries of a channel for readers.</summary>
    public string Count { get; } = dialect.Translate(
        $"SELECT CASE WHEN s.entries = 0 THEN 0 ELSE s.entries - {PastOf(dialect, "s.id", "s.base")} END FROM stream s WHERE s.channel = @channel");

    /// <summary>Counts the entries of a stream that are past their age.</summary>
    public string CountPast { get; } = dialect.Translate($"SELECT {PastOf(dialect, "@id", "@base")}");

    /// <summary>Reads entries in an order.</summary>
    public static string ReadMany(MapRead read, bool isFirst) => (read.IsOrdered, read.IsDescending) switch
    {
        (false, _) => Read + (isFirst ? "" : "AND entry_key > @key ") + "ORDER BY entry_key LIMIT @limit",
        (_, false) => Read + (isFirst ? "" : "AND (score, entry_key) > (@score, @key) ") + "ORDER BY score, entry_key LIMIT @limit",
        _ => Read + (isFirst ? "" : "AND (score, entry_key) < (@score, @key) ") + "ORDER BY score DESC, entry_key DESC LIMIT @limit",
    };

    private static string PastOf(SqlDialect dialect, string id, string @base) => dialect.Translate(
        $"(SELECT COUNT(*) FROM map_entry e {{by map_entry_expires_at}} WHERE e.expires_at IS NOT NULL AND e.expires_at <= @now AND e.stream_id = {id} AND e.base = {@base})");
}
