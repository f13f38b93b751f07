using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Transports;

namespace Switchboard.Hosting;

/// <summary>Before the server stops: lets nobody in any more, and tells the connections one by one to go elsewhere.</summary>
internal sealed class Drain(Admission admission, ConnectionRegistry connections, SettingsHolder settings, TimeProvider time, ILogger<Drain> logger)
    : IHostedLifecycleService
{
    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        admission.IsDraining = true;
        var waiting = connections.All.ToArray();
        var duration = settings.Current.DrainTime;
        if (waiting.Length == 0)
        {
            return;
        }

        ConnectionLog.Draining(logger, waiting.Length, duration.TotalSeconds);
        var steps = Math.Max(1, (int)(duration / _step));
        var perStep = (int)Math.Ceiling(waiting.Length / (double)steps);
        foreach (var group in waiting.Chunk(perStep))
        {
            foreach (var connection in group)
            {
                connection.Close(CloseCodes.Shutdown);
            }

            await Task.Delay(_step, time, cancellationToken);
        }

        // Those that came in through the door as it closed.
        foreach (var connection in connections.All)
        {
            connection.Close(CloseCodes.Shutdown);
        }
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
}
