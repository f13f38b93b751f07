using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Switchboard.RabbitMq.Connections;

/// <summary>Makes queues and exchanges. Each has a channel of its own: RabbitMQ closes the one on which it refuses.</summary>
internal static class Declaration
{
    private const ushort AccessRefused = 403;
    private const ushort NotFound = 404;
    private const ushort PreconditionFailed = 406;

    /// <summary>A quorum queue: replicated, and on disk whatever the messages say.</summary>
    public static Task EnsureQuorumQueueAsync(IConnection connection, string queue, IReadOnlyDictionary<string, object?> arguments, CancellationToken cancellationToken)
        => EnsureAsync(
            connection,
            $"the queue '{queue}'",
            channel => channel.QueueDeclareAsync(
                queue,
                durable: true,
                exclusive: false,
                autoDelete: false,
                new Dictionary<string, object?>(arguments, StringComparer.Ordinal) { ["x-queue-type"] = "quorum" },
                cancellationToken: cancellationToken),
            channel => channel.QueueDeclarePassiveAsync(queue, cancellationToken),
            cancellationToken);

    /// <summary>An exchange that lasts. One that is there is used as it is, and no right to make any is needed.</summary>
    public static async Task EnsureExchangeAsync(IConnection connection, string exchange, string type, CancellationToken cancellationToken)
    {
        Task LookAsync(IChannel channel) => channel.ExchangeDeclarePassiveAsync(exchange, cancellationToken);
        if (!await ExistsAsync(connection, LookAsync, cancellationToken))
        {
            await EnsureAsync(
                connection,
                $"the exchange '{exchange}'",
                channel => channel.ExchangeDeclareAsync(exchange, type, durable: true, autoDelete: false, cancellationToken: cancellationToken),
                LookAsync,
                cancellationToken);
        }
    }

    /// <summary>Makes something. An account that may not uses what is there.</summary>
    /// <exception cref="BrokerException">It is there with other properties; or it is missing, and the account may not make it.</exception>
    public static async Task EnsureAsync(IConnection connection, string what, Func<IChannel, Task> declare, Func<IChannel, Task> look, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(connection, declare, cancellationToken);
        }
        catch (OperationInterruptedException refusal) when (refusal.ShutdownReason?.ReplyCode == PreconditionFailed)
        {
            throw new BrokerException($"{what} is there with other properties; delete it, or correct the options: {refusal.ShutdownReason.ReplyText}", refusal);
        }
        catch (OperationInterruptedException refusal) when (refusal.ShutdownReason?.ReplyCode == AccessRefused)
        {
            if (!await ExistsAsync(connection, look, cancellationToken))
            {
                throw new BrokerException($"{what} is missing, and the account may not make it ({refusal.ShutdownReason.ReplyText})", refusal);
            }
        }
    }

    /// <summary>Whether RabbitMQ refused something because what was named is missing.</summary>
    public static bool IsMissing(OperationInterruptedException exception) => exception.ShutdownReason?.ReplyCode == NotFound;

    /// <summary>Does something on a channel of its own.</summary>
    public static async Task RunAsync(IConnection connection, Func<IChannel, Task> work, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await work(channel);
    }

    /// <summary>Whether what is named there exists.</summary>
    public static async Task<bool> ExistsAsync(IConnection connection, Func<IChannel, Task> look, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(connection, look, cancellationToken);
            return true;
        }
        catch (OperationInterruptedException exception) when (IsMissing(exception))
        {
            return false;
        }
    }
}
