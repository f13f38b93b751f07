using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Hooks;
using Switchboard.Timing;

namespace Switchboard.Webhooks;

/// <summary>Sends the back end what happened, several events at once and again until it takes them.</summary>
internal sealed class WebhookSender(
    WebhookEvents events, WebhookDelivery delivery, SettingsHolder settings, Clock clock, Supervisor supervisor, ILogger<WebhookSender> logger)
    : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan _gracePeriod = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly PeriodicTimer _graceTimer = clock.CreateTimer(_gracePeriod);
    private Task _sending = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Not ended by the stop: what is left is sent then.
        _sending = supervisor.RunAsync("webhooks", SendAllAsync, CancellationToken.None);
        _watching = supervisor.RepeatAsync("disconnect grace", _graceTimer, KeepDueAsync, _stopping.Token);
        return Task.CompletedTask;
    }

    /// <summary>Sends what is left, once each: the server has stopped, and nothing more happens.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        try
        {
            await _watching.WaitAsync(cancellationToken);
            await events.KeepDueAsync(all: true, cancellationToken);
            events.Complete();
            await _sending.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            HookLog.EventsLost(logger, events.Waiting.Count);
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _graceTimer.Dispose();
        _stopping.Dispose();
    }

    private Task KeepDueAsync(CancellationToken cancellationToken) => events.KeepDueAsync(all: false, cancellationToken).AsTask();

    private async Task SendAllAsync(CancellationToken cancellationToken)
    {
        var batch = new List<HookEvent>();
        while (await events.Waiting.WaitToReadAsync(cancellationToken))
        {
            batch.Clear();
            while (batch.Count < settings.Current.Hooks.Http.EventsPerRequest && events.Waiting.TryRead(out var happened))
            {
                batch.Add(happened);
            }

            if (!await delivery.SendAsync(batch, _stopping.Token))
            {
                delivery.Lose(batch.Count);
            }
        }
    }
}
