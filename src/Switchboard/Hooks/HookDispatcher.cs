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
        try
        {
            await using var told = hooks.Begin(KindOf(happened));
            for (var i = 0; i < told.Observing.Count; i++)
            {
                try
                {
                    using var deadline = new CancellationTokenSource(settings.Current.Hooks.ObservationTimeout, time);
                    await told.WithinAsync(Notify(told.Observing[i], happened, deadline.Token), deadline.Token);
                }
                catch (Exception exception)
                {
                    Fail(exception, told.Observing[i].GetType().Name, happened);
                }
            }
        }
        catch (Exception exception)
        {
            // Hooks of a scope that could not be made, or disposed of.
            Fail(exception, hooks.Names, happened);
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
        JobChangedEvent => "job",
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "There is no such event."),
    };

    private static HookKinds KindOf(HookEvent happened) => happened switch
    {
        ConnectedEvent or DisconnectedEvent => HookKinds.Connections,
        SubscribedEvent or UnsubscribedEvent => HookKinds.Subscriptions,
        PublishedEvent or MessageSentEvent => HookKinds.Publications,
        MessageReceivedEvent => HookKinds.Messages,
        JobChangedEvent => HookKinds.Jobs,
        _ => HookKinds.Receipts,
    };

    private void Fail(Exception exception, string hook, HookEvent happened)
    {
        metrics.HookFailed(NameOf(happened));
        InternalError.Create(out var errorId);
        HookLog.ObservationFailed(logger, exception, hook, NameOf(happened), happened.Id, errorId);
    }

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
        JobChangedEvent changed => hook.OnJobChangedAsync(changed, deadline),
        _ => ValueTask.CompletedTask,
    };
}
