namespace Switchboard.Wire.Centrifuge;

/// <summary>A message to this connection alone.</summary>
/// <param name="Data">The payload.</param>
public sealed record MessagePush(ReadOnlyMemory<byte> Data) : CentrifugePush("");
