namespace Switchboard.Wire.Centrifuge;

/// <summary>The result of a sub_refresh command.</summary>
/// <param name="Expires">Whether the subscription still expires.</param>
/// <param name="TimeToLiveSeconds">Seconds until it does.</param>
public sealed record SubRefreshReply(bool Expires, uint TimeToLiveSeconds) : CentrifugeReply;
