using System.Text;
using RabbitMQ.Client;
using Switchboard.Extensibility;

namespace Switchboard.RabbitMq.EventTargets;

/// <summary>Events as messages. docs/event-targets.md lists properties and headers.</summary>
internal static class EventMessage
{
    // What AMQP has room for.
    private const int MaxKeyBytes = 255;

    /// <summary>Whether the event can be a message at all.</summary>
    public static bool IsPossible(OutgoingEvent happened) => Encoding.UTF8.GetByteCount(happened.RoutingKey) <= MaxKeyBytes;

    /// <summary>The message's properties.</summary>
    public static BasicProperties PropertiesOf(OutgoingEvent happened, EventTargetDescription target)
    {
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-switchboard-target"] = target.Name };
        Add(headers, "x-switchboard-channel", happened.Channel);
        Add(headers, "x-switchboard-event", happened.Event);
        Add(headers, "x-switchboard-user", happened.User);
        Add(headers, "traceparent", happened.TraceParent);
        Add(headers, "tracestate", happened.TraceState);
        if (happened.Offset > 0)
        {
            headers["x-switchboard-offset"] = (long)happened.Offset;
            Add(headers, "x-switchboard-epoch", happened.Epoch);
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

    private static void Add(Dictionary<string, object?> headers, string name, string value)
    {
        if (value.Length > 0)
        {
            headers[name] = value;
        }
    }
}
