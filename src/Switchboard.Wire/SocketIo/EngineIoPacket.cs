using System.Runtime.InteropServices;

namespace Switchboard.Wire.SocketIo;

/// <summary>One Engine.IO packet.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="Data">What it carries; for a text, UTF-8.</param>
/// <param name="IsBinary">Whether the data is binary. Only messages are.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EngineIoPacket(EngineIoPacketType Type, ReadOnlyMemory<byte> Data, bool IsBinary = false);
