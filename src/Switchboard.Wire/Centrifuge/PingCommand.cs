namespace Switchboard.Wire.Centrifuge;

/// <summary>An explicit ping of older clients; answered with an empty result.</summary>
/// <param name="Id">The command's id.</param>
public sealed record PingCommand(uint Id) : CentrifugeCommand(Id);
