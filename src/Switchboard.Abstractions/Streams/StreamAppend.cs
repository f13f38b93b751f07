namespace Switchboard.Extensibility;

/// <summary>A publication on its way into a channel's stream, with the rules of that stream.</summary>
public sealed record StreamAppend
{
    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>The publication; its position is assigned by the store.</summary>
    public required Publication Publication { get; init; }

    /// <summary>How the stream is kept.</summary>
    public required StreamRetention Retention { get; init; }

    /// <summary>A key that makes a repeated append return the first one's result; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>How long <see cref="IdempotencyKey"/> is remembered.</summary>
    public TimeSpan IdempotencyWindow { get; init; }

    /// <summary>The version of the data that is published: an append that is not newer than the stream's is dropped. 0 is no version.</summary>
    public ulong Version { get; init; }

    /// <summary>What versions are compared within: another epoch than the stream's starts the comparison anew.</summary>
    public string VersionEpoch { get; init; } = "";

    /// <summary>Events that tell of the publication. A store with an outbox of its own (<see cref="IDurableOutboxStore"/>) keeps them there in the same commit, with the position that it assigns, if the publication is appended. No other is given any.</summary>
    public IReadOnlyList<OutgoingEvent> Events { get; init; } = [];

    /// <summary>What it does with a publication of a mutable namespace (<see cref="IWholeStore"/>); null in any other.</summary>
    public Mutation? Mutation { get; init; }
}

/// <summary>The answer to an append.</summary>
/// <param name="Position">The publication's position, or the one <paramref name="Outcome"/> names.</param>
/// <param name="Outcome">What became of the append.</param>
public readonly record struct AppendResult(Position Position, AppendOutcome Outcome)
{
    /// <summary>What is in the way of a change; null unless <see cref="Outcome"/> is <see cref="AppendOutcome.Refused"/>.</summary>
    public MutationRefusal? Refusal { get; init; }
}

/// <summary>What became of an append.</summary>
public enum AppendOutcome
{
    /// <summary>The publication has a new position and has entered fan-out.</summary>
    Appended,

    /// <summary>The key was seen before; the position is the first append's and nothing entered fan-out.</summary>
    Duplicate,

    /// <summary>The version was not newer; the position is the stream's top and nothing entered fan-out.</summary>
    Stale,

    /// <summary>The store has no room for the publication at present; there is no position and nothing entered fan-out.</summary>
    Full,

    /// <summary>The publication that it changes is not there, or does not let it; the position is the stream's top and nothing entered fan-out.</summary>
    Refused,
}
