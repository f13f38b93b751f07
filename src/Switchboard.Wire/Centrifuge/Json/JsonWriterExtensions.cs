using System.Text.Json;

namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Writes fields, which are left out where they have their default value.</summary>
internal static class JsonWriterExtensions
{
    public static void WriteOptional(this Utf8JsonWriter writer, JsonEncodedText name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }

    public static void WriteOptional(this Utf8JsonWriter writer, JsonEncodedText name, bool value)
    {
        if (value)
        {
            writer.WriteBoolean(name, value);
        }
    }

    public static void WriteOptional(this Utf8JsonWriter writer, JsonEncodedText name, ulong value)
    {
        if (value != 0)
        {
            writer.WriteNumber(name, value);
        }
    }

    public static void WriteOptional(this Utf8JsonWriter writer, JsonEncodedText name, long value)
    {
        if (value != 0)
        {
            writer.WriteNumber(name, value);
        }
    }

    public static void WriteExpiry(this Utf8JsonWriter writer, bool expires, uint timeToLiveSeconds)
    {
        writer.WriteOptional(JsonNames.Expires, expires);
        writer.WriteOptional(JsonNames.Ttl, (ulong)timeToLiveSeconds);
    }
}
