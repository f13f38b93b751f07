namespace Switchboard.Wire.Centrifuge;

/// <summary>A command that this server does not know; a protocol error.</summary>
/// <param name="Id">The command's id.</param>
public sealed record UnknownCommand(uint Id) : CentrifugeCommand(Id);
