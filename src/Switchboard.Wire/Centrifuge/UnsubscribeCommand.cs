namespace Switchboard.Wire.Centrifuge;

/// <summary>Ends a subscription.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Channel">The channel.</param>
public sealed record UnsubscribeCommand(uint Id, string Channel) : CentrifugeCommand(Id);
