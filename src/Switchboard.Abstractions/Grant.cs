namespace Switchboard;

/// <summary>A permission given to one principal, by whoever authenticated it.</summary>
/// <param name="Channel">The channel, compared ordinally.</param>
/// <param name="Operations">What may be done there.</param>
public sealed record Grant(string Channel, Operations Operations);
