using Microsoft.Extensions.Logging;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Connections;

namespace Switchboard.RabbitMq.Sources;

/// <summary>Makes the event sources of RabbitMQ.</summary>
internal sealed class RabbitMqEventSourceFactory(BrokerConnections connections, TimeProvider time, ILogger<RabbitMqEventSource> logger) : IEventSourceFactory
{
    /// <inheritdoc/>
    public string Type => "rabbitMq";

    /// <inheritdoc/>
    public IEventSource Create(EventSourceDefinition definition) => new RabbitMqEventSource(definition, connections, time, logger);
}
