namespace Switchboard;

/// <summary>Commands that reached one node by HTTP for a session which another node holds.</summary>
/// <param name="Sender">The node that took the request.</param>
/// <param name="Session">The session id.</param>
/// <param name="Data">The commands, as on the session's own wire.</param>
public sealed record EmulationMessage(string Sender, string Session, ReadOnlyMemory<byte> Data) : BusMessage(Sender);
