namespace Switchboard.Storage.Streams;

/// <summary>Statements about streams that both databases understand.</summary>
internal static class StreamSql
{
    /// <summary>The columns of a stream, under the names of <see cref="StreamRow"/>.</summary>
    public const string StreamColumns =
        "id AS Id, channel AS Channel, epoch AS Epoch, base AS Base, last AS Last, floor AS Floor, swept AS Swept, version AS Version, "
        + "version_epoch AS VersionEpoch, kept_until AS KeptUntil, position_until AS PositionUntil, sweep_at AS SweepAt, appended_at AS AppendedAt, keys_until AS KeysUntil, entries AS Entries, wholes_from AS WholesFrom";

    /// <summary>The columns of a publication, in the order in which <see cref="PublicationRow.Read"/> takes them.</summary>
    public const string PublicationColumns = "number, published_at, is_json, data, tags, publisher, entry_key, is_removal, score";

    /// <summary>Finds a stream by its channel.</summary>
    public const string FindStream = $"SELECT {StreamColumns} FROM stream WHERE channel = @channel";

    /// <summary>Reads publications forwards.</summary>
    public const string ReadForwards = Read + "ORDER BY number LIMIT @limit";

    /// <summary>Reads publications backwards.</summary>
    public const string ReadBackwards = Read + "ORDER BY number DESC LIMIT @limit";

    private const string Range = "FROM publication WHERE stream_id = @id AND number > @above AND number < @below ";

    // From the first one on that is young enough by the rules of today, whatever they were when it was written. Not each by itself: where
    // the clock was set back there would be holes.
    private const string Read =
        $"SELECT {PublicationColumns} {Range} AND kept_until > @now AND number >= (SELECT number {Range} AND published_at > @after ORDER BY number LIMIT 1) ";
}
