using System.Text;
using RabbitMQ.Client;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Sources;

namespace Switchboard.RabbitMq.EventTargets;

/// <summary>Events as messages. docs/event-targets.md lists properties and headers.</summary>
internal static class EventMessage
{
    // What AMQP has room for, in a routing key and in the name of a header.
    private const int MaxNameBytes = 255;

    // A frame holds all headers, and by default no more than 128 KiB.
    private const int MaxTagBytes = 100_000;

    /// <summary>Whether the event can be a message at all.</summary>
    public static bool IsPossible(OutgoingEvent happened)
        => IsName(happened.RoutingKey) && (happened.Tags is not { } tags || (tags.Keys.All(IsName) && HeaderSize.Of(tags.Select(static tag => KeyValuePair.Create(tag.Key, (object?)tag.Value))) <= MaxTagBytes));

    /// <summary>The message's properties.</summary>
    public static BasicProperties PropertiesOf(OutgoingEvent happened, EventTargetDescription target)
    {
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-switchboard-target"] = target.Name };
        Add(headers, "x-switchboard-channel", happened.Channel);
        Add(headers, "x-switchboard-event", happened.Event);
        Add(headers, "x-switchboard-key", happened.Key);
        Add(headers, "x-switchboard-user", happened.User);
        Add(headers, "traceparent", happened.TraceParent);
        Add(headers, "tracestate", happened.TraceState);
        if (happened.Offset > 0)
        {
            headers["x-switchboard-offset"] = (long)happened.Offset;
            Add(headers, "x-switchboard-epoch", happened.Epoch);
        }

        if (happened.IsRemoval)
        {
            headers["x-switchboard-removed"] = true;
        }

        if (happened.Tags is { Count: > 0 } tags)
        {
            headers["x-switchboard-tags"] = TableOf(tags);
        }

        return new BasicProperties
        {
            AppId = "switchboard",
            MessageId = happened.Id,
            Type = happened.Type,
            ContentType = happened.IsJson ? "application/json" : "application/octet-stream",
            DeliveryMode = target.IsPersistent ? DeliveryModes.Persistent : DeliveryModes.Transient,
            Timestamp = new AmqpTimestamp(happened.Time.ToUnixTimeSeconds()),
            Headers = headers,
        };
    }

    private static bool IsName(string text) => Encoding.UTF8.GetByteCount(text) <= MaxNameBytes;

    private static Dictionary<string, object?> TableOf(IReadOnlyDictionary<string, string> tags)
        => tags.ToDictionary(static tag => tag.Key, static object? (tag) => tag.Value, StringComparer.Ordinal);

    private static void Add(Dictionary<string, object?> headers, string name, string value)
    {
        if (value.Length > 0)
        {
            headers[name] = value;
        }
    }
}
