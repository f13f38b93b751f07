namespace Switchboard;

/// <summary>What a broadcast came to in one channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Position">The publication's position; offset 0 where the channel keeps none, and where there is an error.</param>
/// <param name="Error">Why the channel did not take it; null where it did.</param>
public readonly record struct BroadcastOutcome(string Channel, Position Position, ErrorCode? Error);
