namespace Switchboard.Client.Outbox;

/// <summary>What became of a batch of items.</summary>
internal sealed class OutboxSettlement
{
    public List<OutboxItem> Delivered { get; } = [];

    public List<OutboxLoss> Losses { get; } = [];

    /// <summary>The first item that must be sent again, if its attempt counts; with the number of its attempts.</summary>
    public OutboxItem? TriedInVain { get; private set; }

    /// <summary>Whether some items must be sent again.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>Sorts items by their replies. Of those to be sent again only the first was in nobody's way: its attempt alone counts.</summary>
    public static OutboxSettlement Of(IReadOnlyList<OutboxItem> items, IReadOnlyList<OutboxReply> replies, int maxAttempts)
    {
        var settlement = new OutboxSettlement();
        for (var i = 0; i < items.Count; i++)
        {
            settlement.Add(items[i], replies[i], maxAttempts);
        }

        return settlement;
    }

    private void Add(OutboxItem item, OutboxReply reply, int maxAttempts)
    {
        switch (reply.Kind)
        {
            case OutboxReplyKind.Accepted:
                Delivered.Add(item);
                break;
            case OutboxReplyKind.Refused:
                Losses.Add(new OutboxLoss(item, OutboxLossReason.Refused, reply.Error));
                break;
            case OutboxReplyKind.Lost or OutboxReplyKind.Failed when !IsIncomplete:
                TryAgain(item with { Attempts = item.Attempts + 1 }, reply, maxAttempts);
                break;
            default:
                IsIncomplete = true;
                break;
        }
    }

    private void TryAgain(OutboxItem item, OutboxReply reply, int maxAttempts)
    {
        IsIncomplete = true;
        if (item.Attempts >= maxAttempts)
        {
            Losses.Add(new OutboxLoss(item, OutboxLossReason.Undeliverable, reply.Error));
        }
        else
        {
            TriedInVain = item;
        }
    }
}
