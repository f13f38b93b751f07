namespace Switchboard.Extensibility;

/// <summary>A message of a broker, as the hub reads it.</summary>
public abstract class EventMessage
{
    /// <summary>What it says: the payload of what is published.</summary>
    public abstract ReadOnlyMemory<byte> Body { get; }

    /// <summary>By what it was routed: words with dots between them. Empty where the broker has no such thing.</summary>
    public virtual string RoutingKey => "";

    /// <summary>What tells the message apart from all others of its source, however often it is delivered; null where nothing does.</summary>
    public abstract string? Id { get; }

    /// <summary>Finds a header.</summary>
    /// <param name="name">Its name, compared ordinally.</param>
    /// <returns>Its text, or its number as text; null where there is none, or one that is neither.</returns>
    public abstract string? FindHeader(string name);
}

/// <summary>What became of a message.</summary>
/// <param name="Unusable">Why it can never be published, in words that hold nothing of its content; null where it was published.</param>
public readonly record struct EventOutcome(string? Unusable)
{
    /// <summary>It was published, now or before.</summary>
    public static EventOutcome Published => default;

    /// <summary>The code of the error with which it was refused; 0 where it did not get as far, or was published.</summary>
    public uint Code { get; init; }
}
