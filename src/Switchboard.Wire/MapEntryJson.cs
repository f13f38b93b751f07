using System.Text;
using System.Text.Json;
using Switchboard.Wire.Centrifuge.Json;

namespace Switchboard.Wire;

/// <summary>An entry of a map channel as JSON, with its whole position, where no reply has the epoch beside it.</summary>
internal static class MapEntryJson
{
    private static readonly JsonEncodedText _base64Data = JsonEncodedText.Encode("b64data");

    /// <summary>Writes an entry as an object.</summary>
    public static void Write(Utf8JsonWriter writer, Publication entry)
    {
        writer.WriteStartObject();
        if (entry.IsJson)
        {
            JsonPayload.Write(writer, JsonNames.Data, entry.Data);
        }
        else
        {
            writer.WriteBase64String(_base64Data, entry.Data.Span);
        }

        JsonPublicationWriter.WriteMetadata(writer, entry);
        writer.WriteOptional(JsonNames.Epoch, entry.Epoch);
        writer.WriteEndObject();
    }

    /// <summary>Reads the entry that a property is; null where there is none.</summary>
    public static Publication? Find(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var found) || found.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var source = new JsonSource(Encoding.UTF8.GetBytes(found.GetRawText()));
        var entry = source.TryEnterObject() ? JsonPublicationReader.Read(ref source) : null;
        if (entry is null)
        {
            return null;
        }

        var epoch = found.TryGetProperty("epoch", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
        return found.TryGetProperty("b64data", out var binary) && binary.TryGetBytesFromBase64(out var bytes)
            ? entry with { Epoch = epoch, Data = bytes, IsJson = false }
            : entry with { Epoch = epoch };
    }
}
