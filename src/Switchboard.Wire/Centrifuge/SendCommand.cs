namespace Switchboard.Wire.Centrifuge;

/// <summary>Sends a message that gets no reply.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Data">The payload; empty for none.</param>
public sealed record SendCommand(uint Id, ReadOnlyMemory<byte> Data) : CentrifugeCommand(Id);
