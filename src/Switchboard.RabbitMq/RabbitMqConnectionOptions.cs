namespace Switchboard.RabbitMq;

/// <summary>How the hub is connected to RabbitMQ.</summary>
public sealed class RabbitMqConnectionOptions
{
    /// <summary>Where it is, such as <c>amqp://user:password@localhost:5672/host</c>, with the virtual host; <c>amqps</c> for TLS. Must be set.</summary>
    public string Uri { get; set; } = "";
}
