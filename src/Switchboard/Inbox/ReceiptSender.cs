using Switchboard.Configuration;
using Switchboard.Extensibility;

namespace Switchboard.Inbox;

/// <summary>Tells senders what became of their messages: what is due in the store is told, and then settled there. A crash in between repeats it.</summary>
internal sealed class ReceiptSender(InboxRouter stores, InboxEvents events, ReceiptEvents hooks, SettingsHolder settings)
{
    private const int Portion = 100;

    /// <summary>Tells users, by publications in their own inboxes, under idempotency keys. Called now and then.</summary>
    public Task NotifyUsersAsync(CancellationToken cancellationToken) => NotifyAllAsync(NotifyUserPortionAsync, cancellationToken);

    /// <summary>Tells the application of what services sent. Called now and then; takes as long as hooks and the back end do.</summary>
    /// <param name="cancellationToken">The server stops.</param>
    public Task NotifyServicesAsync(CancellationToken cancellationToken) => NotifyAllAsync(NotifyServicePortionAsync, cancellationToken);

    private async Task NotifyAllAsync(Func<IInboxStore, CancellationToken, ValueTask<bool>> tell, CancellationToken cancellationToken)
    {
        try
        {
            while (settings.Current.Inbox.Enabled && await tell(stores.Store, cancellationToken))
            {
                // There is more.
            }
        }
        catch (SwitchboardException)
        {
            // The database is away, which is logged, or very busy: the receipts stay due.
            return;
        }
    }

    private async ValueTask<bool> NotifyUserPortionAsync(IInboxStore store, CancellationToken cancellationToken)
    {
        var due = await store.ReadDueAsync(forServices: false, Portion, cancellationToken);
        var told = new List<MessageReceipt>(due.Count);
        foreach (var receipt in due)
        {
            if (await events.NotifyReceiptAsync(receipt, cancellationToken) is null)
            {
                told.Add(receipt);
            }
        }

        if (told.Count > 0)
        {
            await store.SettleAsync(told, cancellationToken);
        }

        return told.Count == Portion;
    }

    private async ValueTask<bool> NotifyServicePortionAsync(IInboxStore store, CancellationToken cancellationToken)
    {
        var portion = hooks.Portion;
        var due = await store.ReadDueAsync(forServices: true, portion, cancellationToken);
        if (due.Count == 0 || !await hooks.NotifyAsync(due, cancellationToken))
        {
            return false;
        }

        // They were told: that is noted though the server stops.
        await store.SettleAsync(due, CancellationToken.None);
        return due.Count == portion;
    }
}
