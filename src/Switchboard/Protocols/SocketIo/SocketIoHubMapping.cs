using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Switchboard.Outbound;
using Switchboard.Timing;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Results and pushes as events of Socket.IO.</summary>
internal static class SocketIoHubMapping
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static HubSubscription ToWire(SubscriptionStart result) => new()
    {
        Start = result.Start,
        Missed = result.Missed,
        Recovered = result.Recovered,
        Recoverable = result.IsRecoverable,
        Positioned = result.IsPositioned,
        TimeToLiveSeconds = new Lifetime(result.TimeToLive).Seconds,
        Data = result.Data,
    };

    public static void Write(IBufferWriter<byte> output, CallInvoked call) => Write(output, writer =>
    {
        writer.WriteString("id", call.Id);
        CallFields.Write(writer, call);
    });

    public static void Write(IBufferWriter<byte> output, CallCancelled call) => Write(output, writer => writer.WriteString("id", call.Id));

    public static void Write(IBufferWriter<byte> output, CallProgressed call) => Write(output, writer =>
    {
        writer.WriteString("id", call.Id);
        writer.WritePropertyName("progress");
        writer.WriteRawValue(call.Data.Span, skipInputValidation: true);
    });

    public static void Write(IBufferWriter<byte> output, Lifetime lifetime) => Write(output, writer =>
    {
        writer.WriteBoolean("expires", lifetime.Expires);
        writer.WriteNumber("ttl", lifetime.Seconds);
    });

    private static void Write(IBufferWriter<byte> output, Action<Utf8JsonWriter> write)
    {
        using var writer = new Utf8JsonWriter(output, _options);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    }
}
