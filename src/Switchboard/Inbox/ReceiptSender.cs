using Switchboard.Configuration;

namespace Switchboard.Inbox;

/// <summary>Tells senders what became of their messages: what is due in the store is published, and then settled there. A crash in between repeats it under the same idempotency key.</summary>
internal sealed class ReceiptSender(InboxRouter stores, InboxEvents events, SettingsHolder settings)
{
    private const int Portion = 100;

    /// <summary>Sends what is due. Called now and then.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        if (!settings.Current.Inbox.Enabled)
        {
            return;
        }

        try
        {
            while (await SendPortionAsync(stores.Store, cancellationToken))
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

    private async ValueTask<bool> SendPortionAsync(IInboxStore store, CancellationToken cancellationToken)
    {
        var due = await store.ReadDueAsync(Portion, cancellationToken);
        var told = new List<MessageReceipt>(due.Count);
        foreach (var receipt in due)
        {
            if (await events.TellReceiptAsync(receipt, cancellationToken) is null)
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
}
