using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Switchboard.Diagnostics;
using Switchboard.RabbitMq.Connections;
using Switchboard.RabbitMq.Jobs;

namespace Switchboard.Worker;

/// <summary>Takes jobs from RabbitMQ until the program stops; then lets those that run end.</summary>
internal sealed class WorkerService : BackgroundLoop
{
    private readonly CancellationTokenSource _giveUp = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private readonly SwitchboardWorkerOptions _options;
    private readonly IReadOnlyList<JobQueue> _queues;
    private readonly ReportPublisher _publisher;
    private readonly RunningJobs _jobs;
    private readonly BrokerLoop _loop;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private Func<Task> _stopTaking = static () => Task.CompletedTask;
    private bool _isStopping;

    public WorkerService(SwitchboardWorkerOptions options, IReadOnlyList<JobRoute> routes, IServiceScopeFactory scopes, TimeProvider time, ILogger<WorkerService> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _queues = JobQueue.Of(routes, options.Concurrency);
        _publisher = new ReportPublisher(options, time, logger);
        _jobs = new RunningJobs(new JobRunner(options, scopes, _publisher, time, logger, _giveUp.Token), _publisher, logger, _giveUp.Token);
        var endpoint = new BrokerEndpoint(options.Uri!, "switchboard worker, jobs", options.MaxPause)
        {
            Away = problem => WorkerLog.Away(logger, "jobs", problem),
            Back = () => WorkerLog.Back(logger, "jobs"),
        };
        _loop = new BrokerLoop(endpoint, time);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _giveUp.Dispose();
        _closing.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stopping)
    {
        var connections = Task.WhenAll(_publisher.RunAsync(_closing.Token), _loop.RunAsync(TakeAsync, _closing.Token));
        await Task.Delay(Timeout.InfiniteTimeSpan, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopTakingAsync();
        await DrainAsync();
        await _closing.CancelAsync();
        await connections;
    }

    /// <summary>Takes jobs over a connection until it ends.</summary>
    private async Task TakeAsync(IConnection connection, CancellationToken ended)
    {
        var channel = await connection.CreateChannelAsync(cancellationToken: ended);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ListenForCancelsAsync(channel, closed, ended);
        var tags = new List<string>();
        foreach (var queue in _queues)
        {
            await channel.BasicQosAsync(prefetchSize: 0, (ushort)queue.Concurrency, global: false, ended);
            var consumer = new BrokerConsumer(channel, message => _jobs.Take(queue, new JobDelivery(channel, message.Tag), message), reason => closed.TrySetException(reason));
            tags.Add(await channel.BasicConsumeAsync(queue.Name, autoAck: false, consumer, ended));
        }

        _loop.Ready();
        SetStopTaking(() => CancelAsync(channel, tags));
        await closed.Task.WaitAsync(ended);
    }

    private async Task ListenForCancelsAsync(IChannel channel, TaskCompletionSource closed, CancellationToken ended)
    {
        var queue = await channel.QueueDeclareAsync(cancellationToken: ended);
        await channel.QueueBindAsync(queue.QueueName, JobMessage.CancelExchange, routingKey: "", cancellationToken: ended);
        var consumer = new BrokerConsumer(channel, message => _jobs.Cancel(message.Properties.CorrelationId ?? ""), reason => closed.TrySetException(reason));
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, ended);
    }

    private void SetStopTaking(Func<Task> stopTaking)
    {
        lock (_lock)
        {
            _stopTaking = stopTaking;
            if (!_isStopping)
            {
                return;
            }
        }

        // It was connected while the program stopped.
        _ = stopTaking();
    }

    private Task StopTakingAsync()
    {
        lock (_lock)
        {
            _isStopping = true;
            return _stopTaking();
        }
    }

    private static async Task CancelAsync(IChannel channel, List<string> tags)
    {
        try
        {
            foreach (var tag in tags)
            {
                await channel.BasicCancelAsync(tag);
            }
        }
        catch (Exception exception) when (exception is RabbitMQClientException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The connection has ended: nothing comes any more.
        }
    }

    private async Task DrainAsync()
    {
        using var patience = new CancellationTokenSource(_options.ShutdownTimeout, _time);
        try
        {
            await _jobs.DrainAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            WorkerLog.GivenBack(_logger, _jobs.Count);
            await _giveUp.CancelAsync();
            using var last = new CancellationTokenSource(TimeSpan.FromSeconds(5), _time);
            await _jobs.DrainAsync(last.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
