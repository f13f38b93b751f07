namespace Switchboard.Extensibility;

/// <summary>What a source consumes, as the options say it. Each kind of broker reads what concerns it.</summary>
/// <param name="Name">The name of the source.</param>
public sealed record EventSourceDefinition(string Name)
{
    /// <summary>How many messages may be under way at once.</summary>
    public int Prefetch { get; init; } = 1;

    /// <summary>The exchange whose messages are consumed; empty for a queue alone.</summary>
    public string Exchange { get; init; } = "";

    /// <summary>The type of the exchange: <c>topic</c>, <c>direct</c>, <c>fanout</c> or <c>headers</c>.</summary>
    public string ExchangeType { get; init; } = "topic";

    /// <summary>What binds the queue to the exchange: routing keys, or conditions on headers as <c>name=value&amp;name=value</c>.</summary>
    public IReadOnlyList<string> Bindings { get; init; } = [];

    /// <summary>The queue; empty for one of the source's own name.</summary>
    public string Queue { get; init; } = "";

    /// <summary>The type of the queue: <c>quorum</c>, <c>classic</c> or <c>stream</c>.</summary>
    public string QueueType { get; init; } = "quorum";

    /// <summary>Whether the queue is this node's alone and ends with its connection.</summary>
    public bool Exclusive { get; init; }

    /// <summary>Arguments of the queue. Whole numbers, <c>true</c> and <c>false</c> are sent as such.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where unusable messages go; empty for nowhere.</summary>
    public string DeadLetterExchange { get; init; } = "";

    /// <summary>The stream of Redis.</summary>
    public string Stream { get; init; } = "";

    /// <summary>The consumer group of Redis.</summary>
    public string Group { get; init; } = "";

    /// <summary>The field of an entry of Redis that holds the payload.</summary>
    public string DataField { get; init; } = "data";

    /// <summary>The stream of Redis that unusable entries go to; empty for nowhere.</summary>
    public string DeadLetterStream { get; init; } = "";
}
