using System.Text.Json;

namespace Switchboard.Wire.Centrifuge.Json;

/// <summary>Writes publications and the connections that they, presence, join and leave name.</summary>
internal static class JsonPublicationWriter
{
    public static void Write(Utf8JsonWriter writer, Publication publication, PayloadForm form = PayloadForm.Plain)
    {
        writer.WriteStartObject();

        // Anything but JSON would break the message, and with it every receiver's stream.
        var data = publication.IsJson ? publication.Data : default;
        if (form == PayloadForm.Plain)
        {
            JsonPayload.Write(writer, JsonNames.Data, data);
        }
        else
        {
            JsonPayload.WriteText(writer, JsonNames.Data, data);
        }

        WriteMetadata(writer, publication);
        writer.WriteOptional(JsonNames.Delta, form == PayloadForm.Delta);
        writer.WriteEndObject();
    }

    /// <summary>Writes everything but the payload.</summary>
    public static void WriteMetadata(Utf8JsonWriter writer, Publication publication)
    {
        if (publication.Publisher is not null)
        {
            writer.WritePropertyName(JsonNames.Info);
            WriteClient(writer, publication.Publisher);
        }

        writer.WriteOptional(JsonNames.Offset, publication.Offset);
        if (publication.Tags is { Count: > 0 } tags)
        {
            WriteTags(writer, tags);
        }

        if (publication.Time != default)
        {
            writer.WriteNumber(JsonNames.Time, publication.Time.ToUnixTimeMilliseconds());
        }

        if (publication.Key is { } key)
        {
            writer.WriteString(JsonNames.Key, key);
            writer.WriteOptional(JsonNames.Removed, publication.IsRemoval);
            writer.WriteOptional(JsonNames.Score, publication.Score);
        }
    }

    public static void WriteList(Utf8JsonWriter writer, JsonEncodedText name, IReadOnlyList<Publication> publications, PayloadForm form = PayloadForm.Plain)
    {
        writer.WriteStartArray(name);
        for (var i = 0; i < publications.Count; i++)
        {
            Write(writer, publications[i], form);
        }

        writer.WriteEndArray();
    }

    public static void WriteClient(Utf8JsonWriter writer, ClientInfo client)
    {
        writer.WriteStartObject();
        writer.WriteString(JsonNames.User, client.User);
        writer.WriteString(JsonNames.Client, client.Client);
        JsonPayload.WriteOptional(writer, JsonNames.ConnInfo, client.ConnectionInfo);
        JsonPayload.WriteOptional(writer, JsonNames.ChanInfo, client.ChannelInfo);
        writer.WriteEndObject();
    }

    /// <summary>Writes connections as a map by their id.</summary>
    public static void WriteClients(Utf8JsonWriter writer, IReadOnlyCollection<ClientInfo> clients)
    {
        writer.WriteStartObject(JsonNames.Presence);
        foreach (var client in clients)
        {
            writer.WritePropertyName(client.Client);
            WriteClient(writer, client);
        }

        writer.WriteEndObject();
    }

    private static void WriteTags(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> tags)
    {
        writer.WriteStartObject(JsonNames.Tags);
        foreach (var (name, value) in tags)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }
}
