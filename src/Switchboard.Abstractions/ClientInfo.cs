namespace Switchboard;

/// <summary>What a connection shows of itself in presence, join and leave, and as publisher.</summary>
/// <param name="User">The user id; empty for an anonymous connection.</param>
/// <param name="Client">The connection's id, unique across nodes.</param>
/// <param name="ConnectionInfo">JSON attached to the connection by whoever authenticated it; empty when there is none.</param>
/// <param name="ChannelInfo">JSON attached to this subscription; empty when there is none.</param>
public sealed record ClientInfo(string User, string Client, ReadOnlyMemory<byte> ConnectionInfo = default, ReadOnlyMemory<byte> ChannelInfo = default);
