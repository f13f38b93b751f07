using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Diagnostics;
using Switchboard.Results;

namespace Switchboard.Hooks;

/// <summary>Tells the application's observing hooks what happened, one after the other.</summary>
internal sealed class HookDispatcher(HookSet hooks, SettingsHolder settings, TimeProvider time, HubMetrics metrics, Supervisor supervisor, ILogger<HookDispatcher> logger)
{
    private long _queued;
    private long _unfinished;

    /// <summary>The events that wait for hooks, of all connections.</summary>
    public long Queued => Interlocked.Read(ref _queued);

    /// <summary>What hooks are yet to be told before they know all: events that wait, and the ends of connections whose beginning was told.</summary>
    public long Unfinished => Interlocked.Read(ref _unfinished);

    public bool Has(HookKinds kinds) => hooks.Has(kinds);

    public void CountQueued(int change) => Interlocked.Add(ref _queued, change);

    public void CountUnfinished(int change) => Interlocked.Add(ref _unfinished, change);

    /// <summary>Tells all hooks. Never throws: what fails is logged and counted.</summary>
    public async ValueTask NotifyAsync(HookEvent happened)
    {
        foreach (var hook in hooks.Observing)
        {
            try
            {
                using var deadline = new CancellationTokenSource(settings.Current.Hooks.ObservationTimeout, time);
                var telling = Notify(hook, happened, deadline.Token);
                if (!telling.IsCompletedSuccessfully)
                {
                    // A hook that does not heed its token is left behind.
                    await telling.AsTask().WaitAsync(deadline.Token);
                }
            }
            catch (Exception exception)
            {
                metrics.HookFailed(NameOf(happened));
                InternalError.Create(out var errorId);
                HookLog.ObservationFailed(logger, exception, hook.GetType().Name, NameOf(happened), happened.Id, errorId);
            }
        }
    }

    /// <summary>Tells all hooks of an event that waited. Never throws, whatever else fails than a hook.</summary>
    public async Task NotifyQueuedAsync(HookEvent happened)
    {
        try
        {
            await NotifyAsync(happened);
        }
        catch (Exception exception)
        {
            supervisor.Report("hooks", exception);
        }
    }

    /// <summary>Counts an event that no hook will see, because too many wait.</summary>
    public void Drop(HookEvent happened, string client)
    {
        metrics.HookEventDropped(NameOf(happened));
        HookLog.EventDropped(logger, NameOf(happened), client, happened.Id);
    }

    /// <summary>The event's name on the wire, in logs and in metrics.</summary>
    public static string NameOf(HookEvent happened) => happened switch
    {
        ConnectedEvent => "connected",
        DisconnectedEvent => "disconnected",
        SubscribedEvent => "subscribed",
        UnsubscribedEvent => "unsubscribed",
        PublishedEvent => "published",
        MessageSentEvent => "message_sent",
        MessageReceivedEvent => "message_received",
        MessageReceiptEvent => "message_receipt",
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "There is no such event."),
    };

    private static ValueTask Notify(IObservingHooks hook, HookEvent happened, CancellationToken deadline) => happened switch
    {
        ConnectedEvent connected => hook.OnConnectedAsync(connected, deadline),
        DisconnectedEvent disconnected => hook.OnDisconnectedAsync(disconnected, deadline),
        SubscribedEvent subscribed => hook.OnSubscribedAsync(subscribed, deadline),
        UnsubscribedEvent unsubscribed => hook.OnUnsubscribedAsync(unsubscribed, deadline),
        PublishedEvent published => hook.OnPublishedAsync(published, deadline),
        MessageSentEvent sent => hook.OnMessageSentAsync(sent, deadline),
        MessageReceivedEvent received => hook.OnMessageReceivedAsync(received, deadline),
        MessageReceiptEvent receipt => hook.OnMessageReceiptAsync(receipt, deadline),
        _ => ValueTask.CompletedTask,
    };
}
