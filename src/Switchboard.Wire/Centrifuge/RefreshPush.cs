namespace Switchboard.Wire.Centrifuge;

/// <summary>The connection has a new expiry.</summary>
/// <param name="Expires">Whether the connection expires.</param>
/// <param name="TimeToLiveSeconds">Seconds until it does.</param>
public sealed record RefreshPush(bool Expires, uint TimeToLiveSeconds) : CentrifugePush("");
