namespace Switchboard.Wire.Centrifuge;

/// <summary>Asks how many are in a channel.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Channel">The channel.</param>
public sealed record PresenceStatsCommand(uint Id, string Channel) : CentrifugeCommand(Id);
