namespace Switchboard.Wire.Centrifuge;

/// <summary>Commands for a session whose own transport goes only from server to client.</summary>
/// <param name="Node">The id of the node that holds the session, as the connect reply gave it; empty where the client gave none.</param>
/// <param name="Session">The session id, as the connect reply gave it; empty where the client gave none.</param>
/// <param name="Data">The commands, as on the session's own wire.</param>
public sealed record EmulationRequest(string Node, string Session, ReadOnlyMemory<byte> Data);
