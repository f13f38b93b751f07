namespace Switchboard.Wire.Centrifuge;

/// <summary>Publishes into a channel.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Data">The payload; empty for none.</param>
/// <param name="Type">0; other kinds of channels are not offered.</param>
public sealed record PublishCommand(uint Id, string Channel, ReadOnlyMemory<byte> Data, int Type) : CentrifugeCommand(Id);
