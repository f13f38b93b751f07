using System.Runtime.InteropServices;

namespace Switchboard.Transports.WebSockets;

/// <summary>A whole message or a control frame.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WebSocketMessage(WebSocketOpcode Opcode, ReadOnlyMemory<byte> Payload);
