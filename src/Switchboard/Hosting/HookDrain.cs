using Microsoft.Extensions.Hosting;
using Switchboard.Configuration;
using Switchboard.Hooks;

namespace Switchboard.Hosting;

/// <summary>When the server has stopped, waits until the hooks have been told of what happened last.</summary>
internal sealed class HookDrain(HookDispatcher dispatcher, SettingsHolder settings, TimeProvider time) : IHostedLifecycleService
{
    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        try
        {
            while (dispatcher.Unfinished > 0 && time.GetElapsedTime(startedAt) < settings.Current.Hooks.ObservationTimeout)
            {
                await Task.Delay(_step, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The host's patience is at its end.
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
