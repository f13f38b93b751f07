namespace Switchboard.Wire.Centrifuge;

/// <summary>Calls a method.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Data">The payload; empty for none.</param>
public sealed record RpcCommand(uint Id, string Method, ReadOnlyMemory<byte> Data) : CentrifugeCommand(Id);
