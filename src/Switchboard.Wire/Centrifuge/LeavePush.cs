namespace Switchboard.Wire.Centrifuge;

/// <summary>A connection left the channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Client">The connection.</param>
public sealed record LeavePush(string Channel, ClientInfo Client) : CentrifugePush(Channel);
