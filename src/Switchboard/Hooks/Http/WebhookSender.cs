using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Diagnostics;

namespace Switchboard.Hooks.Http;

/// <summary>Sends the back end what happened, several events at once and again until it takes them.</summary>
internal sealed class WebhookSender(
    WebhookEvents events, WebhookClient client, SettingsHolder settings, TimeProvider time, HubMetrics metrics, ILogger<WebhookSender> logger)
    : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(30);
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

            await SendAsync(batch);
        }
    }

    private async Task SendAsync(List<HookEvent> batch)
    {
        var body = EventBody.Write(batch);
        var startedAt = time.GetTimestamp();
        for (var pause = _firstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, _longestPause.Ticks)))
        {
            var http = settings.Current.Hooks.Http;
            if (http.EventsAddress is null || await TrySendAsync(http.EventsAddress, body, batch.Count))
            {
                return;
            }

            if (_stopping.IsCancellationRequested || time.GetElapsedTime(startedAt) >= http.RetryTime)
            {
                metrics.WebhookEventsLost(batch.Count);
                HookLog.EventsLost(logger, batch.Count);
                return;
            }

            await PauseAsync(pause);
        }
    }

    private async Task<bool> TrySendAsync(Uri address, ReadOnlyMemory<byte> body, int count)
    {
        try
        {
            await client.PostAsync("events", address, body, [], CancellationToken.None);
            return true;
        }
        catch (Exception exception)
        {
            HookLog.SendingFailed(logger, exception, count);
            return false;
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // One more attempt, without waiting.
        }
    }
}
