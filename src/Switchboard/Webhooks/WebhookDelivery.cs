using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Hooks;

namespace Switchboard.Webhooks;

/// <summary>Sends the back end what happened, again and again until it takes it or the time for that is over.</summary>
internal sealed class WebhookDelivery(WebhookClient client, SettingsHolder settings, TimeProvider time, HubMetrics metrics, ILogger<WebhookDelivery> logger)
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(30);

    /// <summary>Sends events, as one request. Never throws: what fails is logged and counted.</summary>
    /// <param name="events">What happened.</param>
    /// <param name="stopping">Stands for the server's end: there is one more attempt, without waiting.</param>
    /// <returns>Whether the back end took them, or is not to be told any more.</returns>
    public async Task<bool> SendAsync(IReadOnlyList<HookEvent> events, CancellationToken stopping)
    {
        if (TryWrite(events) is not { } body)
        {
            return false;
        }

        var startedAt = time.GetTimestamp();
        for (var pause = _firstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, _longestPause.Ticks)))
        {
            var http = settings.Current.Hooks.Http;
            if (http.EventsAddress is null || await TrySendAsync(http.EventsAddress, body, events.Count))
            {
                return true;
            }

            if (stopping.IsCancellationRequested || time.GetElapsedTime(startedAt) >= http.RetryTime)
            {
                return false;
            }

            await PauseAsync(pause, stopping);
        }
    }

    /// <summary>Counts and logs events that the back end will not be told of.</summary>
    public void Lose(int count)
    {
        metrics.WebhookEventsLost(count);
        HookLog.EventsLost(logger, count);
    }

    // What cannot be written will not be at another attempt either, and must not keep those behind it waiting.
    private ReadOnlyMemory<byte>? TryWrite(IReadOnlyList<HookEvent> events)
    {
        try
        {
            return EventBody.Write(events);
        }
        catch (Exception exception)
        {
            HookLog.WritingFailed(logger, exception, events.Count);
            return null;
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
            HookLog.SendingFailed(logger, count, WebhookFailure.Describe(address, exception));
            return false;
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(pause, time, stopping);
        }
        catch (OperationCanceledException)
        {
            // One more attempt, without waiting.
        }
    }
}
