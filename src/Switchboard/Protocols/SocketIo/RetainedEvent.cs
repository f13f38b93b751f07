namespace Switchboard.Protocols.SocketIo;

/// <summary>An event that is kept for clients that come back.</summary>
/// <param name="Offset">Its place.</param>
/// <param name="Room">The room, or the id of the socket, that it was for; empty for everybody.</param>
/// <param name="Except">The rooms and sockets that it was not for; null for none.</param>
/// <param name="Envelope">The packet.</param>
/// <param name="Time">When it was sent, as a timestamp.</param>
internal sealed record RetainedEvent(long Offset, string Room, string? Except, ReadOnlyMemory<byte> Envelope, long Time);
