using Switchboard.Protocols.EngineIo;

namespace SocketIoConformance;

/// <summary>Sends every message back.</summary>
internal sealed class EchoHandler : IEngineIoHandler
{
    public ValueTask OnOpenAsync(EngineIoSocket socket) => ValueTask.CompletedTask;

    public ValueTask OnMessageAsync(EngineIoSocket socket, EngineIoMessage message)
    {
        if (message.IsBinary)
        {
            socket.SendBinary(message.Data.Span);
        }
        else
        {
            socket.SendText(message.Data.Span);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask OnCloseAsync(EngineIoSocket socket, string reason) => ValueTask.CompletedTask;
}
