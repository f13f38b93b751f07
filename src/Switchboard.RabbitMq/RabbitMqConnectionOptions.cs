namespace Switchboard.RabbitMq;

/// <summary>Where RabbitMQ is.</summary>
public sealed class RabbitMqConnectionOptions
{
    /// <summary>The address, such as <c>amqps://switchboard:…@broker/apps</c>, with the virtual host. TLS is <c>amqps</c>.</summary>
    public string Uri { get; set; } = "";
}
