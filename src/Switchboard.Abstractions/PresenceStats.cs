namespace Switchboard;

/// <summary>How many are in a channel.</summary>
/// <param name="Clients">The number of connections.</param>
/// <param name="Users">The number of different user ids among them; all anonymous connections count as one.</param>
public readonly record struct PresenceStats(int Clients, int Users);
