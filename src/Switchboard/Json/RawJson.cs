using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchboard.Json;

/// <summary>A JSON value kept as it was written.</summary>
/// <param name="Utf8">The text; empty where the property was absent.</param>
[JsonConverter(typeof(RawJsonConverter))]
internal readonly record struct RawJson(ReadOnlyMemory<byte> Utf8)
{
    /// <summary>Whether there is a value, be it <c>null</c>.</summary>
    public bool IsGiven => !Utf8.IsEmpty;

    /// <summary>Whether there is a value other than <c>null</c>.</summary>
    public bool IsSet => IsGiven && !Utf8.Span.SequenceEqual("null"u8);
}

/// <summary>Copies JSON values as they are written.</summary>
internal sealed class RawJsonConverter : JsonConverter<RawJson>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return new RawJson(JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray());
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options)
        => writer.WriteRawValue(value.IsGiven ? value.Utf8.Span : "null"u8, skipInputValidation: true);
}
