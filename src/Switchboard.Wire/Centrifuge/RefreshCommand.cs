namespace Switchboard.Wire.Centrifuge;

/// <summary>Brings a new connection token.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Token">The token.</param>
public sealed record RefreshCommand(uint Id, string Token) : CentrifugeCommand(Id);
