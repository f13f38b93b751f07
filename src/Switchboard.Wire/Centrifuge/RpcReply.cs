namespace Switchboard.Wire.Centrifuge;

/// <summary>The result of an rpc command.</summary>
/// <param name="Data">What the method returned; empty for nothing.</param>
public sealed record RpcReply(ReadOnlyMemory<byte> Data) : CentrifugeReply;
