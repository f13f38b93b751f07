using Switchboard.Configuration;
using Switchboard.Hooks;
using Switchboard.Timing;
using Switchboard.Webhooks;

namespace Switchboard.Inbox;

/// <summary>Tells the application what became of messages that services sent: its observing hooks, and its back end over HTTP.</summary>
/// <remarks>The back end is told without the queue of other events: receipts wait in the store.</remarks>
internal sealed class ReceiptEvents(HookDispatcher dispatcher, WebhookDelivery webhooks, SettingsHolder settings, Clock clock)
{
    /// <summary>Whether anybody wants to hear of receipts.</summary>
    public bool AreWanted => dispatcher.Has(HookKinds.Receipts) || IsBackEndTold;

    /// <summary>How many receipts are told at once.</summary>
    public int Portion => settings.Current.Hooks.Http.EventsPerRequest;

    private bool IsBackEndTold => settings.Current.Hooks.Http is { EventsAddress: not null } http && http.Events.HasFlag(HookEventKinds.MessageReceipt);

    /// <summary>Tells of receipts, and waits until that is done.</summary>
    /// <returns>Whether they are done with; false where the server stops before the back end has taken them.</returns>
    public async Task<bool> NotifyAsync(IReadOnlyList<MessageReceipt> receipts, CancellationToken stopping)
    {
        var events = receipts.Select(receipt => new MessageReceiptEvent(receipt) { Time = clock.UtcNow }).ToList();
        if (dispatcher.Has(HookKinds.Receipts))
        {
            foreach (var happened in events)
            {
                await dispatcher.NotifyAsync(happened);
            }
        }

        if (!IsBackEndTold || await webhooks.SendAsync(events, stopping))
        {
            return true;
        }

        if (stopping.IsCancellationRequested)
        {
            return false;
        }

        webhooks.Lose(events.Count);
        return true;
    }
}
