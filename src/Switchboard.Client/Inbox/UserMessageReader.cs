using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.Json;
using static Switchboard.Client.JsonFields;

namespace Switchboard.Client.Inbox;

/// <summary>Reads messages from publications, and from the lists of the hub.</summary>
internal static class UserMessageReader
{
    public static UserMessage Read(Publication publication)
        => Create(IdOf(publication), publication.Data, publication.Tags) with { Sender = TextOrNull(publication.Publisher?.User), Time = publication.Time };

    public static UserMessage Read(JsonElement entry) => Create(ReadText(entry, "id"), PayloadOf(entry), ReadTags(entry)) with
    {
        Sender = TextOrNull(ReadText(entry, "sender")),
        Time = ReadTime(entry, "time") ?? default,
        State = InboxNames.ParseState(ReadText(entry, "state")),
        IsArchived = entry.TryGetProperty("archived", out var archived) && archived.ValueKind == JsonValueKind.True,
    };

    /// <summary>The id of the message that a publication is; empty where it is none.</summary>
    public static string IdOf(Publication publication) => publication.Tags?.GetValueOrDefault(InboxNames.IdTag) ?? "";

    private static UserMessage Create(string id, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string>? tags) => new()
    {
        Id = id,
        Data = data,
        Event = tags?.GetValueOrDefault(Publication.EventTag),
        Kind = tags?.GetValueOrDefault(InboxNames.KindTag),
        Priority = int.TryParse(tags?.GetValueOrDefault(InboxNames.PriorityTag), CultureInfo.InvariantCulture, out var priority) ? priority : null,
        ReplyTo = tags?.GetValueOrDefault(InboxNames.ReplyToTag),
        ExpiresAt = long.TryParse(tags?.GetValueOrDefault(InboxNames.ExpiresAtTag), CultureInfo.InvariantCulture, out var expiry) ? ReadTime(expiry) : null,
        Tags = tags ?? ReadOnlyDictionary<string, string>.Empty,
    };

    private static ReadOnlyMemory<byte> PayloadOf(JsonElement entry)
        => entry.TryGetProperty("b64data", out var bytes) && bytes.ValueKind == JsonValueKind.String ? bytes.GetBytesFromBase64() : ReadData(entry);

    private static string? TextOrNull(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
