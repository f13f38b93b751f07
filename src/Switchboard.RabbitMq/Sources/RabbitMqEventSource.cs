using Microsoft.Extensions.Logging;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Connections;

namespace Switchboard.RabbitMq.Sources;

/// <summary>Consumes a queue or a stream, and begins anew whenever that ends: with a channel, the declarations and a consumer.</summary>
internal sealed class RabbitMqEventSource(EventSourceDefinition definition, BrokerConnections connections, TimeProvider time, ILogger logger) : IEventSource
{
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);

    // What ends sooner than this counts as not having begun.
    private static readonly TimeSpan _steady = TimeSpan.FromSeconds(5);

    private readonly RabbitMqTopology _topology = new(definition);

    /// <inheritdoc/>
    public async Task RunAsync(IEventSink sink, CancellationToken stopping)
    {
        await using var deadLetters = new DeadLetters(definition, connections.Publishing, time, logger);
        var pause = _shortest;
        while (!stopping.IsCancellationRequested)
        {
            var startedAt = time.GetTimestamp();
            await ConsumeAsync(sink, deadLetters, stopping);
            if (time.GetElapsedTime(startedAt) >= _steady)
            {
                pause = _shortest;
            }

            await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < _longest ? pause * 2 : _longest;
        }
    }

    private async Task ConsumeAsync(IEventSink sink, DeadLetters deadLetters, CancellationToken stopping)
    {
        try
        {
            var connection = await connections.Consuming.GetAsync(stopping);
            var queue = await _topology.DeclareAsync(connection, stopping);
            await using var consumption = await Consumption.BeginAsync(connection, definition, queue, sink, deadLetters, logger, stopping);
            sink.Started();
            if (await consumption.RunAsync(stopping) is { } problem)
            {
                sink.Interrupted(problem);
            }
        }
        catch (Exception exception)
        {
            // Whatever it is: the next attempt comes.
            if (!stopping.IsCancellationRequested)
            {
                sink.Interrupted(BrokerProblem.Of(exception, connections.Consuming.Uri));
            }
        }
    }
}
