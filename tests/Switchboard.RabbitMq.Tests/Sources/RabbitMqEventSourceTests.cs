using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Connections;
using Switchboard.RabbitMq.Sources;
using Switchboard.RabbitMq.Tests.Support;
using Switchboard.Specs;

namespace Switchboard.RabbitMq.Tests.Sources;

public abstract class RabbitMqEventSourceTests(RabbitMqServer server, string queueType) : EventSourceSpec
{
    private const string Name = "spec";

    protected override async Task<EventSourceFixture> CreateAsync()
    {
        var uri = await server.CreateHostAsync();
        var definition = new EventSourceDefinition(Name) { Exchange = "events", QueueType = queueType, Prefetch = 5, DeadLetterExchange = "dead" };
        var connections = new BrokerConnections(new RabbitMqConnectionOptions { Uri = uri }, TimeProvider.System, NullLogger<BrokerConnections>.Instance);
        var broker = await Broker.ConnectAsync(uri);
        await broker.DeclareSinkAsync("dead", "letters");
        return new EventSourceFixture(() => new RabbitMqEventSource(definition, connections, TimeProvider.System, NullLogger.Instance))
        {
            Prefetch = definition.Prefetch,
            PublishAsync = (body, id) => broker.PublishAsync("events", "a.b", body, id, new Dictionary<string, object?>(StringComparer.Ordinal) { ["kind"] = "spec" }),
            InterruptAsync = () => server.CloseConnectionsAsync("switchboard (consumes)", uri),
            TakeDeadLetterAsync = async () =>
            {
                var letter = await broker.TakeAsync("letters");
                return (Encoding.UTF8.GetString(letter.Body.Span), Broker.HeaderOf(letter, "x-switchboard-reason") ?? "");
            },
            Release = async () =>
            {
                await broker.DisposeAsync();
                await connections.DisposeAsync();
            },
        };
    }
}

public sealed class QuorumQueueTests(RabbitMqServer server) : RabbitMqEventSourceTests(server, "quorum");

public sealed class ClassicQueueTests(RabbitMqServer server) : RabbitMqEventSourceTests(server, "classic");
