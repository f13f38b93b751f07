using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Switchboard.Client;

/// <summary>Reads payloads of publications.</summary>
public static class PublicationExtensions
{
    /// <summary>Reads the payload as JSON of a type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="publication">The publication.</param>
    /// <param name="type">How it is read.</param>
    /// <returns>The value; the type's default where there is no payload.</returns>
    /// <exception cref="JsonException">The payload is not of that type.</exception>
    public static T? ReadAs<T>(this Publication publication, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(publication);
        return publication.Data.IsEmpty ? default : JsonSerializer.Deserialize(publication.Data.Span, type);
    }

    /// <summary>The payload as text: that of JSON, quotes included, or whatever the bytes are in UTF-8.</summary>
    /// <param name="publication">The publication.</param>
    /// <returns>The text.</returns>
    public static string ReadText(this Publication publication)
    {
        ArgumentNullException.ThrowIfNull(publication);
        return Encoding.UTF8.GetString(publication.Data.Span);
    }
}
