using System.Buffers;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Errors as acknowledgements have them.</summary>
internal static class SocketIoErrors
{
    /// <summary>The one argument that tells of an error.</summary>
    public static EncodedArguments Encode(ErrorCode error)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        HubEventWriter.WriteError(buffer, error);
        return new EncodedArguments(buffer.WrittenMemory, []);
    }
}
