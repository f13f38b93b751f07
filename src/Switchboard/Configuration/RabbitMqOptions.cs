namespace Switchboard.Configuration;

/// <summary>RabbitMQ.</summary>
public sealed class RabbitMqOptions
{
    /// <summary>Where it is, such as <c>amqp://user:password@localhost:5672/host</c>. Better kept in the environment, or in <see cref="UriFile"/>. Needs a restart.</summary>
    public string Uri { get; set; } = "";

    /// <summary>A file that has the URI, in place of <see cref="Uri"/>. Needs a restart.</summary>
    public string UriFile { get; set; } = "";
}
