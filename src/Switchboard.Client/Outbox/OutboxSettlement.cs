using System.Runtime.InteropServices;

namespace Switchboard.Client.Outbox;

/// <summary>What became of a batch of items.</summary>
internal sealed class OutboxSettlement
{
    public List<OutboxItem> Delivered { get; } = [];

    public List<OutboxLoss> Losses { get; } = [];

    /// <summary>The first item that must be sent again, with its attempts, this one included; null where that attempt does not count.</summary>
    public OutboxItem? Retry { get; private set; }

    /// <summary>Whether some items must be sent again.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>Sorts items by their results.</summary>
    public static OutboxSettlement Of(IReadOnlyList<OutboxItem> items, IReadOnlyList<OutboxSendResult> results, int maxAttempts)
    {
        var settlement = new OutboxSettlement();
        for (var i = 0; i < items.Count; i++)
        {
            settlement.Add(items[i], results[i], maxAttempts);
        }

        return settlement;
    }

    private void Add(OutboxItem item, OutboxSendResult result, int maxAttempts)
    {
        switch (result.Status)
        {
            case OutboxSendStatus.Acknowledged:
                Delivered.Add(item);
                break;
            case OutboxSendStatus.Refused:
                Losses.Add(new OutboxLoss(item, OutboxLossReason.Refused, result.Error));
                break;

            // Only for the first one is it known that no other item kept it from being delivered: its attempt counts, those behind it do not.
            case OutboxSendStatus.Unanswered or OutboxSendStatus.Failed when !IsIncomplete:
                RetryFirst(item with { Attempts = item.Attempts + 1 }, result, maxAttempts);
                break;
            default:
                IsIncomplete = true;
                break;
        }
    }

    private void RetryFirst(OutboxItem item, OutboxSendResult result, int maxAttempts)
    {
        IsIncomplete = true;
        if (item.Attempts >= maxAttempts)
        {
            Losses.Add(new OutboxLoss(item, OutboxLossReason.Undeliverable, result.Error));
        }
        else
        {
            Retry = item;
        }
    }
}

/// <summary>An item that was given up.</summary>
/// <param name="Item">The item.</param>
/// <param name="Reason">Why.</param>
/// <param name="Error">What the hub answered last; null where it did not.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OutboxLoss(OutboxItem Item, OutboxLossReason Reason, ErrorCode? Error = null);
