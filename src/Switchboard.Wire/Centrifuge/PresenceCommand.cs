namespace Switchboard.Wire.Centrifuge;

/// <summary>Asks who is in a channel.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Channel">The channel.</param>
public sealed record PresenceCommand(uint Id, string Channel) : CentrifugeCommand(Id);
