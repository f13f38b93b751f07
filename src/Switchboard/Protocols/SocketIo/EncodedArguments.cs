using System.Runtime.InteropServices;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Arguments, ready to be put into a packet.</summary>
/// <param name="Json">JSON values with commas between them.</param>
/// <param name="Attachments">The binary values.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EncodedArguments(ReadOnlyMemory<byte> Json, IReadOnlyList<ReadOnlyMemory<byte>> Attachments);
