using Switchboard.Extensibility;
using Switchboard.Storage.Commits;

namespace Switchboard.Storage.Inboxes;

/// <summary>A write that concerns inboxes.</summary>
internal interface IInboxWrite
{
    /// <summary>Whose inboxes.</summary>
    IEnumerable<string> Owners { get; }

    /// <summary>Whether inboxes are made where there are none.</summary>
    bool NeedsInbox { get; }

    /// <summary>Carries it out. May be called again where the transaction failed.</summary>
    ValueTask ExecuteAsync(InboxBatch batch);
}

/// <summary>A write that concerns inboxes.</summary>
internal abstract class InboxWrite<TResult>(InboxWriteHandler handler, params IEnumerable<string> owners) : StoreWrite<TResult>, IInboxWrite
{
    /// <inheritdoc/>
    public override WriteHandler Handler => handler;

    /// <inheritdoc/>
    public IEnumerable<string> Owners => owners;

    /// <inheritdoc/>
    public virtual bool NeedsInbox => false;

    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(InboxBatch batch) => Result = await RunAsync(batch);

    /// <summary>Carries it out.</summary>
    protected abstract ValueTask<TResult> RunAsync(InboxBatch batch);
}

/// <summary>Puts a message into an inbox. The result says whether it is new.</summary>
internal sealed class AppendMessageWrite(InboxWriteHandler handler, InboxAppend append) : InboxWrite<bool>(handler, append.User)
{
    // What a row takes beside its payload, roughly.
    private const int Overhead = 512;

    // How many messages make room for one. An inbox whose limit was lowered comes down to it step by step.
    private const int MaxRemovedAtOnce = 100;

    /// <inheritdoc/>
    public override int Bytes => append.Publication.Data.Length + Overhead;

    /// <inheritdoc/>
    public override bool NeedsInbox => true;

    /// <inheritdoc/>
    protected override async ValueTask<bool> RunAsync(InboxBatch batch)
    {
        var inbox = batch.Find(append.User)!;
        if (!await batch.InsertAsync(inbox, MessageRow.From(append, inbox, batch.Now)))
        {
            return false;
        }

        var limit = Math.Min(inbox.Messages - append.MaxMessages, MaxRemovedAtOnce);
        if (limit > 0)
        {
            foreach (var oldest in await batch.QueryAsync(InboxSql.FindOldest, new { id = inbox.Id, limit }))
            {
                await batch.EndAsync(inbox, oldest, batch.Now);
            }
        }

        return true;
    }
}

/// <summary>Notes what a user's side did with messages.</summary>
internal sealed class MarkWrite(InboxWriteHandler handler, string user, string[] ids, InboxMark mark) : InboxWrite<InboxMarked>(handler, user)
{
    /// <inheritdoc/>
    protected override async ValueTask<InboxMarked> RunAsync(InboxBatch batch)
    {
        if (batch.Find(user) is not { } inbox)
        {
            return new InboxMarked([], 0);
        }

        var changed = new List<string>();
        foreach (var message in await batch.QueryAsync(InboxSql.FindByIds, new { ids }))
        {
            var before = (MessagePlace)message.Place;
            if (message.InboxId == inbox.Id && message.Mark(mark, batch.Now))
            {
                await batch.UpdateAsync(inbox, message, before);
                changed.Add(message.MessageId);
            }
        }

        return new InboxMarked(changed, await batch.CountUnreadAsync(inbox));
    }
}

/// <summary>Notes that senders have heard of receipts.</summary>
internal sealed class SettleWrite(InboxWriteHandler handler, IReadOnlyCollection<MessageReceipt> receipts)
    : InboxWrite<bool>(handler, receipts.Select(static receipt => receipt.User))
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
