namespace Switchboard.Client.Outbox.Storage;

/// <summary>What an outbox's file holds.</summary>
/// <param name="Items">How many items wait.</param>
/// <param name="Bytes">What they count together.</param>
/// <param name="DeadLetters">How many dead letters are kept.</param>
/// <param name="OldestTakenAt">When the oldest waiting item was taken, in the file's own time; null where none waits.</param>
internal sealed record OutboxTotals(int Items, long Bytes, int DeadLetters, long? OldestTakenAt)
{
    public static OutboxTotals None { get; } = new(0, 0, 0, OldestTakenAt: null);
}
