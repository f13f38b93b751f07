using System.Buffers;
using System.Text.Json;
using Switchboard.Hooks;
using Switchboard.Names;

namespace Switchboard.Webhooks;

/// <summary>Writes the bodies of requests that tell what happened: <c>{"events":[{id, type, time, …}]}</c>.</summary>
internal static class EventBody
{
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<HookEvent> events)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("events");
            foreach (var happened in events)
            {
                Write(writer, happened);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Writes one event.</summary>
    public static void Write(Utf8JsonWriter writer, HookEvent happened)
    {
        writer.WriteStartObject();
        writer.WriteString("id", happened.Id);
        writer.WriteString("type", HookDispatcher.NameOf(happened));
        writer.WriteNumber("time", happened.Time.ToUnixTimeMilliseconds());
        WriteParticulars(writer, happened);
        writer.WriteEndObject();
    }

    private static void WriteParticulars(Utf8JsonWriter writer, HookEvent happened)
    {
        switch (happened)
        {
            case ConnectedEvent connected:
                WriteConnection(writer, connected.Connection);
                break;
            case DisconnectedEvent disconnected:
                WriteConnection(writer, disconnected.Connection);
                writer.WriteNumber("code", disconnected.Code.Code);
                writer.WriteString("reason", disconnected.Code.Reason);
                break;
            case SubscribedEvent subscribed:
                WriteConnection(writer, subscribed.Connection);
                writer.WriteString("channel", subscribed.Channel);
                writer.WriteBoolean("server_side", subscribed.IsServerSide);
                break;
            case UnsubscribedEvent unsubscribed:
                WriteConnection(writer, unsubscribed.Connection);
                writer.WriteString("channel", unsubscribed.Channel);
                WriteCode(writer, unsubscribed.Code);
                break;
            case PublishedEvent published:
                WriteConnection(writer, published.Connection);
                writer.WriteString("channel", published.Channel);
                WritePublication(writer, published.Publication, published.IdempotencyKey);
                break;
            case MessageSentEvent sent:
                WriteConnection(writer, sent.Connection);
                writer.WriteString("to", sent.User);
                WritePublication(writer, sent.Publication, sent.IdempotencyKey);
                break;
            case MessageReceivedEvent received:
                WriteConnection(writer, received.Connection);
                WebhookBody.WriteData(writer, received.Data);
                WriteKey(writer, received.IdempotencyKey);
                break;
            case MessageReceiptEvent { Receipt: var receipt }:
                WriteReceipt(writer, receipt);
                break;
            case JobChangedEvent { Job: var job }:
                WriteJob(writer, job);
                break;
        }
    }

    private static void WriteReceipt(Utf8JsonWriter writer, MessageReceipt receipt)
    {
        writer.WriteString("message", receipt.Id);
        writer.WriteString("to", receipt.User);
        writer.WriteString("state", MessageNames.Of(receipt.State));
        WriteTime(writer, "accepted_at", receipt.AcceptedAt);
        WriteTime(writer, "delivered_at", receipt.DeliveredAt);
        WriteTime(writer, "read_at", receipt.ReadAt);
        WriteTime(writer, "ended_at", receipt.EndedAt);
    }

    private static void WriteJob(Utf8JsonWriter writer, Job job)
    {
        writer.WriteString("job", job.Id);
        writer.WriteString("method", job.Method);
        writer.WriteString("user", job.User);
        writer.WriteString("state", JobNames.Of(job));
        writer.WriteNumber("attempt", job.Attempt);
        WriteJson(writer, "progress", job.Progress);
        WriteJson(writer, "result", job.Result);
        if (job.Error is { } error)
        {
            writer.WriteStartObject("error");
            writer.WriteNumber("code", error.Code);
            writer.WriteString("message", error.Message);
            writer.WriteEndObject();
        }

        WriteTime(writer, "created_at", job.CreatedAt);
        WriteTime(writer, "ended_at", job.EndedAt);
    }

    private static void WriteJson(Utf8JsonWriter writer, string name, ReadOnlyMemory<byte> json)
    {
        if (!json.IsEmpty)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json.Span, skipInputValidation: true);
        }
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            writer.WriteNumber(name, known.ToUnixTimeMilliseconds());
        }
    }

    // What a service does has no connection.
    private static void WriteConnection(Utf8JsonWriter writer, ConnectionDetails? connection)
    {
        if (connection is not null)
        {
            writer.WriteString("client", connection.Client);
            writer.WriteString("user", connection.User);
            writer.WriteString("transport", connection.Transport);
            writer.WriteString("protocol", connection.Protocol);
        }
    }

    private static void WriteCode(Utf8JsonWriter writer, UnsubscribeCode? code)
    {
        if (code is not null)
        {
            writer.WriteNumber("code", code.Code);
            writer.WriteString("reason", code.Reason);
        }
    }

    private static void WritePublication(Utf8JsonWriter writer, Publication publication, string? idempotencyKey)
    {
        if (publication.Key is not null)
        {
            writer.WriteString("key", publication.Key);
        }

        if (publication.IsRemoval)
        {
            writer.WriteBoolean("removed", true);
        }

        if (publication.Score != 0)
        {
            writer.WriteNumber("score", publication.Score);
        }

        WebhookBody.WriteData(writer, publication.Data);
        if (publication.HasPosition)
        {
            writer.WriteNumber("offset", publication.Offset);
            writer.WriteString("epoch", publication.Epoch);
        }

        if (publication.Tags is { Count: > 0 } tags)
        {
            writer.WriteStartObject("tags");
            foreach (var (name, value) in tags)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        WriteKey(writer, idempotencyKey);
    }

    private static void WriteKey(Utf8JsonWriter writer, string? idempotencyKey)
    {
        if (idempotencyKey is not null)
        {
            writer.WriteString("idempotency_key", idempotencyKey);
        }
    }
}
