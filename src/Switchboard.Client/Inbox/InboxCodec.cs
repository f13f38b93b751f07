using System.Text.Json;
using static Switchboard.Client.JsonFields;

namespace Switchboard.Client.Inbox;

/// <summary>The payloads of the inbox's operations and notices: JSON in either encoding.</summary>
internal static class InboxCodec
{
    /// <summary>Writes <c>sb.send</c>.</summary>
    public static ReadOnlyMemory<byte> WriteSend(IReadOnlyCollection<string> users, ReadOnlyMemory<byte> data, UserMessageOptions options, string key) => Write(writer =>
    {
        WriteTexts(writer, "users", users);
        WriteData(writer, "data", data);
        WriteOptional(writer, "event", options.Event);
        WriteOptional(writer, "kind", options.Kind);
        WriteNumber(writer, "priority", options.Priority);
        WriteTags(writer, options.Tags);
        WriteNumber(writer, "expires_ms", (long?)options.ExpiresAfter?.TotalMilliseconds);
        WriteOptional(writer, "reply_to", options.ReplyTo);
        writer.WriteString("idempotency_key", key);
    });

    /// <summary>Writes <c>sb.inbox</c>.</summary>
    public static ReadOnlyMemory<byte> WriteList(InboxQuery query) => Write(writer =>
    {
        WriteNumber(writer, "limit", query.Limit);
        WriteOptional(writer, "kind", query.Kind);
        WriteOptional(writer, "cursor", query.Cursor);
        writer.WriteBoolean("unread", query.UnreadOnly);
        writer.WriteBoolean("archived", query.Archived);
    });

    /// <summary>Writes <c>sb.mark</c>.</summary>
    public static ReadOnlyMemory<byte> WriteMark(IEnumerable<string> ids, InboxMark mark) => Write(writer =>
    {
        WriteTexts(writer, "ids", ids);
        writer.WriteString("as", InboxNames.NameOf(mark));
    });

    /// <summary>Writes <c>sb.state</c>.</summary>
    public static ReadOnlyMemory<byte> WriteGetStates(IEnumerable<string> ids) => Write(writer => WriteTexts(writer, "ids", ids));

    /// <summary>Reads the answer to <c>sb.send</c>.</summary>
    public static IReadOnlyList<SendOutcome> ReadSent(JsonElement answer) => [.. answer.GetProperty("messages").EnumerateArray().Select(ToSent)];

    /// <summary>Reads the answer to <c>sb.inbox</c>.</summary>
    public static UserMessagePage ReadPage(JsonElement answer)
    {
        var cursor = ReadText(answer, "cursor");
        return new UserMessagePage(
            [.. answer.GetProperty("messages").EnumerateArray().Select(UserMessageReader.Read)], ReadUnread(answer), cursor.Length == 0 ? null : cursor);
    }

    /// <summary>Reads the answer to <c>sb.mark</c>.</summary>
    public static long ReadUnread(JsonElement answer) => ReadNumber(answer, "unread") ?? 0;

    /// <summary>Reads the answer to <c>sb.state</c>.</summary>
    public static IReadOnlyList<SentMessageState> ReadStates(JsonElement answer) => [.. answer.GetProperty("messages").EnumerateArray().Select(ReadState)];

    /// <summary>Reads a receipt.</summary>
    public static SentMessageState ReadState(JsonElement receipt) => new()
    {
        Id = ReadText(receipt, "id"),
        User = ReadText(receipt, "user"),
        State = InboxNames.ParseState(ReadText(receipt, "state")),
        AcceptedAt = ReadTime(receipt, "accepted_at") ?? default,
        DeliveredAt = ReadTime(receipt, "delivered_at"),
        ReadAt = ReadTime(receipt, "read_at"),
        EndedAt = ReadTime(receipt, "ended_at"),
    };

    /// <summary>Reads the notice of a mark; null where this client knows no such mark.</summary>
    public static InboxMarkedEventArgs? ReadMarked(JsonElement notice)
        => InboxNames.ParseMark(ReadText(notice, "as")) is { } mark
            ? new InboxMarkedEventArgs([.. notice.GetProperty("ids").EnumerateArray().Select(static id => id.GetString() ?? "")], mark, ReadUnread(notice))
            : null;

    private static SendOutcome ToSent(JsonElement message)
    {
        var error = message.TryGetProperty("error", out var given)
            ? new ErrorCode((uint)(ReadNumber(given, "code") ?? ErrorCodes.Internal.Code), ReadText(given, "message"))
            : null;
        return new SendOutcome(ReadText(message, "user"), error is null ? ReadText(message, "id") : null, error);
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
