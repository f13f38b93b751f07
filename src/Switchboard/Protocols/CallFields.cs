using System.Text.Json;
using Switchboard.Outbound;

namespace Switchboard.Protocols;

/// <summary>What a worker is told of a call, the same on every wire.</summary>
internal static class CallFields
{
    /// <summary>Writes the fields but the id.</summary>
    public static void Write(Utf8JsonWriter writer, CallInvoked call)
    {
        writer.WriteString("method", call.Method);
        writer.WritePropertyName("data");
        writer.WriteRawValue(call.Data.IsEmpty ? "null"u8 : call.Data.Span, skipInputValidation: true);
        WriteCaller(writer, call.Caller);
        writer.WriteNumber("deadline_ms", call.DeadlineMilliseconds);
        if (call.Job is { } job)
        {
            writer.WriteString("job", job.Id);
            writer.WriteNumber("attempt", job.Attempt);
        }
    }

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
}
