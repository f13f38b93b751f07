using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using Switchboard.Extensibility;

namespace Switchboard.Storage.Outbox;

/// <summary>An event as the database has it.</summary>
internal sealed class OutboxRow
{
    /// <summary>What <see cref="Read"/> reads, in its order.</summary>
    public const string Columns = "number, target, event_id, happened_at, bytes, head, data";

    public long Number { get; init; }

    public string Target { get; init; } = "";

    public string EventId { get; init; } = "";

    /// <summary>In Unix milliseconds.</summary>
    public long HappenedAt { get; init; }

    public long Bytes { get; init; }

    /// <summary>An <see cref="EventHead"/> as JSON.</summary>
    public byte[] Head { get; init; } = [];

    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Makes the row of an event.</summary>
    public static OutboxRow From(OutgoingEvent happened) => new()
    {
        Target = happened.Target,
        EventId = happened.Id,
        HappenedAt = happened.Time.ToUnixTimeMilliseconds(),
        Bytes = happened.ApproximateBytes,
        Head = JsonSerializer.SerializeToUtf8Bytes(EventHead.From(happened), EventHeadJsonContext.Default.EventHead),
        Data = happened.Data,
    };

    /// <summary>Reads <see cref="Columns"/>.</summary>
    public static OutboxRow Read(DbDataReader reader) => new()
    {
        Number = reader.GetInt64(0),
        Target = reader.GetString(1),
        EventId = reader.GetString(2),
        HappenedAt = reader.GetInt64(3),
        Bytes = reader.GetInt64(4),
        Head = reader.GetFieldValue<byte[]>(5),
        Data = reader.GetFieldValue<byte[]>(6),
    };

    /// <summary>The event of the row.</summary>
    public StoredEvent ToStored()
    {
        var head = JsonSerializer.Deserialize(Head, EventHeadJsonContext.Default.EventHead)!;
        return new StoredEvent(Number, new OutgoingEvent
        {
            Target = Target,
            Id = EventId,
            Type = head.Type,
            Time = DateTimeOffset.FromUnixTimeMilliseconds(HappenedAt),
            Data = Data,
            IsJson = head.IsJson,
            Channel = head.Channel,
            Event = head.Event,
            Tags = head.Tags,
            Key = head.Key,
            IsRemoval = head.IsRemoval,
            User = head.User,
            Offset = head.Offset,
            Epoch = head.Epoch,
            TraceParent = head.TraceParent,
            TraceState = head.TraceState,
        });
    }
}

/// <summary>What the database does not look into. Rows of older servers lack what has a default.</summary>
internal sealed record EventHead(
    string Type, bool IsJson, string Channel, string Event, string User, ulong Offset, string Epoch, string TraceParent, string TraceState,
    IReadOnlyDictionary<string, string>? Tags = null, string Key = "", bool IsRemoval = false)
{
    public static EventHead From(OutgoingEvent happened) => new(
        happened.Type, happened.IsJson, happened.Channel, happened.Event, happened.User, happened.Offset, happened.Epoch, happened.TraceParent, happened.TraceState,
        happened.Tags, happened.Key, happened.IsRemoval);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventHead))]
internal sealed partial class EventHeadJsonContext : JsonSerializerContext;
