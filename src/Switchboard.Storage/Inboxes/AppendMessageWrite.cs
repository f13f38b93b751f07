using Switchboard.Extensibility;

namespace Switchboard.Storage.Inboxes;

/// <summary>Puts a message into an inbox. The result says whether it is new.</summary>
internal sealed class AppendMessageWrite(InboxWriter writer, InboxAppend append) : InboxWrite<bool>(writer, append.User)
{
    // What a row takes beside its payload, roughly.
    private const int Overhead = 512;

    // How many messages make room for one. An inbox whose limit was lowered comes down to it step by step.
    private const int MostAtOnce = 100;

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

        var limit = Math.Min(inbox.Messages - append.MaxMessages, MostAtOnce);
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
