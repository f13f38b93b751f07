using System.Text.Json;
using static Switchboard.Client.JsonFields;

namespace Switchboard.Client.Calls;

/// <summary>The payloads of the operations of calls: JSON in either encoding.</summary>
internal static class CallCodec
{
    // Days: jobs may take that long. Timers take no more.
    private const long MaxDeadlineMilliseconds = uint.MaxValue - 1;

    /// <summary>Writes <c>sb.call</c>.</summary>
    public static ReadOnlyMemory<byte> WriteCall(string method, ReadOnlyMemory<byte> data, CallOptions options, TimeSpan deadline, string? id) => Write(writer =>
    {
        writer.WriteString("method", method);
        WriteData(writer, "data", data);
        WriteOptional(writer, "user", options.User);
        WriteOptional(writer, "client", options.Client);
        writer.WriteNumber("deadline_ms", (long)Math.Max(1, deadline.TotalMilliseconds));
        if (options.IsIdempotent)
        {
            writer.WriteBoolean("idempotent", true);
        }

        WriteOptional(writer, "idempotency_key", options.IdempotencyKey);
        WriteOptional(writer, "id", id);
    });

    /// <summary>Writes <c>sb.cancel</c>.</summary>
    public static ReadOnlyMemory<byte> WriteCancel(string id) => Write(writer => writer.WriteString("id", id));

    /// <summary>Writes <c>sb.serve</c>.</summary>
    public static ReadOnlyMemory<byte> WriteServe(string method, int concurrency) => Write(writer =>
    {
        writer.WriteString("method", method);
        writer.WriteNumber("concurrency", concurrency);
    });

    /// <summary>Writes <c>sb.unserve</c>.</summary>
    public static ReadOnlyMemory<byte> WriteUnserve(string method) => Write(writer => writer.WriteString("method", method));

    /// <summary>Writes <c>sb.answer</c> with a result, or with progress.</summary>
    public static ReadOnlyMemory<byte> WriteAnswer(string id, ReadOnlyMemory<byte> data, bool isProgress) => Write(writer =>
    {
        writer.WriteString("id", id);
        WriteData(writer, isProgress ? "progress" : "data", data);
    });

    /// <summary>Writes <c>sb.answer</c> with an error.</summary>
    public static ReadOnlyMemory<byte> WriteError(string id, ErrorCode error) => Write(writer =>
    {
        writer.WriteString("id", id);
        writer.WriteStartObject("error");
        writer.WriteNumber("code", error.Code);
        writer.WriteString("message", error.Message);
        writer.WriteEndObject();
    });

    /// <summary>Reads the data of a call's result; empty for none.</summary>
    public static ReadOnlyMemory<byte> ReadResult(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
        {
            return default;
        }

        using var document = JsonFields.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object ? ReadData(document.RootElement) : default;
    }

    /// <summary>Reads a message push; false where it is none of calls.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> json, out CallMessage message)
    {
        message = default;
        try
        {
            using var document = JsonFields.Parse(json);
            return TryRead(document.RootElement, out message);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static bool TryRead(JsonElement root, out CallMessage message)
    {
        message = default;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        if (root.TryGetProperty("call", out var call))
        {
            message = new CallMessage(CallMessageKind.Call, ReadText(call, "id"), ReadText(call, "method"), ReadData(call), ReadCaller(call), ReadDeadline(call))
            {
                Job = ReadText(call, "job"),
                Attempt = (int)(ReadNumber(call, "attempt") ?? 0),
            };
        }
        else if (root.TryGetProperty("cancel", out var cancel))
        {
            message = new CallMessage(CallMessageKind.Cancel, ReadText(cancel, "id"));
        }
        else if (root.TryGetProperty("progress", out var progress))
        {
            message = new CallMessage(CallMessageKind.Progress, ReadText(progress, "id"), Data: ReadData(progress));
        }

        return !string.IsNullOrEmpty(message.Id);
    }

    private static Caller ReadCaller(JsonElement call) => call.TryGetProperty("caller", out var caller) && caller.ValueKind == JsonValueKind.Object
        ? new Caller(ReadText(caller, "kind"), ReadText(caller, "user"), ReadText(caller, "client"), ReadData(caller, "info"))
        : new Caller("", "", "");

    private static TimeSpan ReadDeadline(JsonElement call)
        => call.TryGetProperty("deadline_ms", out var deadline) ? TimeSpan.FromMilliseconds(Math.Clamp(deadline.GetInt64(), 1, MaxDeadlineMilliseconds)) : Timeout.InfiniteTimeSpan;
}
