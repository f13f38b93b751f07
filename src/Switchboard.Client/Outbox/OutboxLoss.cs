using System.Runtime.InteropServices;

namespace Switchboard.Client.Outbox;

/// <summary>An item that was given up.</summary>
/// <param name="Item">The item.</param>
/// <param name="Reason">Why.</param>
/// <param name="Error">What the hub answered last; null where it did not.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OutboxLoss(OutboxItem Item, OutboxLossReason Reason, ErrorCode? Error = null)
{
    public bool IsKept => Reason is OutboxLossReason.Refused or OutboxLossReason.Undeliverable;
}
