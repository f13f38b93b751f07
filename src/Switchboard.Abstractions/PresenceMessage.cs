namespace Switchboard;

/// <summary>A connection joined or left a channel on the sender.</summary>
/// <param name="Sender">The node that holds the connection.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Client">The connection.</param>
/// <param name="Joined">True for a join, false for a leave.</param>
public sealed record PresenceMessage(string Sender, string Channel, ClientInfo Client, bool Joined) : BusMessage(Sender);
