using System.Globalization;
using System.Text;
using RabbitMQ.Client;
using Switchboard.Extensibility;

namespace Switchboard.RabbitMq.Sources;

/// <summary>A message of RabbitMQ, and where it stands among those that are to be acknowledged.</summary>
internal sealed class RabbitMqMessage(Delivery delivery, ReadOnlyMemory<byte> body) : EventMessage
{
    private const string StreamOffset = "x-stream-offset";

    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Body => body;

    /// <inheritdoc/>
    public override string RoutingKey => delivery.RoutingKey;

    /// <inheritdoc/>
    public override string? Id { get; } = string.IsNullOrEmpty(delivery.Properties.MessageId) ? IdOf(delivery) : delivery.Properties.MessageId;

    /// <summary>What the broker delivered.</summary>
    public Delivery Delivery => delivery;

    /// <summary>The offset in the stream; null where it comes from none.</summary>
    public long? Offset => OffsetOf(delivery);

    /// <summary>Whether it was answered. Guarded by <see cref="Acknowledger"/>.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>Whether it is to be acknowledged; false for one that was rejected.</summary>
    public bool IsAcknowledged { get; set; }

    /// <inheritdoc/>
    public override string? FindHeader(string name)
        => delivery.Properties.Headers is { } headers && headers.TryGetValue(name, out var value) ? TextOf(value) : null;

    private static long? OffsetOf(Delivery delivery)
        => delivery.Properties.Headers is { } headers && headers.TryGetValue(StreamOffset, out var value) && value is long offset ? offset : null;

    private static string? IdOf(Delivery delivery) => OffsetOf(delivery) is { } offset ? string.Create(CultureInfo.InvariantCulture, $"{delivery.Queue}@{offset}") : null;

    private static string? TextOf(object? value)
    {
        try
        {
            return value switch
            {
                byte[] bytes => _strict.GetString(bytes),
                string text => text,
                sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => Convert.ToString(value, CultureInfo.InvariantCulture),
                AmqpTimestamp timestamp => timestamp.UnixTime.ToString(CultureInfo.InvariantCulture),
                _ => null,
            };
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

/// <summary>What the broker says of a message.</summary>
/// <param name="Tag">The number of the delivery in its channel.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Exchange">The exchange that it was published to.</param>
/// <param name="RoutingKey">By what it was routed.</param>
/// <param name="Properties">Its properties.</param>
internal readonly record struct Delivery(ulong Tag, string Queue, string Exchange, string RoutingKey, IReadOnlyBasicProperties Properties);
