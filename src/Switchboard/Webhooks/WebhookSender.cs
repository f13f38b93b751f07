using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Hooks;

namespace Switchboard.Webhooks;

/// <summary>Sends the back end what happened, several events at once and again until it takes them.</summary>
internal sealed class WebhookSender(
    WebhookEvents events, WebhookDelivery delivery, SettingsHolder settings, TimeProvider time, ILogger<WebhookSender> logger)
    : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan _gracePeriod = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _sending = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _sending = SendAllAsync();
        _watching = WatchAsync();
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
    public void Dispose() => _stopping.Dispose();

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(_gracePeriod, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                await events.KeepDueAsync(all: false, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task SendAllAsync()
    {
        var batch = new List<HookEvent>();
        while (await events.Waiting.WaitToReadAsync(CancellationToken.None))
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
