namespace Switchboard.Storage.Inboxes;

/// <summary>Notes what a user's side did with messages.</summary>
internal sealed class MarkWrite(InboxWriter writer, string user, string[] ids, InboxMark mark) : InboxWrite<InboxMarked>(writer, user)
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
