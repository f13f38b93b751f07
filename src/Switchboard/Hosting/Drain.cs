using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Transports;

namespace Switchboard.Hosting;

/// <summary>Before the server stops: lets nobody in any more, tells the connections one by one to go elsewhere, and waits until they have gone.</summary>
internal sealed class Drain(ConnectionLimiter limiter, ConnectionRegistry connections, SettingsHolder settings, TimeProvider time, ILogger<Drain> logger)
    : IHostedLifecycleService
{
    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        limiter.IsDraining = true;
        if (connections.Count == 0)
        {
            return;
        }

        try
        {
            await NotifyAllAsync(settings.Current.DrainTime, cancellationToken);
            await WaitUntilGoneAsync(settings.Current.DrainCloseTimeout, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The host's patience is at its end: what is left is cut.
        }

        CutTheRest();
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task NotifyAllAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var waiting = connections.All.ToArray();
        ConnectionLog.Draining(logger, waiting.Length, duration.TotalSeconds);
        var steps = Math.Max(1, (int)(duration / _step));
        var perStep = Math.Max(1, (int)Math.Ceiling(waiting.Length / (double)steps));
        for (var told = 0; told < waiting.Length; told += perStep)
        {
            if (told > 0)
            {
                await Task.Delay(duration * ((double)perStep / waiting.Length), time, cancellationToken);
            }

            foreach (var connection in waiting.AsSpan(told, Math.Min(perStep, waiting.Length - told)))
            {
                connection.Close(CloseCodes.Shutdown);
            }
        }
    }

    private async Task WaitUntilGoneAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        while (connections.Count > 0 && time.GetElapsedTime(startedAt) < patience)
        {
            // Some came in through the door as it closed.
            foreach (var connection in connections.All)
            {
                connection.Close(CloseCodes.Shutdown);
            }

            await Task.Delay(_step, time, cancellationToken);
        }
    }

    private void CutTheRest()
    {
        var rest = connections.All.ToArray();
        if (rest.Length > 0)
        {
            ConnectionLog.Cutting(logger, rest.Length);
        }

        foreach (var connection in rest)
        {
            connection.CloseSilently(CloseCodes.Shutdown);
            connection.AttachedTransport?.Cut();
        }
    }
}
