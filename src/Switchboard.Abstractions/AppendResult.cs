namespace Switchboard;

/// <summary>The answer to an append.</summary>
/// <param name="Position">The publication's position, or the one <paramref name="Outcome"/> names.</param>
/// <param name="Outcome">What became of the append.</param>
public readonly record struct AppendResult(Position Position, AppendOutcome Outcome);
