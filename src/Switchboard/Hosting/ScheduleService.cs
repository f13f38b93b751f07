using Microsoft.Extensions.Hosting;
using Switchboard.Diagnostics;
using Switchboard.Schedules;

namespace Switchboard.Hosting;

/// <summary>Runs the loop of schedules once everything else has started, stores included, until the host stops.</summary>
internal sealed class ScheduleService(ScheduleLoop loop, Supervisor supervisor) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(() => supervisor.RunAsync("schedules", loop.RunAsync, _stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        // A host that is disposed of without being stopped.
        _stopping.Cancel();
        _stopping.Dispose();
    }
}
