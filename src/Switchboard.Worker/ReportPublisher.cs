using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Switchboard.RabbitMq.Connections;
using Switchboard.RabbitMq.Jobs;

namespace Switchboard.Worker;

/// <summary>Tells the hub what comes of attempts. It has a connection of its own: RabbitMQ stops reading from one that publishes while it is short of memory, and jobs must still be acknowledged.</summary>
internal sealed class ReportPublisher(SwitchboardWorkerOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    private static readonly CreateChannelOptions _confirms = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null);

    private readonly SendingChannel _channel = new();
    private readonly BrokerLoop _loop = new(
        new BrokerEndpoint(options.Uri!, "switchboard worker, reports", options.MaxPause)
        {
            Away = problem => WorkerLog.Away(logger, "reports", problem),
            Back = () => WorkerLog.Back(logger, "reports"),
        },
        time);

    /// <summary>Keeps a channel until it is told to stop.</summary>
    public Task RunAsync(CancellationToken stopping) => _loop.RunAsync(KeepChannelAsync, stopping);

    /// <summary>Complete when RabbitMQ has the report, however long that takes.</summary>
    public async Task PublishAsync(JobRun run, string type, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        while (!await TryPublishAsync(run, type, body, mandatory: true, cancellationToken))
        {
            await Task.Delay(_pause, time, cancellationToken);
        }
    }

    /// <summary>Sends a report that may be lost.</summary>
    public async Task OfferAsync(JobRun run, string type, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (_channel.Current.IsCompletedSuccessfully)
        {
            await TryPublishAsync(run, type, body, mandatory: false, cancellationToken);
        }
    }

    private async Task<bool> TryPublishAsync(JobRun run, string type, ReadOnlyMemory<byte> body, bool mandatory, CancellationToken cancellationToken)
    {
        if (run.Properties.ReplyTo is not { Length: > 0 } queue)
        {
            return true;
        }

        try
        {
            var (_, channel) = await _channel.Current.WaitAsync(cancellationToken);
            var properties = new BasicProperties { Type = type, CorrelationId = run.Key.ToString(), ContentType = JobMessage.ContentType, Persistent = true };
            await channel.BasicPublishAsync(exchange: "", queue, mandatory, properties, body, cancellationToken);
        }
        catch (PublishException exception) when (exception.IsReturn)
        {
            WorkerLog.NobodyToTell(logger, run.Key.ToString(), queue);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            WorkerLog.NotConfirmed(logger, exception, run.Key.ToString());
            return false;
        }

        return true;
    }

    private async Task KeepChannelAsync(IConnection connection, CancellationToken ended)
    {
        var channel = await connection.CreateChannelAsync(_confirms, ended);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            closed.TrySetException(new OperationInterruptedException(reason));
            return Task.CompletedTask;
        };
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
}
