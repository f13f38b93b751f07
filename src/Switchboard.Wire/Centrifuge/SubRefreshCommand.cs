namespace Switchboard.Wire.Centrifuge;

/// <summary>Brings a new subscription token.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Token">The token.</param>
/// <param name="Type">0; other kinds of channels are not offered.</param>
public sealed record SubRefreshCommand(uint Id, string Channel, string Token, int Type) : CentrifugeCommand(Id);
