using System.Text.Json;
using static Switchboard.Client.JsonFields;

namespace Switchboard.Client.Maps;

/// <summary>The payloads of the operations of map channels: JSON in either encoding.</summary>
internal static class MapCodec
{
    /// <summary>Writes <c>sb.map_publish</c>.</summary>
    public static ReadOnlyMemory<byte> WritePublish(string channel, string key, ReadOnlyMemory<byte> data, MapPublishOptions options) => Write(writer =>
    {
        writer.WriteString("channel", channel);
        writer.WriteString("key", key);
        WritePayload(writer, data);
        WriteTags(writer, options.Tags);
        WriteNumber(writer, "score", options.Score == 0 ? null : options.Score);
        WriteOptional(writer, "key_mode", options.KeyMode switch
        {
            MapKeyMode.IfNew => "if_new",
            MapKeyMode.IfExists => "if_exists",
            _ => null,
        });
        WriteExpected(writer, options.Expected);
        WriteOptional(writer, "idempotency_key", options.IdempotencyKey);
        if (options.Version > 0)
        {
            writer.WriteNumber("version", options.Version);
            WriteOptional(writer, "version_epoch", options.VersionEpoch);
        }
    });

    /// <summary>Writes <c>sb.map_remove</c>.</summary>
    public static ReadOnlyMemory<byte> WriteRemove(string channel, string key, MapRemoveOptions options) => Write(writer =>
    {
        writer.WriteString("channel", channel);
        writer.WriteString("key", key);
        WriteTags(writer, options.Tags);
        WriteExpected(writer, options.Expected);
        WriteOptional(writer, "idempotency_key", options.IdempotencyKey);
    });

    /// <summary>Writes <c>sb.map_read_state</c> about one entry.</summary>
    public static ReadOnlyMemory<byte> WriteFind(string channel, string key) => Write(writer =>
    {
        writer.WriteString("channel", channel);
        writer.WriteString("key", key);
    });

    /// <summary>Writes <c>sb.map_read_state</c>.</summary>
    public static ReadOnlyMemory<byte> WriteList(string channel, MapEntryQuery query) => Write(writer =>
    {
        writer.WriteString("channel", channel);
        writer.WriteNumber("limit", query.Limit);
        writer.WriteBoolean("asc", query.Ascending);
        WriteOptional(writer, "cursor", query.Cursor);
        if (query.UpTo is var (offset, epoch))
        {
            writer.WriteNumber("revision_offset", offset);
            WriteOptional(writer, "revision_epoch", epoch);
        }
    });

    /// <summary>Writes <c>sb.map_read_stream</c>.</summary>
    public static ReadOnlyMemory<byte> WriteChanges(string channel, HistoryOptions options) => Write(writer =>
    {
        writer.WriteString("channel", channel);
        writer.WriteNumber("limit", Math.Max(0, options.Limit));
        writer.WriteBoolean("reverse", options.Reverse);
        if (options.Since is var (offset, epoch))
        {
            writer.WriteNumber("since_offset", offset);
            WriteOptional(writer, "since_epoch", epoch);
        }
    });

    /// <summary>Writes <c>sb.map_stats</c>.</summary>
    public static ReadOnlyMemory<byte> WriteChannel(string channel) => Write(writer => writer.WriteString("channel", channel));

    /// <summary>Reads the answer to a change.</summary>
    public static MapPublishResult ReadResult(JsonElement answer) => new(ReadTop(answer), ReadText(answer, "suppress_reason") switch
    {
        "idempotency" => MapSuppression.Idempotency,
        "key_exists" => MapSuppression.KeyExists,
        "key_not_found" => MapSuppression.KeyNotFound,
        "version" => MapSuppression.Version,
        _ => null,
    });

    /// <summary>Reads the answer to <c>sb.map_read_state</c>.</summary>
    public static MapEntryPage ReadPage(JsonElement answer)
    {
        var cursor = ReadText(answer, "cursor");
        return new MapEntryPage(ReadEntries(answer), ReadTop(answer), cursor.Length == 0 ? null : cursor);
    }

    /// <summary>Reads the answer to <c>sb.map_read_stream</c>.</summary>
    public static HistoryResult ReadChanges(JsonElement answer) => new(ReadEntries(answer), ReadTop(answer));

    /// <summary>Reads the answer to <c>sb.map_stats</c>.</summary>
    public static long ReadCount(JsonElement answer) => answer.GetProperty("num_keys").GetInt64();

    private static Position ReadTop(JsonElement answer) => new((ulong)(ReadNumber(answer, "offset") ?? 0), ReadText(answer, "epoch"));

    private static Publication[] ReadEntries(JsonElement answer)
    {
        var epoch = ReadText(answer, "epoch");
        return [.. answer.GetProperty("entries").EnumerateArray().Select(entry => ReadEntry(entry, epoch))];
    }

    private static Publication ReadEntry(JsonElement entry, string epoch)
    {
        var binary = entry.TryGetProperty("b64data", out var text) ? text.GetBytesFromBase64() : null;
        return new Publication
        {
            Key = ReadText(entry, "key"),
            Data = binary ?? ReadPayload(entry),
            IsJson = binary is null,
            IsRemoval = entry.TryGetProperty("removed", out var removed) && removed.ValueKind == JsonValueKind.True,
            Score = ReadNumber(entry, "score") ?? 0,
            Publisher = entry.TryGetProperty("info", out var info) && info.ValueKind == JsonValueKind.Object ? ReadClient(info) : null,
            Tags = ReadTags(entry),
            Time = ReadTime(entry, "time") ?? default,
            Offset = (ulong)(ReadNumber(entry, "offset") ?? 0),
            Epoch = epoch,
        };
    }

    // An entry may be the JSON null, which is a value.
    private static ReadOnlyMemory<byte> ReadPayload(JsonElement entry)
        => entry.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Null ? "null"u8.ToArray() : ReadData(entry);

    private static ClientInfo ReadClient(JsonElement info) => new(ReadText(info, "user"), ReadText(info, "client"), ReadData(info, "conn_info"), ReadData(info, "chan_info"));

    private static void WriteExpected(Utf8JsonWriter writer, Position? expected)
    {
        if (expected is var (offset, epoch))
        {
            writer.WriteNumber("expected_offset", offset);
            WriteOptional(writer, "expected_epoch", epoch);
        }
    }
}
