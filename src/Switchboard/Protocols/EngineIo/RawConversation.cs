using Switchboard.Connections;
using Switchboard.Diagnostics;

namespace Switchboard.Protocols.EngineIo;

/// <summary>Hands a client's messages to the application's handler, one after the other.</summary>
internal sealed class RawConversation(EngineIoSession session, IEngineIoHandler handler) : IEngineIoConversation
{
    private readonly EngineIoSocket _socket = new(session);
    private Task _opening = Task.CompletedTask;

    /// <inheritdoc/>
    public void Open() => _opening = GuardAsync(static (handler, socket, _) => handler.OnOpenAsync(socket), default).AsTask();

    /// <inheritdoc/>
    public async ValueTask ReceiveAsync(ReadOnlyMemory<byte> message, bool isBinary)
    {
        await _opening;
        await GuardAsync(static (handler, socket, message) => handler.OnMessageAsync(socket, message), new EngineIoMessage(message, isBinary));
        await session.Connection.Outbound.RepliesTakenAsync();
    }

    /// <inheritdoc/>
    public void Check(long now)
    {
        // Nothing is due but the heartbeat.
    }

    /// <inheritdoc/>
    public void End(CloseCode code)
        => _ = GuardAsync((application, socket, _) => application.OnCloseAsync(socket, code.Reason), default).AsTask();

    private async ValueTask GuardAsync(Func<IEngineIoHandler, EngineIoSocket, EngineIoMessage, ValueTask> call, EngineIoMessage message)
    {
        try
        {
            await call(handler, _socket, message);
        }
        catch (Exception exception)
        {
            InternalError.Create(out var errorId);
            ConnectionLog.CommandFailed(session.Server.Services.Logger, exception, session.Connection.Id, errorId);
            session.Connection.Close(CloseCodes.InternalError);
        }
    }
}
