namespace Switchboard.InMemory;

/// <summary>What a store of streams in memory may keep.</summary>
/// <param name="Streams">How many streams; 0 for any number.</param>
/// <param name="HistoryBytes">How many bytes publications, entries and idempotency keys may take together; 0 for any number.</param>
public readonly record struct InMemoryStreamLimits(int Streams, long HistoryBytes = 0);
