using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Switchboard.RabbitMq.Connections;

/// <summary>Passes on what RabbitMQ delivers, and says when nothing more comes.</summary>
internal sealed class BrokerConsumer(IChannel channel, Action<BrokerDelivery> deliver, Action<Exception> end) : IAsyncBasicConsumer
{
    /// <inheritdoc/>
    public IChannel? Channel => channel;

    /// <inheritdoc/>
    public Task HandleBasicDeliverAsync(string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        deliver(new BrokerDelivery(deliveryTag, redelivered, properties, body));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        end(new BrokerException("the queue was deleted, or its node is away"));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
    {
        end(new OperationInterruptedException(reason));
        return Task.CompletedTask;
    }
}

/// <summary>A message that was delivered. The body must be copied where it is kept.</summary>
internal readonly record struct BrokerDelivery(ulong Tag, bool IsRedelivered, IReadOnlyBasicProperties Properties, ReadOnlyMemory<byte> Body);
