namespace Switchboard.Wire.Centrifuge;

/// <summary>The result of a refresh command.</summary>
/// <param name="Client">The connection's client id.</param>
/// <param name="Version">The server's version.</param>
/// <param name="Expires">Whether the connection still expires.</param>
/// <param name="TimeToLiveSeconds">Seconds until it does.</param>
public sealed record RefreshReply(string Client, string Version, bool Expires, uint TimeToLiveSeconds) : CentrifugeReply;
