using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Switchboard.Fanout;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>What is said about calls, as JSON in the push that the Centrifuge protocol has for messages.</summary>
internal static class CallMessages
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary><c>{"call":{id, method, data, caller, deadline_ms}}</c>.</summary>
    public static MessagePush ToWire(CallInvoked call) => Write("call", call.Id, call, static (writer, call) =>
    {
        writer.WriteString("method", call.Method);
        writer.WritePropertyName("data");
        writer.WriteRawValue(call.Data.IsEmpty ? "null"u8 : call.Data.Span, skipInputValidation: true);
        WriteCaller(writer, call.Caller);
        writer.WriteNumber("deadline_ms", call.DeadlineMilliseconds);
    });

    /// <summary><c>{"cancel":{id}}</c>.</summary>
    public static MessagePush ToWire(CallCancelled call) => Write("cancel", call.Id, call, static (_, _) => { });

    /// <summary><c>{"progress":{id, data}}</c>.</summary>
    public static MessagePush ToWire(CallProgressed call) => Write("progress", call.Id, call, static (writer, call) =>
    {
        writer.WritePropertyName("data");
        writer.WriteRawValue(call.Data.Span, skipInputValidation: true);
    });

    private static void WriteCaller(Utf8JsonWriter writer, CallCaller caller)
    {
        writer.WriteStartObject("caller");
        writer.WriteString("kind", KindOf(caller.Kind));
        if (caller.User.Length > 0)
        {
            writer.WriteString("user", caller.User);
        }

        if (caller.Client.Length > 0)
        {
            writer.WriteString("client", caller.Client);
        }

        if (!caller.Info.IsEmpty)
        {
            writer.WritePropertyName("info");
            writer.WriteRawValue(caller.Info.Span, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    private static string KindOf(PrincipalKind kind) => kind switch
    {
        PrincipalKind.Service => "service",
        PrincipalKind.Device => "device",
        PrincipalKind.User => "user",
        _ => "anonymous",
    };

    private static MessagePush Write<T>(string name, string id, T message, Action<Utf8JsonWriter, T> writeRest)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, _options))
        {
            writer.WriteStartObject();
            writer.WriteStartObject(name);
            writer.WriteString("id", id);
            writeRest(writer, message);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return new MessagePush(buffer.WrittenMemory);
    }
}
