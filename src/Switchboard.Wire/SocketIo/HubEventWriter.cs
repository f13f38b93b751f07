using System.Buffers;
using System.Text.Json;
using Switchboard.Wire.Centrifuge.Json;

namespace Switchboard.Wire.SocketIo;

/// <summary>Writes the arguments of what the hub emits, and of its acknowledgements.</summary>
public static class HubEventWriter
{
    /// <summary>Writes a publication with everything that is known of it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="publication">The publication; data that is not JSON becomes the placeholder of the only attachment.</param>
    public static void WritePublication(IBufferWriter<byte> output, string channel, Publication publication)
    {
        ArgumentNullException.ThrowIfNull(publication);
        var writer = JsonWriterCache.Get(output);
        writer.WriteStartObject();
        writer.WriteString(JsonNames.Channel, channel);
        if (publication.IsJson)
        {
            JsonPayload.Write(writer, JsonNames.Data, publication.Data);
        }
        else
        {
            writer.WritePropertyName(JsonNames.Data);
            SocketIoPlaceholders.Write(writer, 0);
        }

        WriteRest(writer, publication);
    }

    /// <summary>Writes the data of a publication, and nothing else.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="publication">The publication; data that is not JSON becomes the placeholder of the only attachment.</param>
    public static void WriteData(IBufferWriter<byte> output, Publication publication)
    {
        ArgumentNullException.ThrowIfNull(publication);
        if (publication.IsJson)
        {
            output.Write(publication.Data.Span);
            return;
        }

        var writer = JsonWriterCache.Get(output);
        SocketIoPlaceholders.Write(writer, 0);
        writer.Flush();
    }

    /// <summary>Writes what is known of a publication beside its data.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="publication">The publication.</param>
    public static void WriteMeta(IBufferWriter<byte> output, string channel, Publication publication)
    {
        ArgumentNullException.ThrowIfNull(publication);
        var writer = JsonWriterCache.Get(output);
        writer.WriteStartObject();
        writer.WriteString(JsonNames.Channel, channel);
        WriteRest(writer, publication);
    }

    /// <summary>Writes where a subscription starts.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="channel">The channel; null in an acknowledgement, whose receiver knows it.</param>
    /// <param name="subscription">The subscription.</param>
    public static void WriteSubscription(IBufferWriter<byte> output, string? channel, HubSubscription subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        var writer = JsonWriterCache.Get(output);
        writer.WriteStartObject();
        if (channel is not null)
        {
            writer.WriteString(JsonNames.Channel, channel);
        }

        writer.WriteBoolean(JsonNames.Recovered, subscription.Recovered);
        writer.WriteBoolean(JsonNames.Recoverable, subscription.Recoverable);
        writer.WriteBoolean(JsonNames.Positioned, subscription.Positioned);
        writer.WriteString(JsonNames.Epoch, subscription.Start.Epoch);
        writer.WriteNumber(JsonNames.Offset, subscription.Start.Offset);
        var attachments = 0;
        if (channel is null)
        {
            WriteList(writer, JsonNames.Publications, subscription.Missed, ref attachments);
        }

        if (subscription.State is { } state)
        {
            WriteList(writer, JsonNames.State, state, ref attachments);
            writer.WriteNumber(JsonNames.Phase, subscription.Phase);
            writer.WriteOptional(JsonNames.Cursor, subscription.Cursor);
        }

        if (subscription.TimeToLiveSeconds > 0)
        {
            writer.WriteNumber(JsonNames.Ttl, subscription.TimeToLiveSeconds);
        }

        JsonPayload.WriteOptional(writer, JsonNames.Data, attachments > 0 ? SocketIoPlaceholders.Escape(subscription.Data) : subscription.Data);
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>Writes a page of history.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="publications">The publications.</param>
    /// <param name="top">The newest position.</param>
    public static void WriteHistory(IBufferWriter<byte> output, HubPublications publications, Position top)
    {
        ArgumentNullException.ThrowIfNull(publications);
        var writer = JsonWriterCache.Get(output);
        writer.WriteStartObject();
        var attachments = 0;
        WriteList(writer, JsonNames.Publications, publications, ref attachments);
        writer.WriteString(JsonNames.Epoch, top.Epoch);
        writer.WriteNumber(JsonNames.Offset, top.Offset);
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>Writes who is in a channel.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="clients">The connections.</param>
    public static void WritePresence(IBufferWriter<byte> output, IReadOnlyCollection<ClientInfo> clients)
    {
        ArgumentNullException.ThrowIfNull(clients);
        var writer = JsonWriterCache.Get(output);
        writer.WriteStartObject();
        JsonPublicationWriter.WriteClients(writer, clients);
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>Writes how many are in a channel.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="stats">The numbers.</param>
    public static void WritePresenceStats(IBufferWriter<byte> output, PresenceStats stats)
    {
        var writer = JsonWriterCache.Get(output);
        writer.WriteStartObject();
        writer.WriteNumber(JsonNames.NumClients, stats.Clients);
        writer.WriteNumber(JsonNames.NumUsers, stats.Users);
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>Writes that somebody came into a channel, or left it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="client">Who.</param>
    /// <param name="isJoin">Whether it came.</param>
    public static void WriteJoinLeave(IBufferWriter<byte> output, string channel, ClientInfo client, bool isJoin)
    {
        var writer = JsonWriterCache.Get(output);
        writer.WriteStartObject();
        writer.WriteString(JsonNames.Channel, channel);
        writer.WritePropertyName(isJoin ? JsonNames.Join : JsonNames.Leave);
        JsonPublicationWriter.WriteClient(writer, client);
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>Writes that the server ended a subscription.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="code">Why.</param>
    public static void WriteEnd(IBufferWriter<byte> output, string channel, UnsubscribeCode code)
    {
        ArgumentNullException.ThrowIfNull(code);
        var writer = JsonWriterCache.Get(output);
        writer.WriteStartObject();
        writer.WriteString(JsonNames.Channel, channel);
        writer.WriteNumber(JsonNames.Code, code.Code);
        writer.WriteString(JsonNames.Reason, code.Reason);
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>Writes an error as an acknowledgement has it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="error">The error.</param>
    public static void WriteError(IBufferWriter<byte> output, ErrorCode error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var writer = JsonWriterCache.Get(output);
        writer.WriteStartObject();
        writer.WriteStartObject(JsonNames.Error);
        WriteCode(writer, error.Code, error.Message);
        if (error.Temporary)
        {
            writer.WriteBoolean(JsonNames.Temporary, true);
        }

        WriteDetails(writer, error.Details);

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>Writes a code and what it means.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="code">The code.</param>
    /// <param name="message">What it means.</param>
    /// <param name="details">Particulars; null for none.</param>
    public static void WriteCode(IBufferWriter<byte> output, uint code, string message, ErrorDetails? details = null)
    {
        var writer = JsonWriterCache.Get(output);
        writer.WriteStartObject();
        WriteCode(writer, code, message);
        WriteDetails(writer, details);
        writer.WriteEndObject();
        writer.Flush();
    }

    private static void WriteDetails(Utf8JsonWriter writer, ErrorDetails? details)
    {
        if (details is not null)
        {
            writer.WritePropertyName(JsonNames.Details);
            ErrorDetailsJson.Write(writer, details);
        }
    }

    private static void WriteCode(Utf8JsonWriter writer, uint code, string message)
    {
        writer.WriteNumber(JsonNames.Code, code);
        writer.WriteString(JsonNames.Message, message);
    }

    private static void WriteRest(Utf8JsonWriter writer, Publication publication)
    {
        if (publication.HasPosition)
        {
            writer.WriteString(JsonNames.Epoch, publication.Epoch);
        }

        JsonPublicationWriter.WriteMetadata(writer, publication);
        writer.WriteEndObject();
        writer.Flush();
    }

    private static void WriteList(Utf8JsonWriter writer, JsonEncodedText name, HubPublications publications, ref int attachments)
    {
        if (publications.Attachments.Count == 0)
        {
            JsonPublicationWriter.WriteList(writer, name, publications.Items);
            return;
        }

        writer.WriteStartArray(name);
        foreach (var publication in publications.Items)
        {
            writer.WriteStartObject();
            if (publication.IsJson)
            {
                JsonPayload.Write(writer, JsonNames.Data, publication.Data);
            }
            else
            {
                writer.WritePropertyName(JsonNames.Data);
                SocketIoPlaceholders.Write(writer, attachments++);
            }

            JsonPublicationWriter.WriteMetadata(writer, publication);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
