namespace Switchboard.History;

/// <summary>Where a subscription starts, and what it missed.</summary>
/// <param name="Start">The stream's position; epoch empty where there is none.</param>
/// <param name="Missed">Every publication missed, oldest first; empty when that cannot be had whole.</param>
/// <param name="WasRecovering">Whether the client asked for what it missed.</param>
/// <param name="Recovered">Whether <paramref name="Missed"/> is everything.</param>
internal sealed record Recovery(Position Start, IReadOnlyList<Publication> Missed, bool WasRecovering, bool Recovered)
{
    /// <summary>A start without a position.</summary>
    public static Recovery None { get; } = new(new Position(0, ""), [], false, false);
}
