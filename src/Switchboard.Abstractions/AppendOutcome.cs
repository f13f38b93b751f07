namespace Switchboard;

/// <summary>What became of an append.</summary>
public enum AppendOutcome
{
    /// <summary>The publication has a new position and has entered fan-out.</summary>
    Appended,

    /// <summary>The key was seen before; the position is the first append's and nothing entered fan-out.</summary>
    Duplicate,

    /// <summary>The version was not newer; the position is the stream's top and nothing entered fan-out.</summary>
    Stale,

    /// <summary>The store has no room for a further stream; there is no position and nothing entered fan-out.</summary>
    Full,
}
