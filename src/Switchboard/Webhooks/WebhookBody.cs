using System.Buffers;
using System.Text.Json;
using Switchboard.Json;

namespace Switchboard.Webhooks;

/// <summary>Writes the bodies of deciding requests: those of Centrifugo's proxy.</summary>
internal static class WebhookBody
{
    private const string Json = "json";

    /// <summary>Writes what all of them have, and then what only this one has.</summary>
    public static ReadOnlyMemory<byte> Write(ConnectionDetails connection, bool includeMeta, Action<Utf8JsonWriter> more)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("client", connection.Client);
            writer.WriteString("transport", connection.Transport);
            writer.WriteString("protocol", connection.Protocol);
            writer.WriteString("encoding", connection.Protocol == Json ? Json : "binary");
            if (includeMeta)
            {
                WriteJson(writer, "meta", connection.Principal.Meta);
            }

            more(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Writes a payload: as it is where it is JSON, else in base64.</summary>
    public static void WriteData(Utf8JsonWriter writer, ReadOnlyMemory<byte> data)
    {
        if (data.IsEmpty)
        {
            return;
        }

        if (JsonBytes.IsValid(data.Span))
        {
            WriteJson(writer, "data", data);
        }
        else
        {
            writer.WriteBase64String("b64data", data.Span);
        }
    }

    /// <summary>Writes JSON that was checked when it came in; nothing where there is none.</summary>
    public static void WriteJson(Utf8JsonWriter writer, string name, ReadOnlyMemory<byte> json)
    {
        if (!json.IsEmpty)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json.Span, skipInputValidation: true);
        }
    }
}
