using System.Text.Json.Serialization;

namespace Switchboard.Api;

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
