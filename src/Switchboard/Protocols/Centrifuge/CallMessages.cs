using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Switchboard.Outbound;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>What is said about calls, as JSON in the push that the Centrifuge protocol has for messages.</summary>
internal static class CallMessages
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary><c>{"call":{id, method, data, caller, deadline_ms}}</c>.</summary>
    public static MessagePush ToWire(CallInvoked call) => Write("call", call.Id, call, CallFields.Write);

    /// <summary><c>{"cancel":{id}}</c>.</summary>
    public static MessagePush ToWire(CallCancelled call) => Write("cancel", call.Id, call, static (_, _) => { });

    /// <summary><c>{"progress":{id, data}}</c>.</summary>
    public static MessagePush ToWire(CallProgressed call) => Write("progress", call.Id, call, static (writer, call) =>
    {
        writer.WritePropertyName("data");
        writer.WriteRawValue(call.Data.Span, skipInputValidation: true);
    });

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
