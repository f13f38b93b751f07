using Switchboard.RabbitMq.Jobs;

namespace Switchboard.Worker;

/// <summary>Tells the hub that a job has begun, and how far it has come: not too often, and the last word of each interval alone.</summary>
internal sealed class ProgressPump(JobRun run, ReportPublisher publisher, SwitchboardWorkerOptions options, TimeProvider time, CancellationToken ended)
{
    private readonly Lock _lock = new();
    private ReadOnlyMemory<byte>? _latest;
    private bool _isRunning;

    /// <summary>Says that it has begun, once it runs long enough for that to be worth a message.</summary>
    public async Task SayStartedAsync()
    {
        await Task.Delay(options.StartedAfter, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await OfferAsync(JobMessage.Started, ReadOnlyMemory<byte>.Empty);
    }

    /// <summary>Says how far it has come. Does not wait.</summary>
    public void Report(ReadOnlyMemory<byte> progress)
    {
        lock (_lock)
        {
            _latest = progress;
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        _ = PumpAsync();
    }

    private async Task PumpAsync()
    {
        while (TakeLatest() is { } progress)
        {
            await OfferAsync(JobMessage.Progress, progress);
            await Task.Delay(options.ProgressInterval, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private ReadOnlyMemory<byte>? TakeLatest()
    {
        lock (_lock)
        {
            var latest = ended.IsCancellationRequested ? null : _latest;
            (_latest, _isRunning) = (null, latest is not null);
            return latest;
        }
    }

    private async Task OfferAsync(string type, ReadOnlyMemory<byte> body)
    {
        if (ended.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await publisher.OfferAsync(run, type, body, ended);
        }
        catch (OperationCanceledException)
        {
            // The job has ended.
        }
    }
}
