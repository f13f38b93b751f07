namespace Switchboard.Calls;

/// <summary>Carries out a call: JSON in, JSON out. Both may be empty, for nothing.</summary>
internal delegate ValueTask<ReadOnlyMemory<byte>> CallDelegate(ReadOnlyMemory<byte> data, CallContext context);
