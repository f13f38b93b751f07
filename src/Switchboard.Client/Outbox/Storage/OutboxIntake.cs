namespace Switchboard.Client.Outbox.Storage;

/// <summary>Whether an item was taken, and what was given up on the way.</summary>
internal sealed record OutboxIntake(bool IsTaken, IReadOnlyList<OutboxLoss> Losses);
