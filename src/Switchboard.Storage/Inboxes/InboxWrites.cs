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
}

/// <summary>A write to what is in inboxes already, carried out by itself.</summary>
internal interface IInboxStep
{
    /// <summary>Carries it out. May be called again where the transaction failed.</summary>
    ValueTask ExecuteAsync(InboxBatch batch);
}

/// <summary>A write to what is in inboxes already.</summary>
internal abstract class InboxWrite<TResult>(InboxWriteHandler handler, params IEnumerable<string> owners) : StoreWrite<TResult>, IInboxWrite, IInboxStep
{
    /// <inheritdoc/>
    public override WriteHandler Handler => handler;

    /// <inheritdoc/>
    public IEnumerable<string> Owners => owners;

    /// <inheritdoc/>
    public bool NeedsInbox => false;

    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(InboxBatch batch) => Result = await RunAsync(batch);

    /// <summary>Carries it out.</summary>
    protected abstract ValueTask<TResult> RunAsync(InboxBatch batch);
}

/// <summary>Puts a message into an inbox. The result says whether it is new.</summary>
internal sealed class AppendMessageWrite(InboxWriteHandler handler, InboxAppend append) : StoreWrite<bool>, IInboxWrite
{
    // What a row takes beside its payload, roughly.
    private const int Overhead = 512;

    // How many messages make room for one. An inbox whose limit was lowered comes down to it step by step.
    private const int MaxRemovedAtOnce = 100;

    /// <inheritdoc/>
    public override WriteHandler Handler => handler;

    /// <inheritdoc/>
    public override int Bytes => append.Publication.Data.Length + Overhead;

    /// <inheritdoc/>
    public IEnumerable<string> Owners => [append.User];

    /// <inheritdoc/>
    public bool NeedsInbox => true;

    /// <summary>The message with the next number of its inbox, which stays unused where its id is known.</summary>
    public MessageRow ToRow(InboxBatch batch)
    {
        var inbox = batch.Find(append.User)!;
        var message = MessageRow.From(append, inbox, batch.Now);
        inbox.Last = message.Number;
        return message;
    }

    /// <summary>Takes out the oldest messages where there are too many.</summary>
    public async ValueTask MakeRoomAsync(InboxBatch batch)
    {
        var inbox = batch.Find(append.User)!;
        var limit = Math.Min(inbox.Messages - append.MaxMessages, MaxRemovedAtOnce);
        if (limit > 0)
        {
            foreach (var oldest in await batch.QueryAsync(InboxSql.FindOldest, new { id = inbox.Id, limit }))
            {
                await batch.EndAsync(inbox, oldest, batch.Now);
            }
        }
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
