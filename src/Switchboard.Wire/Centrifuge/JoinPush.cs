namespace Switchboard.Wire.Centrifuge;

/// <summary>A connection came into the channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Client">The connection.</param>
public sealed record JoinPush(string Channel, ClientInfo Client) : CentrifugePush(Channel);
