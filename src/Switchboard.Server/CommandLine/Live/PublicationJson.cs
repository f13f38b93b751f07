using System.Text.Json;

namespace Switchboard.Server.CommandLine.Live;

/// <summary>Publications in the form that they have in answers of the HTTP API.</summary>
internal static class PublicationJson
{
    /// <summary>Writes the properties of a publication.</summary>
    public static void WriteFields(Utf8JsonWriter writer, Publication publication)
    {
        if (publication.HasPosition)
        {
            writer.WriteString("epoch", publication.Epoch);
        }

        writer.WritePropertyName("data");
        writer.WriteRawValue(publication.Data.Span, skipInputValidation: true);
        if (publication.HasPosition)
        {
            writer.WriteNumber("offset", publication.Offset);
        }

        writer.WriteNumber("time", publication.Time.ToUnixTimeMilliseconds());
        WriteTags(writer, publication.Tags);
    }

    private static void WriteTags(Utf8JsonWriter writer, IReadOnlyDictionary<string, string>? tags)
    {
        if (tags is not { Count: > 0 })
        {
            return;
        }

        writer.WriteStartObject("tags");
        foreach (var (name, value) in tags)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }
}
