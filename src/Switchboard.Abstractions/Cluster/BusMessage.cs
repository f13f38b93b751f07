namespace Switchboard.Extensibility;

/// <summary>What one node tells the others. The kinds are the sealed records that derive from it.</summary>
/// <param name="Sender">The id of the node that sent it.</param>
public abstract record BusMessage(string Sender)
{
    /// <summary>The only node to receive it; null for all others.</summary>
    public string? Receiver { get; init; }
}

/// <summary>A publication entered fan-out on the sender; receivers hand it to their own subscribers.</summary>
/// <param name="Sender">The node that took the publication.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Publication">The publication, with its position where the channel keeps one: a receiver detects gaps by it.</param>
public sealed record PublicationMessage(string Sender, string Channel, Publication Publication) : BusMessage(Sender);

/// <summary>A connection joined or left a channel on the sender.</summary>
/// <param name="Sender">The node that holds the connection.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Client">The connection.</param>
/// <param name="Joined">True for a join, false for a leave.</param>
public sealed record PresenceMessage(string Sender, string Channel, ClientInfo Client, bool Joined) : BusMessage(Sender);

/// <summary>An instruction about connections that may be held by any node. What is asked for is in <paramref name="Instruction"/>.</summary>
/// <param name="Sender">The node that was asked.</param>
/// <param name="Instruction">What to do, and to which connections.</param>
public sealed record ControlMessage(string Sender, Instruction Instruction) : BusMessage(Sender);

/// <summary>A record that says who may do what was put or removed. It comes in front of the instructions that follow from it.</summary>
/// <param name="Sender">The node that changed it.</param>
/// <param name="Record">The record.</param>
/// <param name="IsRemoved">Whether it was removed.</param>
public sealed record AccessMessage(string Sender, StoredRecord Record, bool IsRemoved) : BusMessage(Sender);

/// <summary>Commands that reached one node by HTTP for a session which another node holds.</summary>
/// <param name="Sender">The node that took the request.</param>
/// <param name="Session">The session id.</param>
/// <param name="Data">The commands, as on the session's own wire.</param>
public sealed record EmulationMessage(string Sender, string Session, ReadOnlyMemory<byte> Data) : BusMessage(Sender);
