namespace Switchboard.Storage.Inboxes;

/// <summary>Notes that senders have heard of receipts.</summary>
internal sealed class SettleWrite(InboxWriter writer, IReadOnlyCollection<MessageReceipt> receipts)
    : InboxWrite<bool>(writer, receipts.Select(static receipt => receipt.User))
{
    /// <inheritdoc/>
    protected override async ValueTask<bool> RunAsync(InboxBatch batch)
    {
        foreach (var receipt in receipts)
        {
            await batch.ExecuteAsync(InboxSql.Settle, new { receipt.Id, state = (long)receipt.State });
        }

        return true;
    }
}
