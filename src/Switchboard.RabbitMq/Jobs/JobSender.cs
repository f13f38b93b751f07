using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Connections;

namespace Switchboard.RabbitMq.Jobs;

/// <summary>Publishes attempts, many at a time, and waits until RabbitMQ has confirmed them.</summary>
internal sealed class JobSender(BrokerCarrierOptions options, JobFormat format, CarrierStatus status, TimeProvider time, ILogger logger)
{
    private static readonly ErrorCode _unroutable = ErrorCodes.MethodNotFound with { Message = "method not found: RabbitMQ has no queue for it" };

    // No limiter: how many wait for a confirmation is bounded by those who send.
    private static readonly CreateChannelOptions _confirms = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null);

    private readonly SendingChannel _channel = new();
    private readonly BrokerLoop _loop = new(options.EndpointFor("sending", status), time);
    private volatile string? _blocked;

    /// <summary>Why nothing can be sent; null where it can.</summary>
    public string? Problem => _loop.Problem ?? _blocked;

    /// <summary>Keeps a channel until it is told to stop.</summary>
    public Task RunAsync(CancellationToken stopping) => _loop.RunAsync(KeepChannelAsync, stopping);

    /// <inheritdoc cref="IJobCarrier.SendAsync"/>
    public async ValueTask<IReadOnlyList<ErrorCode?>> SendAsync(IReadOnlyList<JobAttempt> attempts, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.SendTimeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var (connection, channel) = await _channel.Current.WaitAsync(limit.Token);
            var batch = new SendBatch(attempts, format);
            await batch.PublishAsync(channel, limit.Token);
            if (batch.HasReturned && options.Declare)
            {
                // Somebody may have deleted the queue.
                await format.DeclareAsync(connection, limit.Token);
                await batch.PublishAsync(channel, limit.Token);
            }

            return batch.ToOutcomes(_unroutable);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw BrokerProblem.ToAnswer(Problem ?? ProblemOf(exception), exception);
        }
    }

    /// <inheritdoc cref="IJobCarrier.CancelAsync"/>
    public async ValueTask CancelAsync(AttemptKey attempt, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.SendTimeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var (connection, _) = await _channel.Current.WaitAsync(limit.Token);
            var message = format.WriteCancel(attempt);
            try
            {
                await PublishAsync(connection, message, limit.Token);
            }
            catch (OperationInterruptedException exception) when (options.Declare && Declaration.IsMissing(exception))
            {
                // Somebody has deleted the exchange, and with it the bindings of the workers that run.
                await format.DeclareAsync(connection, limit.Token);
                await PublishAsync(connection, message, limit.Token);
                CarrierLog.CancelExchangeMade(logger, options.Name, message.Exchange);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // While RabbitMQ is away that is told already.
            if (Problem is null)
            {
                CarrierLog.NotCancelled(logger, options.Name, attempt.ToString(), ProblemOf(exception));
            }
        }
    }

    // Where the exchange is missing RabbitMQ closes the channel, which must not be that of others.
    private static async Task PublishAsync(IConnection connection, OutgoingMessage message, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(_confirms, cancellationToken);
        await channel.BasicPublishAsync(message.Exchange, message.RoutingKey, mandatory: false, message.Properties, message.Body, cancellationToken);
    }

    private string ProblemOf(Exception exception) => exception is OperationCanceledException ? "RabbitMQ does not answer" : BrokerProblem.Of(exception, options.Uri!);

    private async Task KeepChannelAsync(IConnection connection, CancellationToken ended)
    {
        if (options.Declare)
        {
            await format.DeclareAsync(connection, ended);
        }

        var channel = await connection.CreateChannelAsync(_confirms, ended);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            closed.TrySetException(new OperationInterruptedException(reason));
            return Task.CompletedTask;
        };
        connection.ConnectionBlockedAsync += (_, blocked) => BlockAsync(channel, blocked.Reason);
        connection.ConnectionUnblockedAsync += (_, _) => UnblockAsync(connection, channel);
        _blocked = null;
        _channel.Open(connection, channel);
        _loop.Ready();
        try
        {
            await closed.Task.WaitAsync(ended);
        }
        finally
        {
            _channel.Close(channel);
        }
    }

    private Task BlockAsync(IChannel channel, string reason)
    {
        _channel.Close(channel);
        _blocked = $"RabbitMQ takes nothing at present: {reason}";
        CarrierLog.Blocked(logger, options.Name, reason);
        return Task.CompletedTask;
    }

    private Task UnblockAsync(IConnection connection, IChannel channel)
    {
        _blocked = null;
        _channel.Open(connection, channel);
        CarrierLog.Unblocked(logger, options.Name);
        return Task.CompletedTask;
    }
}
