using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Switchboard.RabbitMq.Connections;
using Switchboard.RabbitMq.Jobs;

namespace Switchboard.Worker;

/// <summary>The attempts that this worker has, across connections.</summary>
internal sealed class RunningJobs(JobRunner runner, ReportPublisher publisher, ILogger logger, CancellationToken giveUp)
{
    private readonly ConcurrentDictionary<string, (JobRun Run, Task Work)> _runs = new(StringComparer.Ordinal);
    private readonly CancelledAttempts _cancelled = new();

    /// <summary>Takes a message.</summary>
    public void Take(JobQueue queue, JobDelivery delivery, BrokerDelivery message)
    {
        if (AttemptKey.Parse(message.Properties.CorrelationId) is not { } key)
        {
            WorkerLog.NoJob(logger, queue.Name);
            _ = delivery.RefuseAsync();
            return;
        }

        var name = key.ToString();
        if (_runs.TryGetValue(name, out var known))
        {
            if (!known.Run.Adopt(delivery))
            {
                _ = delivery.AcknowledgeAsync();
            }

            return;
        }

        var run = new JobRun(key, queue.Find(message.Properties.Type), message.Properties, message.Body.ToArray(), message.IsRedelivered);
        run.Adopt(delivery);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _runs[name] = (run, WorkAsync(queue, name, run, begun.Task));
        begun.SetResult();
    }

    /// <summary>An attempt is cancelled, now or when it comes.</summary>
    public void Cancel(string key)
    {
        _cancelled.Add(key);
        if (_runs.TryGetValue(key, out var known))
        {
            known.Run.Cancel();
        }
    }

    /// <summary>Complete when none runs any more.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (!_runs.IsEmpty)
        {
            await Task.WhenAll(_runs.Values.Select(static entry => entry.Work)).WaitAsync(cancellationToken);
        }
    }

    /// <summary>How many run.</summary>
    public int Count => _runs.Count;

    private async Task WorkAsync(JobQueue queue, string name, JobRun run, Task begun)
    {
        await begun;
        try
        {
            using (run)
            {
                await queue.Slots.WaitAsync(giveUp);
                try
                {
                    await WorkAsync(name, run);
                }
                finally
                {
                    queue.Slots.Release();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The program stops: RabbitMQ gives it to somebody else when the connection ends.
        }
        finally
        {
            _runs.TryRemove(name, out _);
        }
    }

    private async Task WorkAsync(string name, JobRun run)
    {
        var outcome = _cancelled.Contains(name) ? JobOutcome.Cancelled : await RunAsync(run);
        if (outcome is null)
        {
            await run.End().ReturnAsync();
            return;
        }

        await publisher.PublishAsync(run, outcome.Type, outcome.Body, giveUp);
        await run.End().AcknowledgeAsync();
    }

    private async Task<JobOutcome?> RunAsync(JobRun run)
    {
        try
        {
            return await runner.RunAsync(run);
        }
        catch (Exception exception)
        {
            // The scope of the job could not be made, or not be ended.
            WorkerLog.Failed(logger, exception, run.Properties.Type ?? "", run.Key.ToString());
            return JobOutcome.Failed(ErrorCodes.Internal);
        }
    }
}
