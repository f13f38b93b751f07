using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Keeps packets beyond the call that brought them.</summary>
internal static class SocketIoPackets
{
    /// <summary>The packet with a copy of what belongs to the transport's buffer: one array for all of it.</summary>
    public static SocketIoPacket Detach(SocketIoPacket packet)
    {
        var length = packet.Auth.Length;
        foreach (var argument in packet.Arguments)
        {
            length += argument.Length;
        }

        var free = new byte[length].AsMemory();
        var arguments = new ReadOnlyMemory<byte>[packet.Arguments.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Take(packet.Arguments[i], ref free);
        }

        return packet with { Auth = Take(packet.Auth, ref free), Arguments = arguments };
    }

    private static ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> bytes, ref Memory<byte> free)
    {
        var copy = free[..bytes.Length];
        bytes.CopyTo(copy);
        free = free[bytes.Length..];
        return copy;
    }
}
