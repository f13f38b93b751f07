namespace Switchboard.Client;

/// <summary>An item that could not be delivered and is kept aside.</summary>
/// <param name="Item">The item.</param>
/// <param name="Reason">Why.</param>
/// <param name="ErrorCode">The code of the hub's last answer; 0 where it did not answer.</param>
/// <param name="ErrorMessage">The text of the hub's last answer; empty where it did not answer.</param>
public sealed record OutboxDeadLetter(OutboxItem Item, OutboxLossReason Reason, uint ErrorCode, string ErrorMessage);
